import { expect, it } from 'vitest'
import { decodeHex, eth, ip, ip6 } from '../testdata/frame.ts'

it.each([
  {
    is: 'a greeting of version 2',
    frame: eth(
      0x800,
      ip(
        89,
        '02 01 0030 0a000001 00000000 1234 0000 0000000000000000 ffffff00 000a 02 01 00000028 0a000001 0a000002 0a000003',
      ),
    ),
    layers: 'eth ip ospf',
    fields: {
      'ospf.msg': '1 Hello Packet',
      'ospf.srcrouter': '10.0.0.1',
      'ospf.area_id': '0.0.0.0',
      'ospf.auth.type': '0 Null',
      'ospf.hello.network_mask': '255.255.255.0',
      'ospf.hello.hello_interval': 10,
      'ospf.hello.router_dead_interval': 40,
      'ospf.hello.designated_router': '10.0.0.1',
      'ospf.hello.active_neighbor': '10.0.0.3',
    },
  },
  {
    is: 'a greeting of version 3',
    frame: eth(
      0x86dd,
      ip6(89, '03 01 0024 0a000001 00000000 1234 05 00 00000007 01000013 000a 0028 0a000001 0a000002'),
    ),
    layers: 'eth ipv6 ospf',
    fields: { 'ospf.instance_id': 5, 'ospf.hello.router_priority': 1, 'ospf.hello.router_dead_interval': 40 },
  },
  {
    is: 'an update',
    frame: eth(0x800, ip(89, '02 04 001c 0a000001 00000000 1234 0001 0000000000000000 00000000')),
    layers: 'eth ip ospf',
    fields: { 'ospf.msg': '4 LS Update', 'ospf.auth.type': '1 Simple password' },
  },
])('describes $is', ({ frame, layers, fields }) => {
  expect(decodeHex(1, frame)).toMatchObject({ layers, fields, problem: undefined })
})

it('is malformed when its header is not whole', () => {
  expect(decodeHex(1, eth(0x800, ip(89, '02 01 0030 0a000001'))).problem).toBe('malformed')
})
