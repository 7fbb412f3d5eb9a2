/** Packed captures as strangers make them: bombs, frames to be skipped, padding, damage, and pipes that give a byte at a time. */
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import type { Compression } from '../schema.ts'
import { tellCompression } from './compression.ts'
import { tellContent } from './content.ts'
import { type PackingProblem, unpack } from './unpack.ts'

const CLI = fileURLToPath(new URL('../../../cli.ts', import.meta.url))
const MIX = readFileSync(fileURLToPath(new URL('../../../decoder/testdata/generated-mix.pcap', import.meta.url)))
const folder = mkdtempSync(join(tmpdir(), 'vedette-unpack-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function* inPieces(bytes: Uint8Array, pieceBytes: number) {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}
/** What came out, the code of what was thrown, and what was told of the file. */
async function unpacked(bytes: Uint8Array, options: { pieceBytes?: number; limitBytes?: number } = {}) {
  const { pieceBytes = 64 * 1024, limitBytes = 1e9 } = options
  const compression: Compression = tellCompression(bytes)
  const pieces: Uint8Array[] = []
  let code: string | undefined
  let problem: PackingProblem | undefined
  const tell = (told: PackingProblem) => {
    problem = told
  }
  try {
    for await (const piece of unpack(inPieces(bytes, pieceBytes), compression, limitBytes, tell)) pieces.push(piece)
  } catch (error) {
    code = (error as { code?: string }).code ?? String(error)
  }
  return { bytes: Buffer.concat(pieces), code, problem }
}

/** RFC 8878 §3.1.2, with a content of `length` bytes. */
function skippableFrame(length: number, nibble = 0): Buffer {
  const frame = Buffer.alloc(8 + length, 0xee)
  frame.writeUInt32LE(0x184d2a50 + nibble, 0)
  frame.writeUInt32LE(length, 4)
  return frame
}

/** A frame of blocks that each say one byte over and over (RFC 8878 §3.1.1.2.2): four bytes become 131072. */
function zstdBomb(blocks: number): Buffer {
  const header = MIX.subarray(0, 24)
  const block = (type: number, size: number, last: number) => {
    const bytes = Buffer.alloc(3)
    bytes.writeUIntLE(last | (type << 1) | (size << 3), 0, 3)
    return bytes
  }
  const repeated = Buffer.concat([block(1, 128 * 1024, 0), Buffer.alloc(1)])
  return Buffer.concat([
    Buffer.from('28b52ffd0038', 'hex'),
    block(0, header.length, 0),
    header,
    ...Array.from({ length: blocks }, () => repeated),
    block(0, 0, 1),
  ])
}

describe('what is valid is read', () => {
  const gzip = gzipSync(MIX)
  const zstd = zstdCompressSync(MIX)
  it.each<[string, Buffer]>([
    ['gzip', gzip],
    ['zstd', zstd],
    ['gzip padded with zeros', Buffer.concat([gzip, Buffer.alloc(100_000)])],
    ['gzip that begins with nothing', Buffer.concat([gzipSync(''), gzipSync(''), gzip])],
    ['gzip that begins with one byte', Buffer.concat([gzipSync(MIX.subarray(0, 1)), gzipSync(MIX.subarray(1))])],
    [
      'members of gzip with zeros between',
      Buffer.concat([gzipSync(MIX.subarray(0, 500)), Buffer.alloc(7), gzipSync(MIX.subarray(500))]),
    ],
    ['frames of zstd', Buffer.concat([zstdCompressSync(MIX.subarray(0, 500)), zstdCompressSync(MIX.subarray(500))])],
    ['zstd behind a frame to be skipped', Buffer.concat([skippableFrame(16), zstd])],
    ['zstd with a long one before and after', Buffer.concat([skippableFrame(200_000, 15), zstd, skippableFrame(0)])],
  ])('%s', async (_, bytes) => {
    expect(await tellContent(bytes)).toMatchObject({ isCapture: true })
    for (const pieceBytes of [61, 64 * 1024]) {
      const { bytes: all, code, problem } = await unpacked(bytes, { pieceBytes })
      expect({ code, problem, same: all.equals(MIX) }).toEqual({ code: undefined, problem: undefined, same: true })
    }
  })

  it('a member of gzip with all that its header may have', async () => {
    const plain = gzipSync(MIX)
    const header = Buffer.from([0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3])
    const extra = Buffer.from([5, 0, 1, 2, 3, 0, 5])
    const words = Buffer.from('mix.pcap\0a comment\0')
    const bytes = Buffer.concat([header, extra, words, Buffer.from([7, 7]), plain.subarray(10)])
    for (const pieceBytes of [61, 64 * 1024]) {
      const { bytes: all, problem } = await unpacked(bytes, { pieceBytes })
      expect({ problem, same: all.equals(MIX) }).toEqual({ problem: undefined, same: true })
    }
  })

  it.each<[string, (bytes: Uint8Array) => Buffer]>([
    ['members of gzip', gzipSync],
    ['frames of zstd', zstdCompressSync],
  ])('thousands of %s, as bgzip and hostile files have them', { timeout: 60_000 }, async (_, pack) => {
    const empty = pack(Buffer.alloc(0))
    const some = pack(MIX.subarray(0, 600))
    const { bytes, problem } = await unpacked(
      Buffer.concat(Array.from({ length: 20_000 }, (_, n) => (n % 100 === 0 ? some : empty))),
    )
    expect([bytes.length, problem]).toEqual([200 * 600, undefined])
  })
})

describe('bytes that belong to nothing', () => {
  const noise = randomBytes(3_000_000)
  const trailings = [Buffer.from('x'), Buffer.from('garbage, and more of it'), Buffer.alloc(70_000, 0xb7)]
  it.each<[string, (bytes: Uint8Array) => Buffer, Uint8Array, number]>([
    ['a little gzip', gzipSync, MIX.subarray(0, 600), 1],
    ['gzip', gzipSync, MIX, 211],
    ['much gzip', gzipSync, noise, 64 * 1024],
    ['a little zstd', zstdCompressSync, MIX.subarray(0, 600), 1],
    ['zstd', zstdCompressSync, MIX, 211],
    ['much zstd', zstdCompressSync, noise, 64 * 1024],
  ])('behind %s leave all before them to be read', async (_, pack, whole, pieceBytes) => {
    const packed = Buffer.concat([pack(whole), pack(whole)])
    for (const trailing of trailings) {
      const { bytes, problem } = await unpacked(Buffer.concat([packed, trailing]), { pieceBytes })
      expect(problem).toEqual({ code: 'trailing-bytes', at: packed.length })
      expect(bytes.equals(Buffer.concat([whole, whole]))).toBe(true)
    }
  })

  it('behind padding are told where they begin', async () => {
    const packed = gzipSync(MIX)
    const { problem } = await unpacked(Buffer.concat([packed, Buffer.alloc(9), Buffer.from('x')]))
    expect(problem).toEqual({ code: 'trailing-bytes', at: packed.length + 9 })
  })

  it('do not hide a bomb', async () => {
    const bomb = Buffer.concat([gzipSync(Buffer.alloc(50_000_000)), Buffer.from('garbage')])
    const { bytes, code } = await unpacked(bomb, { limitBytes: 3_000_000 })
    expect(code).toBe('packets.unpacks-too-large')
    expect(bytes.length).toBeLessThanOrEqual(3_000_000)
  })
})

describe('what is not', () => {
  it.each<[string, (bytes: Uint8Array) => Buffer]>([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('%s that ends in the middle gives what came before', async (_, pack) => {
    // What does not pack: half the file is half the content.
    const noise = randomBytes(1_000_000)
    const packed = pack(noise)
    const { bytes, problem } = await unpacked(packed.subarray(0, packed.length >> 1))
    expect(problem).toMatchObject({ code: 'compression-damaged', at: packed.length >> 1 })
    expect(bytes.length).toBeGreaterThan(noise.length / 4)
    expect(noise.subarray(0, bytes.length).equals(bytes)).toBe(true)
  })

  it('gzip whose checksum or length is another one gives all, and is damaged', async () => {
    const packed = gzipSync(MIX)
    for (const at of [packed.length - 8, packed.length - 4]) {
      const wrong = Buffer.from(packed)
      wrong[at] = (wrong[at] ?? 0) ^ 1
      const { bytes, problem } = await unpacked(wrong)
      expect(problem).toMatchObject({ code: 'compression-damaged', reason: expect.stringContaining('incorrect') })
      expect(bytes.equals(MIX)).toBe(true)
    }
  })
  it.each([
    ['begins but does not go on', [0x1f, 0x8b, 8, 0]],
    ['is of an unknown method', [0x1f, 0x8b, 9, 0, 0, 0, 0, 0, 0, 3]],
  ])('a second member that %s leaves the first one', async (_, second) => {
    const { bytes, problem } = await unpacked(Buffer.concat([gzipSync(MIX), Buffer.from(second)]))
    expect(problem).toMatchObject({ code: 'compression-damaged' })
    expect(bytes.equals(MIX)).toBe(true)
  })

  it('more than is allowed is not handed out', async () => {
    const { bytes, code } = await unpacked(zstdBomb(100), { limitBytes: 3_000_000 })
    expect(code).toBe('packets.unpacks-too-large')
    expect(bytes.length).toBeLessThanOrEqual(3_000_000)
  })
})

it('a bomb of zstd is put out without filling the memory', { timeout: 60_000 }, () => {
  const file = join(folder, 'bomb.zst')
  // Half a megabyte that would become 16 GB.
  writeFileSync(file, zstdBomb(128 * 1024))
  const tellPeak = 'process.on("exit",()=>process.stderr.write("peak kB "+process.resourceUsage().maxRSS))'
  const { stderr, status } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${tellPeak}`, CLI, 'packets', 'analyze', '--no-hash', file],
    { encoding: 'utf8', env: { PATH: process.env['PATH'] } },
  )
  expect(status).toBe(3)
  expect(stderr).toContain('zip bomb')
  expect(Number(/peak kB (\d+)/.exec(stderr)?.[1])).toBeLessThan(400_000)
})

it('a pipe that gives one byte first is still told by its first four', { timeout: 30_000 }, async () => {
  const child = spawn(process.execPath, [CLI, 'packets', 'analyze', '--json', '-'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] },
  })
  let said = ''
  child.stdout.on('data', (piece) => {
    said += piece
  })
  const packed = gzipSync(MIX)
  for (const piece of [packed.subarray(0, 1), packed.subarray(1, 3), packed.subarray(3)]) {
    child.stdin.write(piece)
    await new Promise((later) => setTimeout(later, 300))
  }
  child.stdin.end()
  const exit = await new Promise((ended) => child.once('close', ended))
  expect(exit).toBe(0)
  expect(JSON.parse(said)).toMatchObject({ file: { compression: 'gzip', format: 'pcap' } })
})
