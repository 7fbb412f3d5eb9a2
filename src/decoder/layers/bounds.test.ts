/** Whatever the bytes: no layer throws, hangs, reads what is not its own, or says a field that is not in its table. */
import { describe, expect, it } from 'vitest'
import type { Fields, FieldType } from '../fields.ts'
import { Packet } from '../packet.ts'
import { END, PROTOCOL_NAMES, type ProtocolName, protocolId } from '../protocols.ts'
import { eth, IP_TCP, ip6, TCP, toBytes, udp } from '../testdata/frame.ts'
import { LAYER_OF_ID, LAYERS } from './list.ts'

const MAC = '020000000001'
const WLAN = `8803 0000 ${MAC} ${MAC} ${MAC} 1000 ${MAC} 8000 ${MAC} ${MAC} 0030 aaaa03 000000 0800 ${IP_TCP}`

/** For each layer, frames that reach most of what it reads; what follows is a usual packet. */
const SAMPLES: Readonly<Record<(typeof LAYERS)[number]['name'], readonly string[]>> = {
  eth: [eth(0x800, IP_TCP), eth(48, `aaaa03 000000 0800 ${IP_TCP}`)],
  null: [`02000000 ${IP_TCP}`],
  raw: [IP_TCP, ip6(6, TCP)],
  ppp: [
    `ff03 0021 ${IP_TCP}`,
    'c023 01 07 000e 04 75736572 04 70617373',
    'c223 01 02 000c 04 01020304 6e6173',
    'c021 01 05 0012 0104 05d4 0304 c023 0506 01020304',
  ],
  pppoes: [`11 00 000a 002a 0021 ${IP_TCP}`],
  pppoed: ['11 07 0000 001c 0101 0000 0102 0004 62726173 0103 0004 00000001 0104 0000 0000 0000'],
  sll: [`0000 0001 0006 0200000000010000 0800 ${IP_TCP}`, `0800 0000 00000003 0001 04 06 0200000000010000 ${IP_TCP}`],
  wlan: [WLAN, `8000 0000 ffffffffffff ${MAC} ${MAC} 1000 0000000000000000 6400 0100 0004 686f6d65 0301 06`],
  radiotap: [
    `00 00 1b00 2f080000 0100000000000000 30 04 6c09 a000 c8 01 00000000 ${WLAN}`,
    `00 00 0f00 00000880 00000000 070001 ${WLAN}`,
  ],
  prism: [`44000000 20000000 776c616e30 ${'00'.repeat(19)} d400 0000 ${MAC}`],
  ppi: [`00 00 2000 69000000 0200 1400 0000000000000000 0100 0400 6c09 a000 00 00 c8 a1 ${WLAN} deadbeef`],
  chdlc: [`0f00 0800 ${IP_TCP}`],
  fr: [`1841 03 cc ${IP_TCP}`, `1840 8005 03 00 80 0080c2 0007 ${eth(0x800, IP_TCP)}`, `1841 0800 ${IP_TCP}`],
  nflog: [`02 00 0001 0900 0a00 64726f7000 000000 0800 0400 00000003 2c00 0900 ${IP_TCP}`],
  pflog: [`3d 02 01 00 656d30 ${'00'.repeat(57)} ${IP_TCP}`],
  llc: [`aaaa03 000000 0800 ${IP_TCP}`, `aaaa03 0080c2 0007 0000 ${eth(0x800, IP_TCP)}`, 'f0f1 0102'],
  vlan: [`0064 0800 ${IP_TCP}`],
  mpls: [`00064040 00065140 ${IP_TCP}`, `00064140 00000000 ${eth(0x800, IP_TCP)}`],
  arp: [`0001 0800 06 04 0001 ${MAC} 0a000001 000000000000 0a000002`],
  ip: [IP_TCP, `46000018 00010000 403b0000 0a000001 0a000002 94040000`],
  ipv6: [ip6(0, `2b00 0104 00000000 2c00 0000 00000000 3c00 0000 00000001 0600 0104 00000000 ${TCP}`)],
  icmp: [`03 04 0000 0000 05dc ${IP_TCP}`, '08 00 0000 0001 0002'],
  icmpv6: [
    `01 04 1234 00000000 ${ip6(6, TCP)}`,
    `86 00 1234 40 c0 0708 00000000 00000000 01 01 ${MAC} 05 01 0000 000005dc 03 04 40 c0 00015180 00003840 00000000 ${'20'.repeat(16)} 19 03 0000 00000258 ${'20'.repeat(16)}`,
    `88 00 1234 60000000 ${'20'.repeat(16)} 02 01 ${MAC}`,
    `8f 00 1234 0000 0001 04 00 0001 ${'ff'.repeat(16)} ${'20'.repeat(16)}`,
    `82 00 1234 03e8 0000 ${'ff'.repeat(16)} 0a 7d 0001 ${'20'.repeat(16)}`,
  ],
  igmp: ['22 00 f9fd 0000 0001 04 00 0001 e00000fb 0a000009', '11 64 ee9b e00000fb 0a 7d 0001 0a000009'],
  tcp: ['c000 0050 00000001 00000000 a012 ffff 0000 0000 020405b4 0402 080a 00000001 00000002 01 030307'],
  udp: [udp(50000, 4789, `08000000 00007b00 ${eth(0x800, IP_TCP)}`), udp(2152, 2152, `30 ff 0028 00000001 ${IP_TCP}`)],
  sctp: [
    '0b59 0b5a 00000001 12345678 00 03 0014 00000005 0001 0002 00000003 61626364 03 00 0014 00000005 0000ffff 0001 0000 0002 0003',
    '0b59 0b5a 00000000 12345678 01 00 0014 00000009 0000ffff 000a 000b 00000005',
  ],
  gre: [
    `7000 0800 0000 0000 0000002a 00000007 0800 00 04 0a000009 0000 00 00 ${IP_TCP}`,
    `3081 880b 002e 0007 00000001 00000002 ff03 0021 ${IP_TCP}`,
    `1000 22eb 00000001 2064 0005 00000000 0000 0001 0000000000000000 ${eth(0x800, IP_TCP)}`,
  ],
  vxlan: [`88000007 00007b00 ${eth(0x800, IP_TCP)}`],
  geneve: [`02c0 0800 00007b00 0102 80 01 aabbccdd ${IP_TCP}`],
  gtp: [`37 ff 0030 00000001 0007 01 85 01 00 09 00 ${IP_TCP}`, '48 20 0008 00000005 00000100'],
  l2tp: [
    `4a02 003c 0001 0002 0003 0004 0002 0000 ff03 0021 ${IP_TCP}`,
    'c802 0014 0000 0000 0000 0000 8008 0000 0000 0001',
  ],
  esp: ['00001234 00000007 a1b2c3d4'],
  ah: [`3c 04 0000 00001234 00000007 0102030405060708090a0b0c 0600 0104 00000000 ${TCP}`],
  stp: [`0000 02 02 3c 8001 ${MAC} 00000004 8001 ${MAC} 8002 0000 1400 0200 0f00 00`],
  lldp: [
    '0207 04 020000000001 0406 04 01 0a000002 0602 0078 0a06 737769746368 0e04 0014 0004 100c 05 01 0a000001 02 00000001 00 0000',
  ],
  ospf: [
    '02 01 0030 0a000001 00000000 1234 0000 0000000000000000 ffffff00 000a 02 01 00000028 0a000001 0a000002 0a000003',
  ],
  ieee8021ad: [`0064 0800 ${IP_TCP}`],
  macsec: [
    `2000 00000042 ${MAC} 0064 0800 ${IP_TCP} ${'00'.repeat(16)}`,
    `002a 00000001 0800 ${IP_TCP}`,
    '0c00 00000001',
  ],
  cfp: [`0060 ${eth(0x800, IP_TCP)}`],
  teredo: [`0001 02 01 6162 63 0102030405060708 00 0000 ef5b f5fffffe ${ip6(6, TCP)}`],
  'capwap.data': [`00 10 43 00 0000 0000 ${WLAN}`, `00 10 02 00 0000 0000 ${eth(0x800, IP_TCP)}`],
  tr: [`10 40 ${MAC} 820000000001 0230 aaaa03 000000 0800 ${IP_TCP}`],
  fddi: [`51 ${MAC} ${MAC} aaaa03 000000 0800 ${IP_TCP}`],
  eapol: [
    '01 00 0005 02 01 0005 01',
    `02 03 005f 02 008a 0010 0000000000000001${'11'.repeat(32)}${'00'.repeat(48)}0000`,
    `02 03 0061 fe 13ca 0010 0000000000000002${'11'.repeat(32)}${'00'.repeat(48)}0002 dd00`,
    `01 03 0034 01 0010 0000000000000001${'22'.repeat(33)}${'33'.repeat(8)}`,
  ],
  eap: [
    '02 01 000a 01 616c696365',
    '02 02 0007 03 0d 19',
    '01 03 0010 04 04 01020304 6e616d652121',
    '01 04 000e fe 00372a 00000001 0102',
    '01 05 000e 0d c0 00000400 16030300',
    '01 06 0010 37 90 00000400 00000000 1603',
    '03 07 0004',
  ],
  data: ['0102'],
}

/** Sees where a layer reads. */
class WatchedView extends DataView<ArrayBuffer> {
  limit = 0
  first = 0
  #watch(at: number, bytes: number): void {
    if (at < this.first || at + bytes > this.limit)
      throw new RangeError(`read ${at}+${bytes} of ${this.first}…${this.limit}`)
  }
  override getUint8(at: number): number {
    this.#watch(at, 1)
    return super.getUint8(at)
  }
  override getInt8(at: number): number {
    this.#watch(at, 1)
    return super.getInt8(at)
  }
  override getUint16(at: number, little?: boolean): number {
    this.#watch(at, 2)
    return super.getUint16(at, little)
  }
  override getUint32(at: number, little?: boolean): number {
    this.#watch(at, 4)
    return super.getUint32(at, little)
  }
  override getBigUint64(at: number, little?: boolean): bigint {
    this.#watch(at, 8)
    return super.getBigUint64(at, little)
  }
}

const TYPE_OF: Readonly<Record<string, FieldType>> = Object.assign({}, ...LAYERS.map((layer) => layer.fields))

/** Checks what a layer says: known names of the right type, ranges inside the layer, groups that close. */
class CheckedFields implements Fields {
  readonly bytes: Uint8Array
  readonly view: WatchedView
  calls = 0
  depth = 0
  constructor(bytes: Uint8Array, view: WatchedView) {
    this.bytes = bytes
    this.view = view
  }
  #check(start: number, end: number): void {
    if (start < this.view.first || end < start || end > this.view.limit)
      throw new RangeError(`says ${start}…${end} of ${this.view.limit}`)
    if (++this.calls > 20_000) throw new Error('says no end of fields')
  }
  #say(name: string, type: FieldType, start: number, end: number): void {
    if (TYPE_OF[name] !== type) throw new Error(`${name} is no ${type} of any table`)
    this.#check(start, end)
  }
  layer(_protocol: ProtocolName, start: number, end: number): void {
    this.#check(start, end)
  }
  uint(name: string, value: number, start: number, end: number): void {
    if (!Number.isInteger(value) || value < 0) throw new Error(`${name} is ${value}`)
    this.#say(name, 'uint', start, end)
  }
  double(name: string, value: number, start: number, end: number): void {
    if (!Number.isFinite(value)) throw new Error(`${name} is ${value}`)
    this.#say(name, 'double', start, end)
  }
  bool(name: string, _value: boolean, start: number, end: number): void {
    this.#say(name, 'bool', start, end)
  }
  text(name: string, _value: string, start: number, end: number): void {
    this.#say(name, 'text', start, end)
  }
  bytesAt(name: string, start: number, end: number): void {
    this.#say(name, 'bytes', start, end)
  }
  ipv4(name: string, start: number): void {
    this.#say(name, 'ipv4', start, start + 4)
  }
  ipv6(name: string, start: number): void {
    this.#say(name, 'ipv6', start, start + 16)
  }
  mac(name: string, start: number): void {
    this.#say(name, 'mac', start, start + 6)
  }
  open(_title: string, start: number, end: number): void {
    this.#check(start, end)
    this.depth++
  }
  close(): void {
    if (--this.depth < 0) throw new Error('closes what is not open')
  }
  problem(_code: 'cut' | 'malformed', at: number): void {
    this.#check(at, at)
  }
}

/** The frame lies in the middle of other bytes, which nobody may touch. */
const AROUND = 16

function check(first: number, frame: Uint8Array, linkType: number, wireLength = frame.length): void {
  const bytes = new Uint8Array(frame.length + 2 * AROUND).fill(0x45)
  bytes.set(frame, AROUND)
  const view = new WatchedView(bytes.buffer)
  const packet = new Packet()
  packet.linkType = linkType
  packet.reset(bytes, view, AROUND, AROUND + frame.length, wireLength)
  let id = first
  for (let depth = 0; id !== END && depth < 40; depth++) {
    view.first = packet.start
    view.limit = packet.limit
    const before = { at: packet.at, count: packet.layerCount }
    id = LAYER_OF_ID[id]?.walk(packet) ?? END
    if (packet.at < before.at || packet.limit > view.limit) throw new RangeError('goes back')
    if (packet.limit > packet.wireLimit) throw new RangeError('captured more than was sent')
    if (id !== END && packet.at > packet.limit) throw new RangeError('begins the next layer beyond the end')
    if (id !== END && packet.at === before.at && packet.layerCount === before.count && depth > 2)
      throw new Error('stands still')
  }
  for (let n = 0; n < packet.layerCount; n++) {
    view.first = packet.layerStarts[n] as number
    view.limit = packet.layerLimits[n] as number
    const fields = new CheckedFields(bytes, view)
    LAYER_OF_ID[packet.layerIds[n] as number]?.describe(fields, view.first, view.limit)
    if (fields.depth > 0 && packet.problemCode === '' && n === packet.layerCount - 1)
      throw new Error('leaves a group open')
  }
}

/** The same numbers every time (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The failing frame is part of the message, so that it can become a case of its own. */
function failure(id: number, frame: Uint8Array, linkType: number, wireLength: number): string | undefined {
  try {
    check(id, frame, linkType, wireLength)
    return undefined
  } catch (error) {
    return `${(error as Error).message} in ${PROTOCOL_NAMES[id]} ${Buffer.from(frame).toString('hex')}`
  }
}

describe.each(LAYERS.map(({ name }) => name))('%s', (name) => {
  const id = protocolId(name)
  const linkTypes = name === 'sll' ? [113, 276] : [1]
  const samples = SAMPLES[name].map(toBytes)
  const failures = (frames: Iterable<readonly [Uint8Array, number]>) => {
    const found: string[] = []
    for (const [frame, wireLength] of frames) {
      for (const linkType of linkTypes) {
        const failed = failure(id, frame, linkType, wireLength)
        if (failed && found.length < 3) found.push(failed)
      }
    }
    return found
  }

  it('bears being cut anywhere', () => {
    function* cuts() {
      for (const sample of samples) {
        for (let length = 0; length <= sample.length; length++) {
          yield [sample.subarray(0, length), sample.length] as const
          yield [sample.subarray(0, length), length] as const
        }
      }
    }
    expect(failures(cuts())).toEqual([])
  })

  it('bears changed bytes', () => {
    function* changes() {
      const random = randomFrom(id)
      for (let n = 0; n < 400; n++) {
        const frame = Uint8Array.from(samples[n % samples.length] as Uint8Array)
        for (let change = 0; change <= n % 6; change++) {
          frame[Math.floor(random() * random() * frame.length)] = random() < 0.3 ? 0xff : Math.floor(random() * 256)
        }
        yield [frame.subarray(0, Math.floor(frame.length * (1 - random() / 4))), frame.length] as const
      }
    }
    expect(failures(changes())).toEqual([])
  })

  it('bears random bytes', () => {
    function* noise() {
      const random = randomFrom(1000 + id)
      for (let n = 0; n < 300; n++) {
        const frame = Uint8Array.from({ length: Math.floor(random() * 120) }, () => Math.floor(random() * 256))
        yield [frame, frame.length + (n % 3) * 20] as const
      }
    }
    expect(failures(noise())).toEqual([])
  })
})

it('samples are read without a problem', () => {
  const troubled = LAYERS.flatMap(({ name }) =>
    SAMPLES[name].filter((sample) => {
      const bytes = toBytes(sample)
      const packet = new Packet()
      packet.linkType = name === 'sll' && sample.startsWith('0800') ? 276 : 1
      packet.reset(bytes, new DataView(bytes.buffer), 0, bytes.length, bytes.length)
      let id = protocolId(name)
      for (let depth = 0; id !== END && depth < 40; depth++) id = LAYER_OF_ID[id]?.walk(packet) ?? END
      return packet.problemCode !== ''
    }),
  )
  expect(troubled).toEqual([])
})
