import { expect, it } from 'vitest'
import { decodeHex, eth, IP_TCP, ip, udp } from '../testdata/frame.ts'

const l2tp = (payload: string) => eth(0x800, ip(17, udp(1701, 1701, payload)))

it.each([
  {
    is: 'data',
    frame: l2tp(`0002 0001 0002 ff03 0021 ${IP_TCP}`),
    layers: 'eth ip udp l2tp ppp ip tcp',
    fields: { 'l2tp.type': '0 Data message', 'l2tp.tunnel': 1, 'l2tp.session': 2 },
  },
  {
    is: 'data with length, sequence and offset',
    frame: l2tp(`4a02 003c 0001 0002 0003 0004 0002 0000 ff03 0021 ${IP_TCP}`),
    layers: 'eth ip udp l2tp ppp ip tcp',
    fields: { 'l2tp.length': 60, 'l2tp.Ns': 3, 'l2tp.Nr': 4, 'l2tp.offset': 2 },
  },
  {
    is: 'control',
    frame: l2tp('c802 0014 0000 0000 0000 0000 8008 0000 0000 0001'),
    layers: 'eth ip udp l2tp',
    fields: { 'l2tp.type': '1 Control message', 'l2tp.avp.message_type': '1 Start-Control-Connection-Request' },
  },
  {
    is: 'control of version 3',
    frame: l2tp('c803 000c 00000007 0001 0002'),
    layers: 'eth ip udp l2tp',
    fields: { 'l2tp.version': 3, 'l2tp.ccid': 7, 'l2tp.Ns': 1 },
  },
  {
    is: 'data of version 3',
    frame: l2tp('0003 0000 00000009 00000000'),
    layers: 'eth ip udp l2tp',
    fields: { 'l2tp.sid': 9 },
  },
  {
    is: 'version 3 straight over IP',
    frame: eth(0x800, ip(115, '00000009 01020304')),
    layers: 'eth ip l2tp',
    fields: { 'l2tp.sid': 9 },
  },
])('$is', ({ frame, layers, fields }) => {
  expect(decodeHex(1, frame)).toMatchObject({ layers, fields, problem: undefined })
})

it.each([
  { is: 'reserved bits', payload: '3002 0001 0002 ff03 0021' },
  { is: 'control without a length', payload: '8002 0000 0000 0000 0000' },
  { is: 'a length beyond the datagram', payload: 'c802 00ff 0000 0000 0000 0000' },
  { is: 'another protocol of the port', payload: '0001 0203 0405' },
])('is a datagram like any other with $is', ({ payload }) => {
  expect(decodeHex(1, l2tp(payload)).layers).toBe('eth ip udp data')
})
