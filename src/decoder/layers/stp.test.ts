import { expect, it } from 'vitest'
import { decodeHex, eth } from '../testdata/frame.ts'

const ROOT = '8001 020000000011'
const BRIDGE = '8001 020000000022'

it.each([
  {
    is: 'a configuration message',
    frame: eth(38, `424203 0000 00 00 01 ${ROOT} 00000004 ${BRIDGE} 8002 0100 1400 0200 0f00 0000000000000000`),
    fields: {
      'stp.version': '0 Spanning Tree',
      'stp.type': '0 Configuration',
      'stp.flags.tc': true,
      'stp.root.prio': 32768,
      'stp.root.ext': 1,
      'stp.root.hw': '02:00:00:00:00:11',
      'stp.root.cost': 4,
      'stp.bridge.hw': '02:00:00:00:00:22',
      'stp.port': 0x8002,
      'stp.msg_age': 1,
      'stp.max_age': 20,
      'stp.hello': 2,
      'stp.forward': 15,
    },
  },
  {
    is: 'a rapid one, with the port’s role',
    frame: eth(39, `424203 0000 02 02 3c ${ROOT} 00000004 ${BRIDGE} 8002 0000 1400 0200 0f00 00`),
    fields: {
      'stp.version': '2 Rapid Spanning Tree',
      'stp.flags.port_role': '3 Designated',
      'stp.flags.forwarding': true,
    },
  },
  {
    is: 'a topology change notification',
    frame: eth(7, '424203 0000 00 80'),
    fields: { 'stp.type': '128 Topology Change Notification' },
  },
])('$is', ({ frame, fields }) => {
  expect(decodeHex(1, frame)).toMatchObject({ layers: 'eth llc stp', fields, problem: undefined })
})

it('is malformed when its configuration is too short', () => {
  expect(decodeHex(1, eth(10, '424203 0000 00 00 01 8001')).problem).toBe('malformed')
})
