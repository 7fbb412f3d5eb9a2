import { expect, it } from 'vitest'
import { decodeHex, eth, ip, ip6, TCP } from '../testdata/frame.ts'

const ah = (next: string) => `${next} 04 0000 00001234 00000007 0102030405060708090a0b0c`

it.each([
  { is: 'over IPv4', frame: eth(0x800, ip(51, `${ah('06')} ${TCP}`)), layers: 'eth ip ah tcp' },
  { is: 'over IPv6', frame: eth(0x86dd, ip6(51, `${ah('06')} ${TCP}`)), layers: 'eth ipv6 ah tcp' },
  {
    is: 'before another extension header',
    frame: eth(0x86dd, ip6(51, `${ah('3c')} 0600 0104 00000000 ${TCP}`)),
    layers: 'eth ipv6 ah tcp',
  },
])('$is', ({ frame, layers }) => {
  expect(decodeHex(1, frame)).toMatchObject({
    layers,
    fields: { 'ah.spi': 0x1234, 'ah.sequence': 7, 'ah.icv': '0102030405060708090a0b0c', 'tcp.dstport': 80 },
    problem: undefined,
  })
})

it('is malformed when it is shorter than its own header', () => {
  expect(decodeHex(1, eth(0x800, ip(51, '06 00 0000 00001234 00000007'))).problem).toBe('malformed')
})
