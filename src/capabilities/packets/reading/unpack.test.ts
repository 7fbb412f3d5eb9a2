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
import { tellCompression, tellContent } from './content.ts'
import { unpack } from './unpack.ts'

const CLI = fileURLToPath(new URL('../../../cli.ts', import.meta.url))
const MIX = readFileSync(fileURLToPath(new URL('../../../decoder/testdata/generated-mix.pcap', import.meta.url)))
const folder = mkdtempSync(join(tmpdir(), 'vedette-unpack-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function* inPieces(bytes: Uint8Array, pieceBytes: number) {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}
/** What came out, and the code of what ended it. */
async function unpacked(bytes: Uint8Array, options: { pieceBytes?: number; limitBytes?: number } = {}) {
  const { pieceBytes = 64 * 1024, limitBytes = 1e9 } = options
  const compression: Compression = tellCompression(bytes)
  const pieces: Uint8Array[] = []
  let code: string | undefined
  try {
    for await (const piece of unpack(inPieces(bytes, pieceBytes), compression, limitBytes)) pieces.push(piece)
  } catch (error) {
    code = (error as { code?: string }).code ?? String(error)
  }
  return { bytes: Buffer.concat(pieces), code }
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
    [
      'members of gzip with zeros between',
      Buffer.concat([gzipSync(MIX.subarray(0, 500)), Buffer.alloc(7), gzipSync(MIX.subarray(500))]),
    ],
    ['frames of zstd', Buffer.concat([zstdCompressSync(MIX.subarray(0, 500)), zstdCompressSync(MIX.subarray(500))])],
    ['zstd behind a frame to be skipped', Buffer.concat([skippableFrame(16), zstd])],
    ['zstd with a long one before and after', Buffer.concat([skippableFrame(200_000, 15), zstd, skippableFrame(0)])],
  ])('%s', async (_, bytes) => {
    expect(await tellContent(bytes)).toMatchObject({ isCapture: true })
    for (const pieceBytes of [211, 64 * 1024]) {
      const { bytes: all, code } = await unpacked(bytes, { pieceBytes })
      expect({ code, same: all.equals(MIX) }).toEqual({ code: undefined, same: true })
    }
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
    const { bytes, code } = await unpacked(packed.subarray(0, packed.length >> 1))
    expect(code).toBe('packets.compression-damaged')
    expect(bytes.length).toBeGreaterThan(noise.length / 4)
    expect(noise.subarray(0, bytes.length).equals(bytes)).toBe(true)
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
