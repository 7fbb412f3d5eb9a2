import { expect, it } from 'vitest'
import { decodeHex, eth, ip6, TCP, udp } from '../testdata/frame.ts'

const icmpv6 = (message: string) => eth(0x86dd, ip6(58, message))
const ROUTER = 'fe800000000000000000000000000001'
const TARGET = 'fe800000000000000000000000000002'
const LINK = '020000000001'

it.each([
  {
    is: 'echo',
    message: '80 00 1234 0007 0001',
    fields: { 'icmpv6.type': '128 Echo request', 'icmpv6.echo.identifier': 7, 'icmpv6.echo.sequence_number': 1 },
  },
  {
    is: 'a router advertisement with its options',
    message:
      `86 00 1234 40 c0 0708 00000000 00000000 01 01 ${LINK} 05 01 0000 000005dc` +
      ` 03 04 40 c0 00015180 00003840 00000000 20010db8000000000000000000000000 19 03 0000 00000258 ${ROUTER}`,
    fields: {
      'icmpv6.nd.ra.cur_hop_limit': 64,
      'icmpv6.nd.ra.flag.m': true,
      'icmpv6.nd.ra.router_lifetime': 1800,
      'icmpv6.opt.src_linkaddr': '02:00:00:00:00:01',
      'icmpv6.opt.mtu': 1500,
      'icmpv6.opt.prefix.length': 64,
      'icmpv6.opt.prefix': '2001:db8::',
      'icmpv6.opt.prefix.valid_lifetime': 86400,
      'icmpv6.opt.rdnss': 'fe80::1',
      'icmpv6.opt.rdnss.lifetime': 600,
    },
  },
  {
    is: 'a neighbour solicitation',
    message: `87 00 1234 00000000 ${TARGET} 01 01 ${LINK}`,
    fields: { 'icmpv6.nd.ns.target_address': 'fe80::2', 'icmpv6.opt.src_linkaddr': '02:00:00:00:00:01' },
  },
  {
    is: 'a neighbour advertisement',
    message: `88 00 1234 60000000 ${TARGET} 02 01 ${LINK}`,
    fields: {
      'icmpv6.nd.na.target_address': 'fe80::2',
      'icmpv6.nd.na.flag.r': false,
      'icmpv6.nd.na.flag.s': true,
      'icmpv6.nd.na.flag.o': true,
      'icmpv6.opt.target_linkaddr': '02:00:00:00:00:01',
    },
  },
  {
    is: 'a redirect',
    message: `89 00 1234 00000000 ${TARGET} 20010db8000000000000000000000009`,
    fields: { 'icmpv6.nd.rd.target_address': 'fe80::2', 'icmpv6.rd.na.destination_address': '2001:db8::9' },
  },
  {
    is: 'a multicast listener report',
    message: '8f 00 1234 0000 0001 04 00 0000 ff0200000000000000000000000000fb',
    fields: { 'icmpv6.mldr.mar.record_type': '4 Changed to exclude', 'icmpv6.mldr.mar.multicast_address': 'ff02::fb' },
  },
  {
    is: 'a multicast listener query',
    message: '82 00 1234 03e8 0000 ff0200000000000000000000000000fb 02 7d 0000',
    fields: { 'icmpv6.mld.maximum_response_code': 1000, 'icmpv6.mld.nb_sources': 0, 'icmpv6.mld.qqi': 125 },
  },
])('describes $is', ({ message, fields }) => {
  expect(decodeHex(1, icmpv6(message))).toMatchObject({ layers: 'eth ipv6 icmpv6', fields, problem: undefined })
})

it.each([
  { is: 'unreachable', header: '01 04 1234 00000000', fields: { 'icmpv6.code': '4 Port unreachable' } },
  { is: 'too big', header: '02 00 1234 00000500', fields: { 'icmpv6.mtu': 1280 } },
  { is: 'time exceeded', header: '03 00 1234 00000000', fields: { 'icmpv6.code': '0 Hop limit exceeded in transit' } },
  { is: 'a parameter problem', header: '04 01 1234 00000006', fields: { 'icmpv6.pointer': 6 } },
])('quotes the packet: $is', ({ header, fields }) => {
  const decoded = decodeHex(1, icmpv6(`${header} ${ip6(17, udp(40000, 33434, '00'))}`))
  expect(decoded).toMatchObject({ layers: 'eth ipv6 icmpv6 ipv6 udp', fields, problem: undefined })
})

it('reads a quoted header that is shorter than its packet', () => {
  const quoted = ip6(6, TCP).replace('6000000000140640', '6000000005dc0640')
  expect(decodeHex(1, icmpv6(`02 00 1234 00000500 ${quoted}`))).toMatchObject({ layers: 'eth ipv6 icmpv6 ipv6 tcp' })
})

it.each([
  { is: 'an option of no length', message: `87 00 1234 00000000 ${TARGET} 01 00 ${LINK}`, problem: 'malformed' },
  { is: 'an option beyond the end', message: `87 00 1234 00000000 ${TARGET} 01 02 ${LINK}`, problem: 'cut' },
  { is: 'a message without its body', message: '87 00 1234 00000000', problem: 'cut' },
])('says $is', ({ message, problem }) => {
  expect(decodeHex(1, icmpv6(message)).problem).toBe(problem)
})
