import { expect, it } from 'vitest'
import { decodeHex, IP_TCP, ip6, TCP } from '../testdata/frame.ts'

it.each([
  {
    is: 'little-endian, with a prefix before the packet',
    frame: `02 00 0001 0800 0100 0800 01 00 0900 0a00 64726f7000 000000 2c00 0900 ${IP_TCP}`,
    layers: 'nflog ip tcp',
    fields: { 'nflog.family': '2 IP', 'nflog.res_id': 1, 'nflog.prefix': 'drop' },
  },
  {
    is: 'big-endian',
    frame: `0a 00 0001 0008 0004 00000003 0040 0009 ${ip6(6, TCP)}`,
    layers: 'nflog ipv6 tcp',
    fields: { 'nflog.family': '10 IPv6', 'nflog.ifindex_indev': 3 },
  },
  {
    is: 'of both families, told by the packet',
    frame: `01 00 0001 4000 0900 ${ip6(6, TCP)}`,
    layers: 'nflog ipv6 tcp',
    fields: { 'nflog.tlv_type': '9 NFULA_PAYLOAD' },
  },
])('$is', ({ frame, layers, fields }) => {
  expect(decodeHex(239, frame)).toMatchObject({ layers, fields, problem: undefined })
})

it('is malformed when a value has no length', () => {
  expect(decodeHex(239, '02 00 0001 0000 0900 4500').problem).toBe('malformed')
})
