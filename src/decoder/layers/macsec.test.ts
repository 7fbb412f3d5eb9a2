import { expect, it } from 'vitest'
import { decodeHex, eth, IP_TCP } from '../testdata/frame.ts'

const CHECK = 'ee'.repeat(16)
const macsec = (payload: string) => eth(0x88e5, payload)

it.each([
  { is: 'authenticated, with its channel', frame: macsec(`2000 00000042 020000000001 0064 0800 ${IP_TCP} ${CHECK}`) },
  { is: 'authenticated, without', frame: macsec(`0000 00000042 0800 ${IP_TCP} ${CHECK}`) },
  { is: 'short and filled up', frame: macsec(`002a 00000042 0800 ${IP_TCP} ${CHECK} 000000`) },
])('$is: the packet is read', ({ frame }) => {
  const { layers, fields, problem } = decodeHex(1, frame)
  expect({ layers, problem }).toEqual({ layers: 'eth macsec ip tcp', problem: undefined })
  expect([fields['macsec.PN'], fields['macsec.etype']]).toEqual([0x42, '2048 IPv4'])
})

it.each([
  { is: 'encrypted', frame: macsec(`2c00 00000042 020000000001 0064 ${'a5'.repeat(60)}`), problem: undefined },
  { is: 'cut', frame: macsec('2000 0000'), problem: 'malformed' },
])('$is: it ends there', ({ frame, problem }) => {
  expect(decodeHex(1, frame)).toMatchObject({ layers: 'eth macsec', problem })
})
