/** The generator of big captures: the same to the byte every time, in the order of time, with checksums that are right. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checksum } from '../bench/captures/frame.ts'
import { MIXES, type Mix, type MixName } from '../bench/captures/mixes.ts'
import { type Made, writeMix, writeStream } from '../bench/captures/write.ts'

const shrink = (name: MixName, sizeBytes: number): Mix => ({
  sizeBytes,
  kinds: MIXES[name].kinds.map((kind) => ({ ...kind, variants: 4 })),
})
async function collect(write: (take: (piece: Uint8Array) => void) => Promise<Made>) {
  const pieces: Buffer[] = []
  const made = await write((piece) => pieces.push(Buffer.from(piece)))
  const bytes = Buffer.concat(pieces)
  return { made, bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

function* readRecords(bytes: Buffer) {
  for (let at = 24; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at + 8)
    const atUs = bytes.readUInt32LE(at) * 1e6 + bytes.readUInt32LE(at + 4)
    yield { atUs, frame: bytes.subarray(at + 16, at + 16 + length) }
    at += 16 + length
  }
}
/** Zero where both checksums are right. */
function sumUp(frame: Buffer): { readonly ip: number; readonly transport: number; readonly isTagged: boolean } {
  const isTagged = frame.readUInt16BE(12) === 0x8100
  const ip = frame.subarray(isTagged ? 18 : 14)
  const isFour = (ip[0] ?? 0) >> 4 === 4
  const header = isFour ? 20 : 40
  const [addresses, protocol] = isFour ? [ip.subarray(12, 20), ip[9]] : [ip.subarray(8, 40), ip[6]]
  const segment = ip.subarray(header)
  const pseudo = Buffer.concat([
    addresses,
    Buffer.from([0, 0, 0, protocol ?? 0, 0, 0, segment.length >> 8, segment.length & 255]),
    segment,
  ])
  return { ip: isFour ? checksum(ip.subarray(0, header)) : 0, transport: checksum(pseudo), isTagged }
}

describe.each(['mix', 'small'] as const)('%s', (name) => {
  const mix = shrink(name, 600_000)
  it('is the same every time', async () => {
    const one = await collect((take) => writeMix(mix, take))
    const other = await collect((take) => writeMix(mix, take))
    expect(other.sha256).toBe(one.sha256)
    expect(one.made.bytes).toBe(one.bytes.length)
  })
  it('is a capture in the order of time whose checksums are right', async () => {
    const { bytes, made } = await collect((take) => writeMix(mix, take))
    expect(bytes.readUInt32LE(0)).toBe(0xa1b2c3d4)
    const records = [...readRecords(bytes)]
    expect(records.length).toBe(made.packets)
    expect(records.filter(({ atUs }, index) => atUs < (records[index - 1]?.atUs ?? 0))).toEqual([])
    const sums = records.map(({ frame }) => sumUp(frame))
    expect(sums.filter(({ ip, transport }) => ip !== 0 || transport !== 0)).toEqual([])
    expect(sums.some(({ isTagged }) => isTagged)).toBe(true)
  })
})
it('goes on with other conversations, as far as it is told', async () => {
  const mix = shrink('small', 0)
  const { bytes, made } = await collect((take) => writeStream(mix, 300_000, take))
  expect(bytes.length).toBe(made.bytes)
  expect(made.bytes).toBeGreaterThanOrEqual(300_000)
  expect([...readRecords(bytes)].length).toBe(made.packets)
})
