import { expect, it } from 'vitest'
import { decodeHex, IP_TCP } from '../testdata/frame.ts'

const LLC = `aaaa03 000000 0800 ${IP_TCP}`

it.each([
  { is: 'a frame of LLC', frame: `10 40 020000000002 020000000001 ${LLC}`, layers: 'tr llc ip tcp', routed: false },
  {
    is: 'one that came over bridges',
    frame: `18 40 020000000002 820000000001 0630 0011 0120 ${LLC}`,
    layers: 'tr llc ip tcp',
    routed: true,
  },
  { is: 'one of the ring itself', frame: '10 00 020000000002 020000000001 0004', layers: 'tr', routed: false },
])('$is', ({ frame, layers, routed }) => {
  expect(decodeHex(6, frame)).toMatchObject({ layers, fields: { 'tr.sr': routed }, problem: undefined })
})

it('cut', () => expect(decodeHex(6, '10 40 0200', 60)).toMatchObject({ layers: 'tr', problem: 'cut' }))
