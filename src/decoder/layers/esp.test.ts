import { expect, it } from 'vitest'
import { decodeHex, eth, ip } from '../testdata/frame.ts'

it('says what is not encrypted', () => {
  expect(decodeHex(1, eth(0x800, ip(50, '00001234 00000007 a1b2c3d4')))).toMatchObject({
    layers: 'eth ip esp',
    fields: { 'esp.spi': 0x1234, 'esp.sequence': 7 },
    problem: undefined,
  })
})

it('is cut before its sequence number', () => {
  expect(decodeHex(1, eth(0x800, ip(50, '00001234 00')), 80).problem).toBe('malformed')
})
