import { expect, it } from 'vitest'
import { decodeHex, eth, IP_TCP } from '../testdata/frame.ts'

it.each([
  {
    is: 'around a packet',
    frame: eth(0x88a8, `00c8 0800 ${IP_TCP}`),
    layers: 'eth ieee8021ad ip tcp',
    vlan: undefined,
  },
  {
    is: 'around a customer’s tag',
    frame: eth(0x88a8, `00c8 8100 0007 0800 ${IP_TCP}`),
    layers: 'eth ieee8021ad vlan ip tcp',
    vlan: 7,
  },
])('$is', ({ frame, layers, vlan }) => {
  const { fields, ...seen } = decodeHex(1, frame)
  expect(seen).toEqual({ layers, problem: undefined })
  expect([fields['ieee8021ad.id'], fields['vlan.id']]).toEqual([200, vlan])
})

it('cut', () => expect(decodeHex(1, eth(0x88a8, '00'), 60)).toMatchObject({ problem: 'cut' }))
