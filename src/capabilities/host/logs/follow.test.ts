import {
  appendFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../core/clock.ts'
import type { LogLines } from '../schema.ts'
import { createLineCutter, type Follower, followFile } from './follow.ts'

const ignore = () => undefined
const log = { debug: ignore, info: ignore, warn: ignore, error: ignore }
let folder = ''
let file = ''
let follower: Follower
let clock: ReturnType<typeof createFakeClock>
let said: Omit<LogLines, 'source'>[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-follow-'))
  file = join(folder, 'app.log')
  said = []
  clock = createFakeClock()
  writeFileSync(file, 'old\n')
  const { size, ino } = statSync(file)
  follower = followFile({
    path: file,
    roots: [folder],
    clock,
    log,
    fromBytes: size,
    inode: ino,
    accepts: (realPath) => !realPath.endsWith('auth.log'),
    say: (lines) => said.push(lines),
  })
  await follower.settled()
})
afterEach(() => {
  follower.stop()
  rmSync(folder, { recursive: true })
})
const look = async () => {
  clock.advance(500)
  await follower.settled()
}
const texts = () => said.flatMap(({ lines }) => lines.map(({ text }) => text))

describe('followFile', () => {
  it('says new lines only, whole', async () => {
    appendFileSync(file, 'one\ntw')
    await look()
    appendFileSync(file, 'o\n')
    await look()
    expect(texts()).toEqual(['one', 'two'])
  })
  it('keeps a character whole that came in two writes', async () => {
    const bytes = Buffer.from('служба\n')
    appendFileSync(file, bytes.subarray(0, 3))
    await look()
    appendFileSync(file, bytes.subarray(3))
    await look()
    expect(texts()).toEqual(['служба'])
  })
  it('goes on after rotation, and loses nothing written before', async () => {
    appendFileSync(file, 'before\n')
    renameSync(file, `${file}.1`)
    appendFileSync(`${file}.1`, 'last words\n')
    writeFileSync(file, 'after\n')
    await look()
    expect(texts()).toEqual(['before', 'last words', 'after'])
    expect(said.at(-1)?.event).toBe('rotated')
  })
  it('goes on after truncation', async () => {
    truncateSync(file, 0)
    appendFileSync(file, 'a\n')
    await look()
    expect(said).toMatchObject([{ event: 'truncated', lines: [{ text: 'a' }] }])
  })
  it('says once that it is gone, and takes it up again', async () => {
    rmSync(file)
    await look()
    await look()
    writeFileSync(file, 'new\n')
    await look()
    expect(said.map(({ event }) => event)).toEqual(['gone', 'rotated'])
    expect(texts()).toEqual(['new'])
  })
  it('never reads what a swapped link leads to when that is private, nor outside', async () => {
    writeFileSync(join(folder, 'auth.log'), 'secret\n')
    for (const target of ['auth.log', '/etc/passwd']) {
      rmSync(file)
      symlinkSync(target, file)
      await look()
      await look()
    }
    expect(said.map(({ event }) => event)).toEqual(['gone'])
    expect(texts()).toEqual([])
    rmSync(file)
    writeFileSync(file, 'open again\n')
    await look()
    expect(texts()).toEqual(['open again'])
  })
  it('leaves out what comes faster than anybody reads, and says so', async () => {
    appendFileSync(file, `${'x'.repeat(99)}\n`.repeat(20_000))
    await look()
    expect(said[0]?.lines.length).toBe(500)
    expect(said[0]?.skipped).toBeGreaterThan(19_000)
  })
  it('is quiet once stopped', async () => {
    follower.stop()
    appendFileSync(file, 'late\n')
    await look()
    expect(said).toEqual([])
  })
})

describe('createLineCutter', () => {
  it.each([1, 3, 7, 64])('cuts the same in pieces of %i bytes', (size) => {
    const bytes = Buffer.from('первая\nвторая строка\n\nlast\n')
    const cutter = createLineCutter(() => 0)
    const lines = Array.from(
      { length: Math.ceil(bytes.length / size) },
      (_, index) => cutter.push(bytes.subarray(index * size, (index + 1) * size)).lines,
    ).flat()
    expect(lines.map(({ text }) => text)).toEqual(['первая', 'вторая строка', '', 'last'])
  })
  it('does not grow with a line that never ends', () => {
    const cutter = createLineCutter(() => 0)
    for (let count = 0; count < 100; count++) cutter.push(Buffer.alloc(64 * 1024, 'x'))
    const [line] = cutter.push(Buffer.from('\n')).lines
    expect(line?.text.length).toBeLessThan(9000)
    expect(line?.cutBytes).toBe(100 * 64 * 1024 - 8192)
  })
})
