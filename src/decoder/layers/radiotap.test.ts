import { expect, it } from 'vitest'
import { decodeHex, IP_TCP } from '../testdata/frame.ts'

const WLAN = '0801 0000 020000000009 020000000001 020000000002 1000'
const DATA = `aaaa03 000000 0800 ${IP_TCP}`

it.each([
  { is: 'without fields', frame: `00 00 0800 00000000 ${WLAN} ${DATA}`, fields: { 'radiotap.length': 8 } },
  {
    is: 'time, flags, rate, channel, signal and antenna, each where it is aligned',
    frame: `00 00 1b00 2f080000 0100000000000000 00 04 6c09 a000 c8 01 000000 ${WLAN} ${DATA}`,
    fields: {
      'radiotap.mactime': 1,
      'radiotap.datarate': 2,
      'radiotap.channel.freq': '2412 MHz',
      'radiotap.dbm_antsignal': -56,
      'radiotap.antenna': 1,
    },
  },
  {
    is: 'a second word of the bitmap',
    frame: `00 00 0d00 02000080 00000000 00 ${WLAN} ${DATA}`,
    fields: { 'radiotap.flags.fcs': false },
  },
  {
    is: 'a checksum at the end',
    frame: `00 00 0900 02000000 10 ${WLAN} ${DATA} deadbeef`,
    fields: { 'radiotap.flags.fcs': true, 'tcp.len': 0 },
  },
  {
    is: 'a header padded to four bytes',
    frame: `00 00 0900 02000000 20 88${WLAN.slice(2)} 0000 0000 ${DATA}`,
    fields: { 'radiotap.flags.datapad': true },
  },
])('$is', ({ frame, fields }) => {
  expect(decodeHex(127, frame)).toMatchObject({ layers: 'radiotap wlan llc ip tcp', fields, problem: undefined })
})

it('is malformed in another version', () => {
  expect(decodeHex(127, `01 00 0800 00000000 ${WLAN}`).problem).toBe('malformed')
})
