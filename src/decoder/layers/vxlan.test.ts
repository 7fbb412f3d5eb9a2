import { expect, it } from 'vitest'
import { Packet } from '../packet.ts'
import { ETH } from '../protocols.ts'
import { decodeHex, eth, IP_TCP, ip, toBytes, udp } from '../testdata/frame.ts'
import { walk } from '../walk.ts'

const vxlan = (port: number, payload: string) => eth(0x800, ip(17, udp(50000, port, payload)))
const INNER = eth(0x800, IP_TCP)

it.each([
  { is: 'on its own port', frame: vxlan(4789, `08000000 00007b00 ${INNER}`), policy: 0 },
  { is: 'on the port Linux began with', frame: vxlan(8472, `08000000 00007b00 ${INNER}`), policy: 0 },
  { is: 'with a group policy', frame: vxlan(4789, `88000007 00007b00 ${INNER}`), policy: 7 },
])('$is', ({ frame, policy }) => {
  expect(decodeHex(1, frame)).toMatchObject({
    layers: 'eth ip udp vxlan eth ip tcp',
    fields: { 'vxlan.vni': 123, 'vxlan.gbp': policy },
    problem: undefined,
  })
})

it.each([
  { is: 'without a valid identifier', payload: `00000000 00007b00 ${INNER}` },
  { is: 'too short', payload: '080000' },
])('is a datagram like any other when it comes $is', ({ payload }) => {
  expect(decodeHex(1, vxlan(4789, payload)).layers).toBe('eth ip udp data')
})

it('keeps conversations of two networks apart', () => {
  const contextOf = (network: string) => {
    const bytes = toBytes(vxlan(4789, `08000000 ${network}00 ${INNER}`))
    const packet = new Packet()
    packet.reset(bytes, new DataView(bytes.buffer), 0, bytes.length, bytes.length)
    walk(packet, ETH)
    return packet.pathContext[1]
  }
  expect(contextOf('00007b')).not.toBe(contextOf('00007c'))
  expect(contextOf('00007b')).toBe(contextOf('00007b'))
})
