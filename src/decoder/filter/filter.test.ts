/**
 * Filters over the golden captures keep what tshark 4.0.17 keeps: `tshark -n -o tcp.desegment_tcp_streams:FALSE -o
 * ip.defragment:FALSE -o ipv6.defragment:FALSE -r FILE -Y FILTER -T fields -e frame.number`, each frame looked at alone.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Packet } from '../packet.ts'
import { walk } from '../walk.ts'
import { FILTER_FIELDS } from './fields.ts'
import { compileFilter } from './filter.ts'
import { FrameFacts } from './frame.ts'
import golden from './testdata/golden.json' with { type: 'json' }
import { keptBy, toRanges } from './testing.ts'

const read = (name: string) => readFileSync(new URL(`../testdata/${name}`, import.meta.url))

describe.each(Object.entries<Record<string, string>>(golden))('%s', (name, filters) => {
  const texts = Object.keys(filters)
  const kept = keptBy(read(name), texts)
  it.each(texts.map((text, n) => [text, toRanges(kept[n] ?? []), filters[text]]))('%s', (_text, ours, theirs) => {
    expect(ours).toBe(theirs)
  })
})

describe('what is ours alone', () => {
  const MIX = 'generated-mix.pcap'
  const both = (one: string, other: string) => {
    const [a, b] = keptBy(read(MIX), [one, other])
    expect(a).toEqual(b)
    expect(a?.length).toBeGreaterThan(0)
  }
  it.each([
    ['tcp xor udp', '(tcp and not udp) or (udp and not tcp)'],
    ['tcp.flags.syn == true', 'tcp.flags.syn == 1'],
    ['tcp.port in {80 443}', 'tcp.port == 80 or tcp.port == 443'],
    ['80 == tcp.port', 'tcp.port == 80'],
    ['frame.time >= "1970-01-02" && tcp', 'tcp'],
    ["tcp.payload contains 'GET'", 'tcp.payload contains 47:45:54'],
    ['tcp.payload matches r"^get\\s/"', 'tcp.payload[0:5] == "GET /"'],
    ['!(!(tcp))', 'tcp'],
    ['', 'frame'],
  ])('%s is %s', both)
})

it('follows streams past every frame, also those that another condition leaves out', () => {
  const [all, some, nothing] = keptBy(read('generated-mix.pcap'), [
    'tcp.stream == 2',
    'frame.number > 40 && tcp.stream == 2',
    'tcp.stream == 2 && frame.number > 40',
  ])
  expect(some).toEqual(all?.filter((number) => number > 40))
  expect(nothing).toEqual(some)
  expect(some?.length).toBeGreaterThan(0)
})

it('asks a layer again when a field is wanted of it for the first time in the middle of a frame', () => {
  const [one, all] = keptBy(read('generated-mix.pcap'), [
    'tcp.options.mss_val == 1 || tcp.options.wscale.shift >= 0',
    'tcp.options.wscale.shift',
  ])
  expect(one).toEqual(all)
})

it('has a source for every field there is, and none throws on an empty frame', () => {
  const packet = new Packet()
  packet.reset(new Uint8Array(0), new DataView(new ArrayBuffer(0)), 0, 0, 0)
  walk(packet, 1)
  const frame = new FrameFacts()
  for (const name of FILTER_FIELDS.keys()) {
    const compiled = compileFilter(name)
    if ('problem' in compiled) throw new Error(`${name}: ${compiled.problem.code}`)
    compiled.filter.matches(packet, frame)
  }
  expect(FILTER_FIELDS.size).toBeGreaterThan(200)
})
