import { expect, it } from 'vitest'
import { decodeHex, IP_TCP, ip6, TCP } from '../testdata/frame.ts'

it.each([
  { is: 'little-endian AF_INET', linkType: 0, frame: `02000000 ${IP_TCP}`, layers: 'null ip tcp', family: '2 IP' },
  { is: 'big-endian AF_INET', linkType: 0, frame: `00000002 ${IP_TCP}`, layers: 'null ip tcp', family: '2 IP' },
  { is: 'LOOP in network order', linkType: 108, frame: `00000002 ${IP_TCP}`, layers: 'null ip tcp', family: '2 IP' },
  { is: 'macOS IPv6', linkType: 0, frame: `1e000000 ${ip6(6, TCP)}`, layers: 'null ipv6 tcp', family: '30 IPv6' },
  { is: 'FreeBSD IPv6', linkType: 0, frame: `1c000000 ${ip6(6, TCP)}`, layers: 'null ipv6 tcp', family: '28 IPv6' },
  { is: 'OpenBSD IPv6', linkType: 108, frame: `00000018 ${ip6(6, TCP)}`, layers: 'null ipv6 tcp', family: '24 IPv6' },
  { is: 'an unknown family', linkType: 0, frame: '07000000 0102', layers: 'null data', family: 7 },
])('$is', ({ linkType, frame, layers, family }) => {
  expect(decodeHex(linkType, frame)).toMatchObject({ layers, fields: { 'null.family': family }, problem: undefined })
})

it('an EtherType in the place of a family', () => {
  const decoded = decodeHex(0, `00000800 ${IP_TCP}`)
  expect(decoded).toMatchObject({ layers: 'null ip tcp', fields: { 'null.type': '2048 IPv4' } })
})
