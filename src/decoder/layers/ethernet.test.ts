import { expect, it } from 'vitest'
import { decodeHex, eth, IP_TCP } from '../testdata/frame.ts'

it.each([
  {
    is: 'a type',
    frame: eth(0x800, IP_TCP),
    layers: 'eth ip tcp',
    fields: { 'eth.dst': '02:00:00:00:00:02', 'eth.src': '02:00:00:00:00:01', 'eth.type': '2048 IPv4' },
  },
  {
    is: 'a length, without the padding behind it',
    frame: eth(3, 'e0e003 00000000'),
    layers: 'eth llc',
    fields: { 'eth.len': 3 },
  },
  {
    is: 'a type of 0, which is no length',
    frame: eth(0, '01'),
    layers: 'eth data',
    fields: { 'eth.type': 0, 'data.len': 1 },
  },
  { is: 'a type nobody reads', frame: eth(0x88f7, '0102'), layers: 'eth data', fields: { 'data.data': '0102' } },
])('has $is', ({ frame, layers, fields }) => {
  expect(decodeHex(1, frame)).toMatchObject({ layers, fields, problem: undefined })
})

it('is cut in its header', () => {
  expect(decodeHex(1, '020000000002 0200', 60)).toMatchObject({ layers: 'eth', problem: 'cut' })
})
