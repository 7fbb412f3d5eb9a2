import { expect, it } from 'vitest'
import { decodeHex, eth, IP_TCP, ip } from '../testdata/frame.ts'

const gre = (payload: string) => eth(0x800, ip(47, payload))

it.each([
  { is: 'plain', payload: `0000 0800 ${IP_TCP}`, layers: 'eth ip gre ip tcp', fields: { 'gre.proto': '2048 IPv4' } },
  {
    is: 'checksum, key and sequence',
    payload: `b000 0800 1234 0000 0000002a 00000007 ${IP_TCP}`,
    layers: 'eth ip gre ip tcp',
    fields: { 'gre.checksum': 0x1234, 'gre.key': 42, 'gre.sequence_number': 7 },
  },
  {
    is: 'a source route',
    payload: `4000 0800 0000 0000 0800 00 04 0a000009 0000 00 00 ${IP_TCP}`,
    layers: 'eth ip gre ip tcp',
    fields: { 'gre.flags.routing': true },
  },
  {
    is: 'Ethernet inside',
    payload: `2000 6558 0000002a ${eth(0x800, IP_TCP)}`,
    layers: 'eth ip gre eth ip tcp',
    fields: { 'gre.key': 42 },
  },
  {
    is: 'PPTP',
    payload: `3081 880b 002e 0007 00000001 00000002 ff03 0021 ${IP_TCP} 0000`,
    layers: 'eth ip gre ppp ip tcp',
    fields: { 'gre.key.payload_length': 46, 'gre.key.call_id': 7, 'gre.sequence_number': 1, 'gre.ack_number': 2 },
  },
  {
    is: 'a PPTP acknowledgement',
    payload: '2081 880b 0000 0007 00000002',
    layers: 'eth ip gre',
    fields: { 'gre.flags.ack': true, 'gre.ack_number': 2 },
  },
  {
    is: 'a frame mirrored by ERSPAN type II',
    payload: `1000 88be 00000001 1064 0005 00000000 ${eth(0x800, IP_TCP)}`,
    layers: 'eth ip gre eth ip tcp',
    fields: { 'erspan.version': '1 Type II', 'erspan.vlan': 100, 'erspan.spanid': 5 },
  },
  {
    is: 'a frame mirrored by ERSPAN type III',
    payload: `1000 22eb 00000001 2064 0005 00000000 0000 0000 ${eth(0x800, IP_TCP)}`,
    layers: 'eth ip gre eth ip tcp',
    fields: { 'erspan.version': '2 Type III', 'erspan.spanid': 5 },
  },
  {
    is: 'a packet redirected to a cache',
    payload: `0000 883e 00000000 ${IP_TCP}`,
    layers: 'eth ip gre ip tcp',
    fields: { 'gre.proto': '34878 WCCP' },
  },
  { is: 'something else', payload: '0000 1234 00', layers: 'eth ip gre data', fields: { 'gre.proto': 0x1234 } },
])('$is', ({ payload, layers, fields }) => {
  expect(decodeHex(1, gre(payload))).toMatchObject({ layers, fields, problem: undefined })
})

it.each([
  { is: 'a version nobody has', payload: '0002 0800 00', problem: 'malformed' },
  { is: 'a key that is not there', payload: '2000 0800 0000', problem: 'malformed' },
  { is: 'PPTP without a key', payload: '1001 880b 00000001', problem: 'malformed' },
  { is: 'routes without an end', payload: `4000 0800 00000000 ${'0800 00 01 00'.repeat(20)}`, problem: 'too-deep' },
])('says $is', ({ payload, problem }) => {
  expect(decodeHex(1, gre(payload)).problem).toBe(problem)
})
