import { expect, it } from 'vitest'
import { decodeHex, IP_TCP } from '../testdata/frame.ts'

it.each([
  { is: 'IP', frame: `0f00 0800 ${IP_TCP}`, layers: 'chdlc ip tcp', address: '15 Unicast', protocol: '2048 IPv4' },
  {
    is: 'a keepalive',
    frame: '8f00 8035 00000002',
    layers: 'chdlc data',
    address: '143 Multicast',
    protocol: '32821 SLARP',
  },
])('$is', ({ frame, layers, address, protocol }) => {
  const fields = { 'chdlc.address': address, 'chdlc.protocol': protocol }
  expect(decodeHex(104, frame)).toMatchObject({ layers, fields, problem: undefined })
})
