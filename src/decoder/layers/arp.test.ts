import { expect, it } from 'vitest'
import { decodeHex, eth } from '../testdata/frame.ts'

const arp = (opcode: string, source: string, target: string, hardware = '020000000001') =>
  eth(0x806, `0001 0800 06 04 ${opcode} ${hardware} ${source} 000000000000 ${target}`)

it.each([
  {
    is: 'a request',
    frame: arp('0001', '0a000001', '0a000002'),
    fields: {
      'arp.hw.type': '1 Ethernet',
      'arp.proto.type': '2048 IPv4',
      'arp.opcode': '1 request',
      'arp.src.hw_mac': '02:00:00:00:00:01',
      'arp.src.proto_ipv4': '10.0.0.1',
      'arp.dst.hw_mac': '00:00:00:00:00:00',
      'arp.dst.proto_ipv4': '10.0.0.2',
    },
  },
  {
    is: 'a probe',
    frame: arp('0001', '00000000', '0a000002'),
    fields: { 'arp.isprobe': true },
  },
  {
    is: 'an announcement',
    frame: arp('0001', '0a000002', '0a000002'),
    fields: { 'arp.isannouncement': true, 'arp.isgratuitous': true },
  },
  { is: 'a reply nobody asked for', frame: arp('0002', '0a000002', '0a000002'), fields: { 'arp.isgratuitous': true } },
  {
    is: 'other hardware and protocol',
    frame: eth(0x806, '0006 1234 02 03 0001 0102 030405 0607 08090a'),
    fields: { 'arp.src.hw': '0102', 'arp.src.proto': '030405', 'arp.dst.hw': '0607', 'arp.dst.proto': '08090a' },
  },
  {
    is: 'reverse ARP',
    frame: arp('0003', '00000000', '00000000').replace('0806', '8035'),
    fields: { 'arp.opcode': '3 reverse request' },
  },
])('$is', ({ frame, fields }) => {
  expect(decodeHex(1, frame)).toMatchObject({ layers: 'eth arp', fields, problem: undefined })
})

it('is cut when addresses are missing', () => {
  const frame = eth(0x806, '0001 0800 06 04 0001 020000000001')
  expect(decodeHex(1, frame, 60).problem).toBe('cut')
  expect(decodeHex(1, frame).problem).toBe('malformed')
})

it('says of a plain request nothing more', () => {
  const { fields } = decodeHex(1, arp('0001', '0a000001', '0a000002'))
  expect(Object.keys(fields).filter((name) => name.startsWith('arp.is'))).toEqual([])
})
