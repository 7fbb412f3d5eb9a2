import { expect, it } from 'vitest'
import { decodeHex, eth, ip6, TCP, udp } from '../testdata/frame.ts'

it('says its header', () => {
  const frame = eth(0x86dd, ip6(6, TCP).replace('60000000', '6b912345'))
  expect(decodeHex(1, frame)).toMatchObject({
    layers: 'eth ipv6 tcp',
    fields: {
      'ipv6.version': 6,
      'ipv6.tclass': 0xb9,
      'ipv6.tclass.dscp': '46 EF PHB',
      'ipv6.tclass.ecn': '1 ECN-Capable (1)',
      'ipv6.flow': 0x12345,
      'ipv6.plen': 20,
      'ipv6.nxt': '6 TCP',
      'ipv6.hlim': 64,
      'ipv6.src': '2001:db8::1',
      'ipv6.dst': '2001:db8::2',
    },
    problem: undefined,
  })
})

it('reads over its extension headers', () => {
  const extensions = '2b00 0104 00000000 3c02 0401 00000000 00112233445566778899aabbccddeeff 0600 0104 00000000'
  expect(decodeHex(1, eth(0x86dd, ip6(0, `${extensions} ${TCP}`)))).toMatchObject({
    layers: 'eth ipv6 tcp',
    fields: {
      'ipv6.hopopts.nxt': '43 IPv6 Routing Header',
      'ipv6.routing.type': '4 Segment Routing',
      'ipv6.routing.segleft': 1,
      'ipv6.routing.len_oct': 24,
      'ipv6.dstopts.nxt': '6 TCP',
    },
    problem: undefined,
  })
})

it('ends a chain of headers that has no end', () => {
  expect(decodeHex(1, eth(0x86dd, ip6(60, '3c00 0104 00000000'.repeat(200)))).problem).toBe('too-deep')
})

const PAYLOAD = udp(40000, 40001, '0102030405060708')
const fragment = (offset: string) => `1100 ${offset} 00000001 ${PAYLOAD}`

it.each([
  { is: 'a first piece that waits for the others', frame: ip6(44, fragment('0001')), layers: 'eth ipv6' },
  { is: 'a later piece', frame: ip6(44, fragment('0010')), layers: 'eth ipv6' },
  { is: 'one that is whole', frame: ip6(44, fragment('0000')), layers: 'eth ipv6 udp data' },
  {
    is: 'a first piece that is not here to its end, and so never joined',
    frame: ip6(44, fragment('0001')).replace('60000000 0018', '60000000 0500'),
    layers: 'eth ipv6 udp data',
  },
])('reads $is', ({ frame, layers }) => {
  expect(decodeHex(1, eth(0x86dd, frame)).layers).toBe(layers)
})
