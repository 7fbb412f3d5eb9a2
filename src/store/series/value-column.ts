/**
 * A column of doubles in few bytes, without loss. Counters and numbers with few decimals become differences of integers;
 * others the XOR with the number before, whose zero bytes are left out (after Gorilla, VLDB 2015, in whole bytes).
 */
import type { ByteReader, ByteWriter } from './byte-stream.ts'

const SCALES = [1, 10, 100, 1000, 10_000] as const
const XOR = 255
/** Differences of two such integers, made positive by zigzag, are still exact. */
const MAX_INTEGER = 2 ** 50

const isScaled = (value: number, scale: number): boolean => {
  const scaled = Math.round(value * scale)
  return scaled / scale === value && Math.abs(scaled) <= MAX_INTEGER && !Object.is(value, -0)
}

/** Index in `SCALES` with which every value is an integer; `XOR` when there is none. */
function findScale(values: readonly number[]): number {
  let index = 0
  for (const value of values) {
    while (!isScaled(value, SCALES[index] ?? 1)) {
      if (++index === SCALES.length) return XOR
    }
  }
  // A later value may have raised the scale beyond what an earlier, greater one bears.
  return values.every((value) => isScaled(value, SCALES[index] ?? 1)) ? index : XOR
}

export function encodeValues(values: readonly number[], writer: ByteWriter): void {
  const kind = findScale(values)
  writer.byte(kind)
  if (kind === XOR) encodeXor(values, writer)
  else encodeScaled(values, SCALES[kind] ?? 1, writer)
}

function encodeScaled(values: readonly number[], scale: number, writer: ByteWriter) {
  let before = 0
  for (const value of values) {
    const scaled = Math.round(value * scale)
    writer.signed(scaled - before)
    before = scaled
  }
}

export function decodeValues(count: number, reader: ByteReader): number[] {
  const kind = reader.byte()
  if (kind === XOR) return decodeXor(count, reader)
  const scale = SCALES[kind]
  if (scale === undefined) throw new RangeError(`unknown kind of column ${kind}`)
  const values: number[] = []
  let scaled = 0
  for (let index = 0; index < count; index++) {
    scaled += reader.signed()
    values.push(scaled / scale)
  }
  return values
}

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)
const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1
const LOW = isLittleEndian ? 0 : 1
const HIGH = 1 - LOW
const word = (index: number) => words[index] ?? 0

/** Zero bytes at the low end of a 64-bit word. */
const lowZeroBytes = (low: number, high: number): number =>
  low === 0 ? 4 + (high === 0 ? 4 : (31 - Math.clz32(high & -high)) >> 3) : (31 - Math.clz32(low & -low)) >> 3
const highZeroBytes = (low: number, high: number): number =>
  high === 0 ? 4 + (Math.clz32(low) >> 3) : Math.clz32(high) >> 3

/** One byte says which bytes follow: first (low four bits) and how many (high four bits). */
function encodeXor(values: readonly number[], writer: ByteWriter) {
  let low = 0
  let high = 0
  for (const value of values) {
    double[0] = value
    const xorLow = (word(LOW) ^ low) >>> 0
    const xorHigh = (word(HIGH) ^ high) >>> 0
    low = word(LOW)
    high = word(HIGH)
    if (xorLow === 0 && xorHigh === 0) writer.byte(0)
    else {
      const first = lowZeroBytes(xorLow, xorHigh)
      const count = 8 - first - highZeroBytes(xorLow, xorHigh)
      writer.byte(first | (count << 4))
      writer.word(xorLow, xorHigh, first, count)
    }
  }
}

function decodeXor(count: number, reader: ByteReader): number[] {
  const values: number[] = []
  let low = 0
  let high = 0
  for (let index = 0; index < count; index++) {
    const control = reader.byte()
    const first = control & 0xf
    for (let byte = first; byte < first + (control >> 4); byte++) {
      if (byte < 4) low ^= reader.byte() << (8 * byte)
      else high ^= reader.byte() << (8 * (byte - 4))
    }
    words[LOW] = low
    words[HIGH] = high
    values.push(double[0] ?? 0)
  }
  return values
}
