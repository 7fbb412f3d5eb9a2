import { expect, it } from 'vitest'
import { decodeHex, eth, IP_TCP } from '../testdata/frame.ts'

const WLAN = '0801 0000 020000000009 020000000001 020000000002 1000'
const DATA = `aaaa03 000000 0800 ${IP_TCP}`
const common = (flags: string) => `0200 1400 0000000000000000 ${flags} 0400 6c09 a000 00 00 c8 a1`

it.each([
  {
    is: '802.11 with a checksum',
    frame: `00 00 2000 69000000 ${common('0100')} ${WLAN} ${DATA} deadbeef`,
    layers: 'ppi wlan llc ip tcp',
    fields: {
      'ppi.dlt': 105,
      'ppi.80211-common.chan.freq': '2412 MHz',
      'ppi.80211-common.dbm.antsignal': -56,
      'tcp.len': 0,
    },
  },
  {
    is: '802.11 without',
    frame: `00 00 2000 69000000 ${common('0000')} ${WLAN} ${DATA}`,
    layers: 'ppi wlan llc ip tcp',
    fields: { 'ppi.80211-common.rate': '2000 kb/s' },
  },
  {
    is: 'Ethernet',
    frame: `00 00 0800 01000000 ${eth(0x800, IP_TCP)}`,
    layers: 'ppi eth ip tcp',
    fields: { 'ppi.dlt': 1 },
  },
  { is: 'itself, which is read once', frame: '00 00 0800 c0000000 00 00 0800 c0000000', layers: 'ppi', fields: {} },
])('$is', ({ frame, layers, fields }) => {
  expect(decodeHex(192, frame)).toMatchObject({ layers, fields, problem: undefined })
})
