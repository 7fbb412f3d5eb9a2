import { expect, it } from 'vitest'
import { decodeHex, eth, IP_TCP, ip } from '../testdata/frame.ts'

const icmp = (message: string) => eth(0x800, ip(1, message))

it.each([
  {
    is: 'echo',
    message: '08 00 1234 0007 0001',
    fields: { 'icmp.type': '8 Echo request', 'icmp.ident': 7, 'icmp.seq': 1 },
  },
  {
    is: 'a timestamp reply',
    message: '0e 00 1234 0007 0001 00000001 00000002 00000003',
    fields: { 'icmp.type': '14 Timestamp reply', 'icmp.seq': 1 },
  },
])('describes $is', ({ message, fields }) => {
  expect(decodeHex(1, icmp(message))).toMatchObject({ layers: 'eth ip icmp', fields, problem: undefined })
})

it.each([
  { is: 'unreachable', header: '03 03 1234 00000000', fields: { 'icmp.code': '3 Port unreachable' } },
  {
    is: 'too big',
    header: '03 04 1234 0000 0578',
    fields: { 'icmp.code': '4 Fragmentation needed', 'icmp.mtu': 1400 },
  },
  {
    is: 'redirected',
    header: '05 01 1234 0a000009',
    fields: { 'icmp.code': '1 Redirect for host', 'icmp.redir_gw': '10.0.0.9' },
  },
  { is: 'time exceeded', header: '0b 00 1234 00000000', fields: { 'icmp.code': '0 Time to live exceeded in transit' } },
  { is: 'a parameter problem', header: '0c 00 1234 09000000', fields: { 'icmp.pointer': 9 } },
])('quotes the packet: $is', ({ header, fields }) => {
  const decoded = decodeHex(1, icmp(`${header} ${IP_TCP}`))
  expect(decoded).toMatchObject({ layers: 'eth ip icmp ip tcp', fields, problem: undefined })
})

it('shows what an echo carries', () => {
  expect(decodeHex(1, icmp('00 00 1234 0007 0001 6162'))).toMatchObject({
    layers: 'eth ip icmp data',
    fields: { 'data.data': '6162', 'data.len': 2 },
  })
})

it('reads the eight bytes that old systems quote', () => {
  const quoted = IP_TCP.slice(0, IP_TCP.indexOf('c000')).concat('c000 0050 00000001')
  expect(decodeHex(1, icmp(`03 03 1234 00000000 ${quoted}`))).toMatchObject({
    layers: 'eth ip icmp ip tcp',
    fields: { 'tcp.srcport': 49152, 'tcp.dstport': 80, 'tcp.seq_raw': 1 },
    problem: undefined,
  })
})
