import { describe, expect, it } from 'vitest'
import { Packet } from '../packet.ts'
import { ETH } from '../protocols.ts'
import { ascii, type Ends, tcp, u32, udp } from '../testdata/capture.ts'
import { walk } from '../walk.ts'
import { AddressSums } from './address-sums.ts'
import { Ipv4Addresses } from './addresses-v4.ts'
import { Ipv6Addresses } from './addresses-v6.ts'
import { FlowTable } from './flow-table.ts'
import { Largest } from './largest.ts'
import { Pages } from './pages.ts'
import { FlowSurvey } from './survey.ts'

const packet = new Packet()
function touch(table: FlowTable, frame: Uint8Array, atNs = 0): number {
  packet.reset(frame, new DataView(frame.buffer, frame.byteOffset, frame.length), 0, frame.length, frame.length)
  walk(packet, ETH)
  packet.atNs = atNs
  return table.touch(packet, packet.pathCount - 1, frame.length)
}
const back = ({ from, to, ...rest }: Ends): Ends => ({ ...rest, from: to, to: from })

describe('flows', () => {
  it.each<Ends>([
    { from: '10.0.0.1', to: '10.0.0.2' },
    { from: '200.0.0.2', to: '10.0.0.1' },
    { from: '10.0.0.1', to: '10.0.0.1' },
    { from: '::9', to: '::1' },
    { from: '10.0.0.9', to: '10.0.0.1', vlans: [4] },
  ])('both directions are one: %j', (ends) => {
    const table = new FlowTable()
    const flow = touch(table, tcp(ends, [60_000, 80], { flags: 'S' }), 5)
    expect(table.isNew).toBe(true)
    const asking = table.direction
    expect(touch(table, tcp(back(ends), [80, 60_000], { data: ascii('answer') }), 9)).toBe(flow)
    expect([table.isNew, table.direction]).toEqual([false, 1 - asking])
    const { a, b, firstNs, lastNs, hasPorts, context } = table.read(flow)
    expect([a.port, a.packets, b.port, b.packets, b.bytes - a.bytes]).toEqual([60_000, 1, 80, 1, 6])
    expect([firstNs, lastNs, hasPorts, context !== 0]).toEqual([5, 9, true, ends.vlans !== undefined])
    expect(table.count).toBe(1)
  })
  it('whatever differs is another', () => {
    const table = new FlowTable()
    const ends = { from: '10.0.0.1', to: '10.0.0.2' }
    const flows = [
      tcp(ends, [1, 2], {}),
      udp(ends, [1, 2], ascii('x')),
      tcp(ends, [2, 1], {}),
      tcp({ ...ends, vlans: [1] }, [1, 2], {}),
      tcp({ ...ends, vlans: [2] }, [1, 2], {}),
      tcp({ ...ends, vlans: [1, 2] }, [1, 2], {}),
      tcp({ ...ends, vlans: [2, 1] }, [1, 2], {}),
      tcp({ from: '::1', to: '::2' }, [1, 2], {}),
    ].map((frame) => touch(table, frame))
    expect(flows).toEqual(flows.map((_, n) => n))
  })
  it('grows past pages and indexes, and forgets none', () => {
    const table = new FlowTable()
    const frame = tcp({ from: '10.0.0.1', to: '10.0.0.2' }, [1, 2], {})
    const count = 40_000
    for (const round of [1, 2]) {
      for (let n = 0; n < count; n++) {
        frame.set(u32(0x0b000000 + n * 977), 30)
        expect(touch(table, frame, n)).toBe(n)
      }
      expect(table.count).toBe(count)
      expect(table.read(count - 1).a.packets).toBe(round)
    }
    table.setFollowed(39_999, 7)
    expect([table.followed(39_999), table.followed(0)]).toEqual([7, 0])
  })
})

it('pages give each record room of its own, all zero', () => {
  const pages = new Pages(12)
  for (let n = 0; n < 50_000; n++) {
    expect(pages.add()).toBe(n)
    expect(pages.of(n).getUint32(pages.at(n) + 8)).toBe(0)
    pages.of(n).setUint32(pages.at(n) + 8, n)
  }
  for (let n = 0; n < 50_000; n += 7) expect(pages.of(n).getUint32(pages.at(n) + 8)).toBe(n)
})

it('equal IPv6 addresses have equal numbers', () => {
  const addresses = new Ipv6Addresses()
  const view = new DataView(new ArrayBuffer(16))
  for (const _ of [1, 2]) {
    for (let n = 0; n < 5000; n++) {
      view.setUint32((n & 3) * 4, 0)
      view.setUint32(0, n)
      expect(addresses.intern(view, 0, true)).toBe(n)
    }
  }
  expect(addresses.count).toBe(5000)
  view.setUint32(0, 0xffff_ffff)
  expect(addresses.intern(view, 0, false)).toBe(-1)
  expect(addresses.count).toBe(5000)
})

it('IPv4 addresses have one number each, and keep it while the table grows', () => {
  const addresses = new Ipv4Addresses()
  const words = [0, 0xffff_ffff, ...Array.from({ length: 5000 }, (_, n) => 0x0a00_0000 + n * 256)]
  for (const _ of [1, 2]) for (const [n, word] of words.entries()) expect(addresses.intern(word)).toBe(n)
  expect([addresses.count, ...words.keys()].map((n) => addresses.word(n)).slice(1)).toEqual(words)
})

it('sums of addresses stay right while the table grows', () => {
  const sums = new AddressSums(0)
  for (let n = 0; n < 3000; n++) for (const index of [0, n, 9000 - n]) sums.add(index, 1, n)
  expect(sums.count).toBe(6000)
  const [first] = sums.largest(1)
  expect(first).toEqual({ index: 0, packets: 3001, bytes: (2999 * 3000) / 2 })
  expect(sums.largest(9000)).toHaveLength(6000)
})

it('the largest of many, the first of equals', () => {
  const largest = new Largest(3)
  for (let n = 0; n < 1000; n++) largest.offer(n, (n * 37) % 101)
  expect(largest.items().map((n) => (n * 37) % 101)).toEqual([100, 100, 100])
  const equals = new Largest(2)
  for (let n = 0; n < 50; n++) equals.offer(n, 5)
  expect(equals.items()).toEqual([0, 1])
  expect(new Largest(2).items()).toEqual([])
})

it('a conversation seen in several VLANs is one', () => {
  const table = new FlowTable()
  const ends = { from: '10.0.0.1', to: '10.0.0.2' }
  for (const vlans of [[], [1], [2]]) {
    for (let port = 1; port <= 300; port++) touch(table, tcp({ ...ends, vlans }, [port, 80], {}))
    touch(table, udp({ ...ends, vlans }, [9, 9], ascii('x')))
  }
  touch(table, udp({ from: '::1', to: '::2' }, [9, 9], ascii('x')))
  const survey = new FlowSurvey(table)
  expect([survey.tcp.count, survey.udp.count]).toEqual([300, 2])
  expect([survey.ipv4.count, survey.ipv6.count]).toEqual([2, 2])
  const top = survey.tcp.top()
  expect(top).toHaveLength(50)
  for (const [first = -1, ...others] of top) expect(others).toEqual([first + 301, first + 602])
})

it('a conversation in very many VLANs takes no other ones place', () => {
  const table = new FlowTable()
  const ends = { from: '10.0.0.1', to: '10.0.0.2' }
  for (let vlan = 1; vlan <= 60; vlan++) touch(table, udp({ ...ends, vlans: [vlan] }, [9, 9], ascii('much longer')))
  for (let port = 1; port <= 20; port++) touch(table, udp(ends, [port + 100, 53], ascii('x')))
  const survey = new FlowSurvey(table)
  expect(survey.udp.count).toBe(21)
  expect(survey.udp.top().map((flows) => flows.length)).toEqual([60, ...Array.from({ length: 20 }, () => 1)])
})
