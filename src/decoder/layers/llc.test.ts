import { expect, it } from 'vitest'
import { decodeHex, eth, IP_TCP } from '../testdata/frame.ts'

const framed = (payload: string) => eth(payload.replaceAll(' ', '').length / 2, payload)

it.each([
  {
    is: 'SNAP with an EtherType',
    frame: framed(`aaaa03 000000 0800 ${IP_TCP}`),
    layers: 'eth llc ip tcp',
    fields: { 'llc.dsap': '170 SNAP', 'llc.oui': '0 Encapsulated Ethernet', 'llc.type': '2048 IPv4' },
  },
  {
    is: 'SNAP of Cisco',
    frame: framed('aaaa03 00000c 2000 02b4'),
    layers: 'eth llc data',
    fields: { 'llc.oui': '12 Cisco', 'llc.cisco_pid': '8192 CDP' },
  },
  {
    is: 'a bridged Ethernet frame',
    frame: framed(`aaaa03 0080c2 0007 0000 ${eth(0x800, IP_TCP)}`),
    layers: 'eth llc eth ip tcp',
    fields: { 'llc.pid': 7 },
  },
  {
    is: 'IP by its service access point',
    frame: framed(`060603 ${IP_TCP}`),
    layers: 'eth llc ip tcp',
    fields: { 'llc.dsap': '6 ARPANET IP', 'llc.control': 3 },
  },
  {
    is: 'a supervisory frame, whose control is two bytes',
    frame: framed('f0f1 0102'),
    layers: 'eth llc',
    fields: { 'llc.dsap': '240 NetBIOS', 'llc.ssap': '241 NetBIOS', 'llc.control': 0x201 },
  },
])('$is', ({ frame, layers, fields }) => {
  expect(decodeHex(1, frame)).toMatchObject({ layers, fields, problem: undefined })
})

it('is not what a frame of type 0 carries', () => {
  expect(decodeHex(1, eth(0, '4500')).layers).toBe('eth data')
})
