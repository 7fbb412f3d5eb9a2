import { expect, it } from 'vitest'
import { decodeHex, IP_TCP, ip6, TCP } from '../testdata/frame.ts'

const header = (length: string, family: string) =>
  `${length} ${family} 01 00 656d3000000000000000000000000000 ${'00'.repeat(16)} 00000004 ffffffff e8030000 02000000 0000000000000000 01`

it.each([
  { is: 'IPv4', frame: `${header('3d', '02')} 000000 ${IP_TCP}`, layers: 'pflog ip tcp', family: '2 IPv4' },
  {
    is: 'IPv6 of OpenBSD',
    frame: `${header('3d', '18')} 000000 ${ip6(6, TCP)}`,
    layers: 'pflog ipv6 tcp',
    family: '24 IPv6',
  },
  {
    is: 'IPv6 of FreeBSD',
    frame: `${header('40', '1c')} 000000 ${ip6(6, TCP)}`,
    layers: 'pflog ipv6 tcp',
    family: '28 IPv6',
  },
])('$is', ({ frame, layers, family }) => {
  expect(decodeHex(117, frame)).toMatchObject({
    layers,
    fields: {
      'pflog.af': family,
      'pflog.action': '1 block',
      'pflog.ifname': 'em0',
      'pflog.rulenr': 4,
      'pflog.subrulenr': '4294967295 none',
      'pflog.uid': 1000,
      'pflog.pid': 2,
      'pflog.dir': '1 in',
    },
    problem: undefined,
  })
})

it('is malformed when its length is none', () => {
  expect(decodeHex(117, `${header('10', '02')} 000000 ${IP_TCP}`).problem).toBe('malformed')
})
