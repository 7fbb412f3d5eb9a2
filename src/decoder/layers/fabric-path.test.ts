import { expect, it } from 'vitest'
import { decodeHex, eth, IP_TCP } from '../testdata/frame.ts'

it('carries the whole frame of a host', () => {
  expect(decodeHex(1, eth(0x8903, `0060 ${eth(0x800, IP_TCP)}`))).toMatchObject({
    layers: 'eth cfp eth ip tcp',
    fields: { 'cfp.ftag': 1, 'cfp.ttl': 32 },
    problem: undefined,
  })
})
it('cut', () => expect(decodeHex(1, eth(0x8903, '00'), 60)).toMatchObject({ layers: 'eth cfp', problem: 'cut' }))
