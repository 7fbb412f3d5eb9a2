import { expect, it } from 'vitest'
import { Packet } from '../packet.ts'
import { ETH } from '../protocols.ts'
import { decodeHex, eth, IP_TCP, toBytes } from '../testdata/frame.ts'
import { walk } from '../walk.ts'

it('says its tag', () => {
  expect(decodeHex(1, eth(0x8100, `b064 0800 ${IP_TCP}`))).toMatchObject({
    layers: 'eth vlan ip tcp',
    fields: { 'vlan.priority': '5 Voice', 'vlan.dei': true, 'vlan.id': 100, 'vlan.etype': '2048 IPv4' },
    problem: undefined,
  })
})

it('is a layer for each tag', () => {
  const decoded = decodeHex(1, eth(0x8100, `0064 8100 00c8 0800 ${IP_TCP}`))
  expect(decoded).toMatchObject({ layers: 'eth vlan vlan ip tcp', fields: { 'vlan.id': [100, 200] } })
})

it('keeps conversations of two networks apart', () => {
  const contextOf = (tag: string) => {
    const bytes = toBytes(eth(0x8100, `${tag} 0800 ${IP_TCP}`))
    const packet = new Packet()
    packet.reset(bytes, new DataView(bytes.buffer), 0, bytes.length, bytes.length)
    walk(packet, ETH)
    return packet.pathContext[0]
  }
  expect(contextOf('0064')).not.toBe(contextOf('0065'))
  expect(contextOf('0064')).toBe(contextOf('e064'))
})
