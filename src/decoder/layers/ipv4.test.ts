import { expect, it } from 'vitest'
import { decodeHex, eth, IP_TCP, ip, ip6, TCP, udp } from '../testdata/frame.ts'

it('says its header', () => {
  const frame = eth(0x800, `45b9 0028 1234 4000 40 06 abcd 0a000001 0a000002 ${TCP}`)
  expect(decodeHex(1, frame)).toMatchObject({
    layers: 'eth ip tcp',
    fields: {
      'ip.version': 4,
      'ip.hdr_len': 20,
      'ip.dsfield.dscp': '46 EF PHB',
      'ip.dsfield.ecn': '1 ECN-Capable (1)',
      'ip.len': 40,
      'ip.id': 0x1234,
      'ip.flags': "2 Don't fragment",
      'ip.flags.df': true,
      'ip.ttl': 64,
      'ip.proto': '6 TCP',
      'ip.src': '10.0.0.1',
      'ip.dst': '10.0.0.2',
    },
    problem: undefined,
  })
})

it.each([
  { is: 'padding behind it', frame: `${IP_TCP} 000000000000`, layers: 'eth ip tcp', problem: undefined, length: 0 },
  {
    is: 'a length of 0, as cards that cut later write it',
    frame: IP_TCP.replace('4500 0028', '4500 0000'),
    layers: 'eth ip tcp',
    problem: undefined,
    length: 0,
  },
  {
    is: 'a header that is too short',
    frame: `44${IP_TCP.slice(2)}`,
    layers: 'eth ip',
    problem: 'malformed',
    length: undefined,
  },
  {
    is: 'a length below its header',
    frame: IP_TCP.replace('0028', '0010'),
    layers: 'eth ip',
    problem: 'malformed',
    length: undefined,
  },
  { is: 'version 6 under its type', frame: ip6(6, TCP), layers: 'eth ip ipv6 tcp', problem: 'malformed', length: 0 },
  { is: 'another one inside', frame: ip(4, IP_TCP), layers: 'eth ip ip tcp', problem: undefined, length: 0 },
])('bears $is', ({ frame, layers, problem, length }) => {
  const decoded = decodeHex(1, eth(0x800, frame))
  expect(decoded).toMatchObject({ layers, problem })
  expect(decoded.fields['tcp.len']).toBe(length)
})

const piece = (fragment: string, payload: string, length = '0024') =>
  eth(0x800, `4500 ${length} 0001 ${fragment} 40 11 0000 0a000001 0a000002 ${payload}`)
const PAYLOAD = udp(40000, 40001, '0102030405060708')

it.each([
  { is: 'a first piece that waits for the others', frame: piece('2000', PAYLOAD), layers: 'eth ip' },
  { is: 'a later piece', frame: piece('0002', PAYLOAD), layers: 'eth ip' },
  {
    is: 'a first piece that is not here to its end, and so never joined',
    frame: piece('2000', PAYLOAD, '05dc'),
    layers: 'eth ip udp data',
  },
])('reads $is', ({ frame, layers }) => {
  expect(decodeHex(1, frame).layers).toBe(layers)
})
