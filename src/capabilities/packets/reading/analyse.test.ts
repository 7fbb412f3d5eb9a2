/** What is said of the file itself is said of all of it, also where it cannot be unpacked. */
import { createHash, randomBytes } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, it } from 'vitest'
import { analyse } from './analyse.ts'
import { createInlineHasher } from './hashing.ts'

const MIX = readFileSync(fileURLToPath(new URL('../../../decoder/testdata/generated-mix.pcap', import.meta.url)))
const folder = mkdtempSync(join(tmpdir(), 'vedette-analyse-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Longer than what is read at a time, several times. */
const MUCH = randomBytes(500_000)
const gzip = gzipSync(MIX)
/** A block of deflate of the reserved type (RFC 1951 §3.2.3). */
const broken = Buffer.concat([gzipSync(MIX).subarray(0, 10), Buffer.from([7]), MUCH])

it.each([
  ['trailing-bytes', Buffer.concat([gzip, Buffer.from('garbage'), MUCH]), gzip.length],
  ['compression-damaged', Buffer.concat([gzip, broken]), gzip.length],
])('%s: hash and size are of the whole file, and all before it was read', async (code, bytes, at) => {
  const file = join(folder, 'capture')
  writeFileSync(file, bytes)
  const fd = openSync(file, 'r')
  const hasher = createInlineHasher(64 * 1024)
  const { report, sha256, sizeBytes } = await analyse({ source: { fd }, hasher, level: 'flows', maxUnpackedBytes: 0 })
  closeSync(fd)
  expect([sizeBytes, sha256]).toEqual([bytes.length, createHash('sha256').update(bytes).digest('hex')])
  expect(report.file).toMatchObject({ sha256, sizeBytes, problems: [{ code, at }] })
  expect(report.packets).toBe(143)
})
