/** Chunks of the history as bytes: one format byte, then the columns, as they are or as a zstd frame (RFC 8878). */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { ByteReader, ByteWriter } from './byte-stream.ts'
import type { Buckets, Points } from './points.ts'
import { decodeValues, encodeValues } from './value-column.ts'

const PLAIN = 1
const ZSTD = 2
/** Below this a frame's own header eats what it saves. */
const SMALL_BYTES = 64
/** More cannot be in a chunk of ours: a damaged length is refused before memory is taken. */
const MAX_PLAIN_BYTES = 64 * 1024 * 1024

const writer = new ByteWriter()

function seal(): Uint8Array {
  const columns = writer.borrowBytes()
  const packed = columns.length > SMALL_BYTES ? zstdCompressSync(columns) : columns
  const isSmaller = packed.length < columns.length
  const body = new Uint8Array(1 + (isSmaller ? packed : columns).length)
  body[0] = isSmaller ? ZSTD : PLAIN
  body.set(isSmaller ? packed : columns, 1)
  return body
}

function unseal(body: Uint8Array): ByteReader {
  const rest = body.subarray(1)
  if (body[0] === PLAIN) return new ByteReader(rest)
  if (body[0] === ZSTD) return new ByteReader(zstdDecompressSync(rest, { maxOutputLength: MAX_PLAIN_BYTES }))
  throw new RangeError(`unknown format of a chunk: ${body[0]}`)
}

/** Differences of differences: nearly all zero when samples come at an even pace. */
function encodeTimes(atMs: readonly number[], startMs: number, unitMs: number) {
  let before = startMs / unitMs
  let pace = 0
  for (const at of atMs) {
    const delta = at / unitMs - before
    writer.signed(delta - pace)
    pace = delta
    before = at / unitMs
  }
}

function decodeTimes(count: number, startMs: number, unitMs: number, reader: ByteReader): number[] {
  const atMs: number[] = []
  let at = startMs / unitMs
  let pace = 0
  for (let index = 0; index < count; index++) {
    pace += reader.signed()
    at += pace
    atMs.push(at * unitMs)
  }
  return atMs
}

export function encodePoints(points: Points, startMs: number): Uint8Array {
  writer.clear()
  writer.unsigned(points.atMs.length)
  encodeTimes(points.atMs, startMs, 1)
  encodeValues(points.values, writer)
  return seal()
}

export function decodePoints(body: Uint8Array, startMs: number): Points {
  const reader = unseal(body)
  const count = reader.unsigned()
  return { atMs: decodeTimes(count, startMs, 1, reader), values: decodeValues(count, reader) }
}

export function encodeBuckets(buckets: Buckets, startMs: number, widthMs: number): Uint8Array {
  writer.clear()
  writer.unsigned(buckets.atMs.length)
  encodeTimes(buckets.atMs, startMs, widthMs)
  for (const column of [buckets.count, buckets.sum, buckets.min, buckets.max]) encodeValues(column, writer)
  return seal()
}

export function decodeBuckets(body: Uint8Array, startMs: number, widthMs: number): Buckets {
  const reader = unseal(body)
  const count = reader.unsigned()
  return {
    atMs: decodeTimes(count, startMs, widthMs, reader),
    count: decodeValues(count, reader),
    sum: decodeValues(count, reader),
    min: decodeValues(count, reader),
    max: decodeValues(count, reader),
  }
}

/** Samples of several series as they arrived. */
export interface Arrivals {
  readonly series: number[]
  readonly atMs: number[]
  readonly values: number[]
}

export function encodeArrivals(arrivals: Arrivals): Uint8Array {
  writer.clear()
  writer.unsigned(arrivals.series.length)
  for (const series of arrivals.series) writer.unsigned(series)
  writer.doubles(arrivals.atMs)
  writer.doubles(arrivals.values)
  return seal()
}

export function decodeArrivals(body: Uint8Array): Arrivals {
  const reader = unseal(body)
  const count = reader.unsigned()
  const series = Array.from({ length: count }, () => reader.unsigned())
  return { series, atMs: reader.doubles(count), values: reader.doubles(count) }
}
