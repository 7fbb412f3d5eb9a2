import { expect, it } from 'vitest'
import { decodeHex, eth, IP_TCP, ip6, TCP } from '../testdata/frame.ts'

it.each([
  {
    is: 'with address and control',
    frame: `ff03 0021 ${IP_TCP}`,
    layers: 'ppp ip tcp',
    protocol: '33 Internet Protocol version 4',
  },
  {
    is: 'without them',
    frame: `0057 ${ip6(6, TCP)}`,
    layers: 'ppp ipv6 tcp',
    protocol: '87 Internet Protocol version 6',
  },
  {
    is: 'with a protocol of one byte',
    frame: `21 ${IP_TCP}`,
    layers: 'ppp ip tcp',
    protocol: '33 Internet Protocol version 4',
  },
  { is: 'MPLS', frame: `ff03 0281 00064140 ${IP_TCP}`, layers: 'ppp mpls ip tcp', protocol: '641 MPLS unicast' },
  {
    is: 'bridged Ethernet',
    frame: `ff03 0031 0001 ${eth(0x800, IP_TCP)}`,
    layers: 'ppp eth ip tcp',
    protocol: '49 Bridging PDU',
  },
  { is: 'compressed', frame: 'ff03 00fd 0102', layers: 'ppp data', protocol: '253 Compressed datagram' },
])('$is', ({ frame, layers, protocol }) => {
  expect(decodeHex(9, frame)).toMatchObject({ layers, fields: { 'ppp.protocol': protocol }, problem: undefined })
})

it.each([
  {
    is: 'link control',
    frame: 'ff03 c021 01 05 0012 0104 05d4 0304 c023 0506 01020304',
    fields: {
      'ppp.code': '1 Configuration Request',
      'ppp.identifier': 5,
      'ppp.length': 18,
      'lcp.opt.mru': 1492,
      'lcp.opt.auth_protocol': '49187 Password Authentication Protocol',
      'lcp.opt.magic_number': 0x01020304,
    },
  },
  {
    is: 'addresses agreed on',
    frame: '8021 02 01 0010 0306 0a000001 8106 0a000002',
    fields: {
      'ppp.code': '2 Configuration Ack',
      'ipcp.opt.ip_address': '10.0.0.1',
      'ipcp.opt.pri_dns_address': '10.0.0.2',
    },
  },
  {
    is: 'a password',
    frame: 'c023 01 07 000f 04 75736572 05 7365637274',
    fields: { 'pap.code': '1 Authenticate-Request', 'pap.peer_id': 'user', 'pap.password': 'secrt' },
  },
  {
    is: 'a challenge',
    frame: 'c223 01 02 000c 04 01020304 6e6173',
    fields: { 'chap.code': '1 Challenge', 'chap.name': 'nas' },
  },
])('describes $is', ({ frame, fields }) => {
  expect(decodeHex(9, frame)).toMatchObject({ layers: 'ppp', fields, problem: undefined })
})

it('is Cisco HDLC when it begins with its address', () => {
  expect(decodeHex(50, `0f00 0800 ${IP_TCP}`).layers).toBe('chdlc ip tcp')
})

it('says where a password is cut', () => {
  expect(decodeHex(9, 'c023 01 07 000e 04 7573').problem).toBe('cut')
})
