import { expect, it } from 'vitest'
import { decodeHex, IP_TCP } from '../testdata/frame.ts'

const A = '02000000000a'
const B = '02000000000b'
const C = '02000000000c'
const D = '02000000000d'
const LLC = `aaaa03 000000 0800 ${IP_TCP}`

it.each([
  {
    is: 'data to the access point',
    frame: `0801 0000 ${A} ${B} ${C} 1000 ${LLC}`,
    layers: 'wlan llc ip tcp',
    fields: {
      'wlan.fc.type_subtype': '32 Data',
      'wlan.bssid': '02:00:00:00:00:0a',
      'wlan.sa': '02:00:00:00:00:0b',
      'wlan.da': '02:00:00:00:00:0c',
      'wlan.seq': 1,
    },
  },
  {
    is: 'quality of service from it',
    frame: `8802 0000 ${A} ${B} ${C} 1000 0500 ${LLC}`,
    layers: 'wlan llc ip tcp',
    fields: { 'wlan.da': '02:00:00:00:00:0a', 'wlan.sa': '02:00:00:00:00:0c', 'wlan.qos.tid': 5 },
  },
  {
    is: 'four addresses between access points',
    frame: `0803 0000 ${A} ${B} ${C} 1000 ${D} ${LLC}`,
    layers: 'wlan llc ip tcp',
    fields: { 'wlan.da': '02:00:00:00:00:0c', 'wlan.sa': '02:00:00:00:00:0d' },
  },
  {
    is: 'with HT control',
    frame: `8881 0000 ${A} ${B} ${C} 1000 0000 00000000 ${LLC}`,
    layers: 'wlan llc ip tcp',
    fields: { 'wlan.fc.order': true },
  },
  {
    is: 'the first of several frames in one',
    frame: `8801 0000 ${A} ${B} ${C} 1000 8000 ${A} ${B} 0030 ${LLC} ${A} ${B} 0001 00`,
    layers: 'wlan llc ip tcp',
    fields: { 'wlan.qos.amsdupresent': true, 'tcp.len': 0 },
  },
  {
    is: 'protected data, which nobody reads',
    frame: `0841 0000 ${A} ${B} ${C} 1000 0102030405060708`,
    layers: 'wlan',
    fields: { 'wlan.fc.protected': true },
  },
  { is: 'no data', frame: `4801 0000 ${A} ${B} ${C} 1000`, layers: 'wlan', fields: { 'wlan.fc.subtype': 4 } },
  { is: 'a later piece', frame: `0801 0000 ${A} ${B} ${C} 1100 ${LLC}`, layers: 'wlan', fields: { 'wlan.frag': 1 } },
  {
    is: 'a beacon',
    frame: `8000 0000 ffffffffffff ${A} ${A} 1000 0000000000000000 6400 0100 0004 686f6d65 0301 06`,
    layers: 'wlan',
    fields: { 'wlan.fc.type_subtype': '8 Beacon frame', 'wlan.ssid': 'home', 'wlan.ds.current_channel': 6 },
  },
  {
    is: 'a deauthentication',
    frame: `c000 0000 ${A} ${B} ${B} 1000 0700`,
    layers: 'wlan',
    fields: { 'wlan.fc.type_subtype': '12 Deauthentication', 'wlan.fixed.reason_code': 7 },
  },
  {
    is: 'an acknowledgement',
    frame: `d400 0000 ${A}`,
    layers: 'wlan',
    fields: { 'wlan.fc.type_subtype': '29 Acknowledgement', 'wlan.ra': '02:00:00:00:00:0a' },
  },
])('$is', ({ frame, layers, fields }) => {
  expect(decodeHex(105, frame)).toMatchObject({ layers, fields, problem: undefined })
})

it('is cut inside its addresses', () => {
  expect(decodeHex(105, `0801 0000 ${A} ${B}`, 60).problem).toBe('cut')
})
