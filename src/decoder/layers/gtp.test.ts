import { expect, it } from 'vitest'
import { decodeHex, eth, IP_TCP, ip, ip6, TCP, udp } from '../testdata/frame.ts'

const gtp = (payload: string, port = 2152) => eth(0x800, ip(17, udp(port, port, payload)))

it.each([
  {
    is: 'user data',
    frame: gtp(`30 ff 0028 00000001 ${IP_TCP}`),
    layers: 'eth ip udp gtp ip tcp',
    fields: { 'gtp.flags.version': 1, 'gtp.message': '255 T-PDU', 'gtp.length': 40, 'gtp.teid': 1 },
  },
  {
    is: 'user data of version 6 behind a sequence number',
    frame: gtp(`32 ff 0040 00000001 0007 00 00 ${ip6(6, TCP)}`),
    layers: 'eth ip udp gtp ipv6 tcp',
    fields: { 'gtp.seq_number': 7 },
  },
  {
    is: '5G user data with its session container',
    frame: gtp(`34 ff 0030 00000001 0000 00 85 01 00 09 00 ${IP_TCP}`),
    layers: 'eth ip udp gtp ip tcp',
    fields: {
      'gtp.ext_hdr.next': ['133 PDU session container', '0 No more extension headers'],
      'gtp.ext_hdr.pdu_ses_con.pdu_type': '0 Downlink',
      'gtp.ext_hdr.pdu_ses_con.qos_flow_id': 9,
    },
  },
  {
    is: 'an echo',
    frame: gtp('32 01 0004 00000000 0007 00 00'),
    layers: 'eth ip udp gtp',
    fields: { 'gtp.message': '1 Echo request' },
  },
  {
    is: 'control of version 1',
    frame: gtp('32 10 0006 00000000 0007 00 00 0e05', 2123),
    layers: 'eth ip udp gtp',
    fields: { 'gtp.message': '16 Create PDP context request' },
  },
  {
    is: 'user data of version 0',
    frame: gtp(`1e ff 0028 0001 0002 00ffffff 0000000000000000 ${IP_TCP}`, 3386),
    layers: 'eth ip udp gtp ip tcp',
    fields: { 'gtp.flags.version': 0, 'gtp.seq_number': 1, 'gtp.flow_label': 2 },
  },
  {
    is: 'control of version 2',
    frame: gtp('48 20 0008 00000005 00000100', 2123),
    layers: 'eth ip udp gtp',
    fields: { 'gtpv2.message_type': '32 Create Session Request', 'gtpv2.teid': 5, 'gtpv2.seq': 1 },
  },
])('$is', ({ frame, layers, fields }) => {
  expect(decodeHex(1, frame)).toMatchObject({ layers, fields, problem: undefined })
})

it.each([
  { is: 'version 2 whose length is not the datagram’s', frame: gtp('48 20 0009 00000000 00000100', 2123) },
  { is: 'a message nobody defined', frame: gtp('30 c8 0004 00000001 01020304') },
  { is: 'a length beyond its datagram', frame: gtp('30 ff 0100 00000001 45000000') },
  { is: 'no protocol type', frame: gtp('20 01 0004 00000001 01020304') },
  { is: 'text', frame: gtp('48656c6c6f20776f726c64') },
])('is a datagram like any other with $is', ({ frame }) => {
  expect(decodeHex(1, frame).layers).toBe('eth ip udp data')
})

it('says an extension of no length', () => {
  expect(decodeHex(1, gtp('34 ff 0008 00000001 0000 00 85 00 00 09 00')).problem).toBe('malformed')
})
