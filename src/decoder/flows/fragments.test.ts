import { describe, expect, it } from 'vitest'
import { Packet } from '../packet.ts'
import { IP, IPV6, UDP } from '../protocols.ts'
import { walk } from '../walk.ts'
import { Fragments } from './fragments.ts'

const PAYLOAD = Uint8Array.from({ length: 40 }, (_, index) => index)
/** Source port 1000, destination port 2000. */
const DATAGRAM = Uint8Array.of(0x03, 0xe8, 0x07, 0xd0, 0, 48, 0, 0, ...PAYLOAD)

interface Cut {
  readonly offset: number
  readonly bytes: Uint8Array
  readonly more: boolean
  readonly id?: number
}
const fourOf = ({ offset, bytes, more, id = 7 }: Cut) => {
  const word = (offset >> 3) | (more ? 0x2000 : 0)
  const length = 20 + bytes.length
  return Uint8Array.of(
    ...[0x45, 0, length >> 8, length & 255, 0, id, word >> 8, word & 255, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2],
    ...bytes,
  )
}
const sixOf = ({ offset, bytes, more, id = 7 }: Cut) => {
  const word = offset | (more ? 1 : 0)
  const ends = [...new Uint8Array(15), 1, ...new Uint8Array(15), 2]
  return Uint8Array.of(
    ...[0x60, 0, 0, 0, (8 + bytes.length) >> 8, (8 + bytes.length) & 255, 44, 64, ...ends],
    ...[17, 0, word >> 8, word & 255, 0, 0, 0, id],
    ...bytes,
  )
}
const piece = (from: number, to: number, id = 7): Cut => ({
  offset: from,
  bytes: DATAGRAM.slice(from, to),
  more: to < DATAGRAM.length,
  id,
})

const packet = new Packet()
const walkDatagram = (bytes: Uint8Array, first: number, wireLength = bytes.length) => {
  packet.reset(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length, wireLength)
  walk(packet, first)
}

describe.each([
  ['IPv4', IP, fourOf],
  ['IPv6', IPV6, sixOf],
] as const)('%s', (_, first, toBytes) => {
  const offerAll = (fragments: Fragments, cuts: readonly Cut[]) =>
    cuts.map((cut) => {
      walkDatagram(toBytes(cut), first)
      expect([packet.pathCount, packet.pathFragment[0]]).toEqual([1, 1])
      return fragments.offer(packet, 0)
    })

  it.each([
    ['in order', [piece(0, 16), piece(16, 32), piece(32, 48)]],
    ['backwards', [piece(32, 48), piece(16, 32), piece(0, 16)]],
    ['said twice', [piece(0, 16), piece(0, 16), piece(32, 48), piece(16, 32)]],
    ['overlapping', [piece(0, 24), piece(8, 32), piece(24, 48)]],
  ])('is whole again %s', (_how, cuts) => {
    const fragments = new Fragments()
    const answers = offerAll(fragments, cuts)
    expect(answers.slice(0, -1).filter(Boolean)).toEqual([])
    const whole = answers.at(-1) ?? new Uint8Array()
    walkDatagram(whole, first)
    expect(packet.problemCode).toBe('')
    expect([packet.pathFragment[0], packet.pathTransport[0]]).toEqual([0, UDP])
    expect(packet.view.getUint16(packet.pathStart[0] ?? 0)).toBe(1000)
    expect(whole.subarray(packet.pathPayload[0], packet.pathEnd[0])).toEqual(PAYLOAD)
    expect(fragments.waiting).toBe(0)
  })
  it('lacks what has not come', () => {
    const fragments = new Fragments()
    expect(offerAll(fragments, [piece(0, 16), piece(32, 48), piece(16, 24)])).toEqual([undefined, undefined, undefined])
    expect(fragments.waiting).toBe(1)
  })
  it('keeps datagrams apart', () => {
    const fragments = new Fragments()
    expect(offerAll(fragments, [piece(0, 16, 1), piece(16, 48, 2)])).toEqual([undefined, undefined])
    expect(fragments.waiting).toBe(2)
  })
  it('takes no piece of which the capture holds only a part', () => {
    const fragments = new Fragments()
    const bytes = toBytes(piece(16, 48))
    walkDatagram(bytes.slice(0, -4), first, bytes.length)
    expect(fragments.offer(packet, 0)).toBeUndefined()
    expect(fragments.waiting).toBe(0)
  })
  it('waits for so many and no more, whatever comes', () => {
    const fragments = new Fragments()
    // Few long ones reach the bound of bytes, many short ones that of datagrams.
    for (const [length, times] of [
      [20_000, 600],
      [8, 3000],
    ] as const) {
      const cut = toBytes({ offset: 0, bytes: new Uint8Array(length), more: true })
      for (let source = 0; source < times; source++) {
        new DataView(cut.buffer).setUint32(12, source * length)
        walkDatagram(cut, first)
        fragments.offer(packet, 0)
      }
      expect(fragments.waiting * length).toBeLessThanOrEqual(8 << 20)
    }
    expect(fragments.waiting).toBeLessThanOrEqual(1024)
    expect(fragments.abandoned).toBe(3600 - fragments.waiting)
  })
})
