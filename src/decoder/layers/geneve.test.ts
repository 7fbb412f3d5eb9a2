import { expect, it } from 'vitest'
import { decodeHex, eth, IP_TCP, ip, udp } from '../testdata/frame.ts'

const geneve = (payload: string) => eth(0x800, ip(17, udp(50000, 6081, payload)))

it.each([
  {
    is: 'Ethernet inside',
    payload: `0000 6558 00007b00 ${eth(0x800, IP_TCP)}`,
    layers: 'eth ip udp geneve eth ip tcp',
    fields: { 'geneve.vni': 123, 'geneve.proto_type': '25944 Transparent Ethernet bridging' },
  },
  {
    is: 'options before an IP packet',
    payload: `02c0 0800 00007b00 0102 80 01 aabbccdd ${IP_TCP}`,
    layers: 'eth ip udp geneve ip tcp',
    fields: {
      'geneve.flags.oam': true,
      'geneve.flags.critical': true,
      'geneve.option.class': 0x102,
      'geneve.option.type': 0x80,
      'geneve.option.unknown.data': 'aabbccdd',
    },
  },
])('$is', ({ payload, layers, fields }) => {
  expect(decodeHex(1, geneve(payload))).toMatchObject({ layers, fields, problem: undefined })
})

it.each([
  { is: 'another version', payload: `4000 6558 00007b00 ${IP_TCP}` },
  { is: 'reserved bits', payload: `003f 6558 00007b00 ${IP_TCP}` },
  { is: 'a length for a type', payload: `0000 0100 00007b00 ${IP_TCP}` },
  { is: 'options longer than the datagram', payload: '3f00 0800 00007b00 00' },
])('is a datagram like any other with $is', ({ payload }) => {
  expect(decodeHex(1, geneve(payload)).layers).toBe('eth ip udp data')
})

it('says an option that is longer than all options', () => {
  expect(decodeHex(1, geneve(`0100 0800 00007b00 0102 80 05 ${IP_TCP}`)).problem).toBe('malformed')
})
