import { expect, it } from 'vitest'
import { decodeHex, IP_TCP } from '../testdata/frame.ts'

it.each([
  {
    is: 'a frame of LLC',
    frame: `51 020000000002 020000000001 aaaa03 000000 0800 ${IP_TCP}`,
    layers: 'fddi llc ip tcp',
  },
  { is: 'one of the ring itself', frame: 'c2 020000000002 020000000001 0102', layers: 'fddi' },
])('$is', ({ frame, layers }) => {
  expect(decodeHex(10, frame)).toMatchObject({
    layers,
    fields: { 'fddi.src': '02:00:00:00:00:01' },
    problem: undefined,
  })
})

it('cut', () => expect(decodeHex(10, '51 0200', 60)).toMatchObject({ layers: 'fddi', problem: 'cut' }))
