import { describe, expect, it } from 'vitest'
import { CaptureReader } from '../files/capture-reader.ts'
import { CaptureWriter, type WrittenFormat } from '../files/capture-writer.ts'
import type { CaptureInterface, RecordSink } from '../files/records.ts'
import { INDEX_STEP, PacketIndex } from './packet-index.ts'

const FROM: readonly CaptureInterface[] = [1, 101].map((linkType) => ({
  linkType,
  snapLength: 0,
  ticksPerSecond: 1e9,
  offsetSeconds: 0,
  name: `if${linkType}`,
}))
/** Packet n (from 1) has n % 50 + 4 bytes, the first four its number. */
function capture(format: WrittenFormat, packets: number): Uint8Array {
  const writer = new CaptureWriter({ format, linkType: 1, snapLength: 0, nanoseconds: true })
  for (let number = 1; number <= packets; number++) {
    const bytes = new Uint8Array((number % 50) + 4)
    new DataView(bytes.buffer).setUint32(0, number)
    const from = FROM[number < 700 ? 0 : number % 2] as CaptureInterface
    writer.packet(bytes, 0, bytes.length, bytes.length + 1, 1_700_000_000 + number, number, from)
  }
  return writer.take()
}

type Seen = { number: number; seconds: number; nanoseconds: number; linkType: number }
function sink(record: (seen: Seen, offset: number) => void): RecordSink {
  return {
    record(_bytes, view, start, _end, _wireLength, seconds, nanoseconds, linkType, _interfaceId, offset) {
      record({ number: view.getUint32(start), seconds, nanoseconds, linkType }, offset)
    },
  }
}
function indexed(file: Uint8Array): { index: PacketIndex; all: Seen[] } {
  const index = new PacketIndex()
  const all: Seen[] = []
  const reader: CaptureReader = new CaptureReader(
    sink((seen, offset) => {
      all.push(seen)
      index.note(all.length, offset, seen.seconds, seen.nanoseconds, () => reader.state)
    }),
  )
  for (let at = 0; at < file.length; at += 999) reader.push(file.subarray(at, at + 999))
  reader.end()
  index.complete = true
  return { index, all }
}
/** Packet `number` and those after it, read from its place on. */
function reach(file: Uint8Array, index: PacketIndex, number: number): Seen[] {
  const place = index.placeOf(number)
  if (!place) return []
  const found: Seen[] = []
  let at = place.number
  const reader = CaptureReader.resume(
    sink((seen) => {
      if (at++ >= number) found.push(seen)
    }),
    place.state,
    place.offset,
  )
  reader.push(file.subarray(place.offset))
  return found
}

describe.each<WrittenFormat>(['pcap', 'pcapng'])('%s', (format) => {
  const file = capture(format, 3000)
  const { index, all } = indexed(file)

  it('reaches any packet with what its section said', () => {
    expect(index.packets).toBe(3000)
    expect(index.first).toEqual({ seconds: 1_700_000_001, nanoseconds: 1 })
    for (const number of [1, 2, INDEX_STEP, INDEX_STEP + 1, 699, 700, 701, 1025, 2999, 3000]) {
      expect(reach(file, index, number).slice(0, 5)).toEqual(all.slice(number - 1, number + 4))
    }
    expect([0, 3001, -1].map((number) => index.placeOf(number))).toEqual([undefined, undefined, undefined])
  })

  it('is the same after it was written and read', () => {
    const bytes = index.encode('the capture')
    const read = PacketIndex.decode(bytes, 'the capture')
    expect(read?.placeOf(2500)).toEqual(index.placeOf(2500))
    expect([read?.packets, read?.first, read?.complete]).toEqual([3000, index.first, true])
  })

  it('belongs to one capture, one version and whole files', () => {
    const bytes = index.encode('the capture')
    expect(PacketIndex.decode(bytes, 'another')).toBeUndefined()
    const older = bytes.slice()
    older[7] = 0
    expect(PacketIndex.decode(older, 'the capture')).toBeUndefined()
    for (let length = 0; length < bytes.length; length++) {
      expect(PacketIndex.decode(bytes.slice(0, length), 'the capture')).toBeUndefined()
    }
  })
})

it('hears of every packet once, from whoever passes first', () => {
  const index = new PacketIndex()
  const state = () => ({ magic: 'pcapng' as const, interfaces: [], littleEndian: true, minor: 4, records: 0 })
  for (const number of [1, 1, 2, 4, 2, 3, 3]) index.note(number, number * 10, 0, 0, state)
  expect(index.packets).toBe(3)
})
