import { expect, it } from 'vitest'
import { decodeHex, eth, IP_TCP, ip6, TCP } from '../testdata/frame.ts'

it.each([
  {
    is: 'IP by its NLPID',
    frame: `1841 03 cc ${IP_TCP}`,
    layers: 'fr ip tcp',
    fields: { 'fr.dlci': 100, 'fr.nlpid': '204 IP' },
  },
  {
    is: 'IPv6 behind a padding byte',
    frame: `1841 03 00 8e ${ip6(6, TCP)}`,
    layers: 'fr ipv6 tcp',
    fields: { 'fr.nlpid': '142 IPv6' },
  },
  {
    is: 'an EtherType as Cisco writes it',
    frame: `1849 0800 ${IP_TCP}`,
    layers: 'fr ip tcp',
    fields: { 'fr.chdlctype': '2048 IPv4', 'fr.fecn': true },
  },
  {
    is: 'a bridged frame',
    frame: `1841 03 00 80 0080c2 0007 ${eth(0x800, IP_TCP)}`,
    layers: 'fr eth ip tcp',
    fields: { 'fr.snap.oui': 0x80c2, 'fr.snap.pid': 7 },
  },
  {
    is: 'an address of four bytes',
    frame: `1840 8005 03 cc ${IP_TCP}`,
    layers: 'fr ip tcp',
    fields: { 'fr.dlci': 823297 },
  },
])('$is', ({ frame, layers, fields }) => {
  expect(decodeHex(107, frame)).toMatchObject({ layers, fields, problem: undefined })
})

it('is malformed when its address does not end', () => {
  expect(decodeHex(107, '1840 0000 0000 0000').problem).toBe('malformed')
})
