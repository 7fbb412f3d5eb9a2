/** Captures browsed through the thread that reads them, as the console does it. */
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createThreads } from '../../../core/threads.ts'
import { CaptureWriter, type WrittenFormat } from '../../../decoder/files/capture-writer.ts'
import type { CaptureInterface } from '../../../decoder/files/records.ts'
import { keptBy } from '../../../decoder/filter/testing.ts'
import { pcap, Talk } from '../../../decoder/testdata/capture.ts'
import { type Browsing, createBrowsing } from './browsing.ts'
import type { RowsQuery } from './schema.ts'

const golden = (name: string) => new URL(`../../../decoder/testdata/${name}`, import.meta.url)
const PACKETS = 20_000
const never = new AbortController().signal

let folder: string
const threads = createThreads()
let browsing: Browsing
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-browse-'))
  browsing = createBrowsing(threads)
})
afterAll(async () => {
  browsing.stop()
  await threads.close()
  rmSync(folder, { recursive: true, force: true })
})

/** UDP from 10.0.x.y:1024+n%7 to 10.1.0.1:9 with the packet's number as payload; every third frame is raw IPv4. */
function writeCapture(name: string, format: WrittenFormat): string {
  const ports: CaptureInterface[] = [1, 101].map((linkType) => ({
    linkType,
    snapLength: 0,
    ticksPerSecond: 1e9,
    offsetSeconds: 0,
    name: `if${linkType}`,
  }))
  const writer = new CaptureWriter({ format, linkType: 1, snapLength: 0, nanoseconds: true })
  for (let number = 1; number <= PACKETS; number++) {
    const isRaw = format === 'pcapng' && number % 3 === 0
    const frame = new Uint8Array(14 + 20 + 8 + 4)
    const view = new DataView(frame.buffer)
    view.setUint16(12, 0x0800)
    frame.set([0x45, 0, 0, 32, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, number >> 8, number & 255, 10, 1, 0, 1], 14)
    view.setUint16(34, 1024 + (number % 7))
    view.setUint16(36, 9)
    view.setUint16(38, 12)
    view.setUint32(42, number)
    writer.packet(
      frame,
      isRaw ? 14 : 0,
      46,
      isRaw ? 32 : 46,
      1_700_000_000,
      number,
      ports[isRaw ? 1 : 0] as CaptureInterface,
    )
  }
  const path = join(folder, name)
  writeFileSync(path, writer.take())
  return path
}
const fileOf = (path: string) => ({ path, name: path, indexPath: `${path}.index` })
const rowsOf = (path: string, query: RowsQuery, seesPayload = true) =>
  browsing.ask(path, fileOf(path), {
    kind: 'rows',
    asked: { query: { waitMs: 10_000, ...query }, seesPayload },
    signal: never,
  })
async function exported(path: string, filter: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of browsing.export(path, fileOf(path), { filter, signal: never })) pieces.push(piece)
  return Buffer.concat(pieces)
}
const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => 'answered',
    (error: { code?: string }) => error.code ?? String(error),
  )

describe.each<WrittenFormat>(['pcap', 'pcapng'])('%s', (format) => {
  let path: string
  beforeAll(() => {
    path = writeCapture(`big.${format}`, format)
  })

  it('gives any page', async () => {
    const page = await rowsOf(path, { from: 15_000, count: 50 })
    expect(page.rows.map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, n) => 15_001 + n))
    expect(page.rows[0]).toMatchObject({
      source: `10.0.${15_001 >> 8}.${15_001 & 255}`,
      destination: '10.1.0.1',
      protocol: 'udp',
      timeNs: '1700000000000015001',
    })
    expect(page.rows[0]?.relativeSeconds).toBeCloseTo(0.000015, 9)
    const last = await rowsOf(path, { from: PACKETS - 10, count: 50, waitMs: 10_000 })
    expect([last.rows.length, last.kept, last.complete, last.packets]).toEqual([10, PACKETS, true, PACKETS])
  })

  it('gives any page of what a filter keeps', async () => {
    const page = await rowsOf(path, { filter: 'udp.srcport == 1024', from: 2000, count: 3, waitMs: 10_000 })
    expect(page.rows.map(({ number }) => number)).toEqual([2001 * 7, 2002 * 7, 2003 * 7])
    const whole = await rowsOf(path, { filter: 'udp.srcport == 1024', from: 2_900, count: 3, waitMs: 10_000 })
    expect([whole.kept, whole.complete, whole.rows.length]).toEqual([Math.floor(PACKETS / 7), true, 0])
    const near = await rowsOf(path, { filter: 'udp.srcport == 1024', near: 7000, count: 2 })
    expect(near.rows.map(({ number }) => number)).toEqual([7000, 7007])
    expect(near.from).toBe(999)
  })

  it('keeps its index beside it, and makes it anew for another file', async () => {
    expect(existsSync(`${path}.index`)).toBe(true)
    browsing.forget(path)
    const before = statSync(`${path}.index`).size
    expect(before).toBeLessThan(PACKETS)
    const again = await rowsOf(path, { from: 19_000, count: 1 })
    expect([again.rows[0]?.number, again.complete]).toEqual([19_001, true])
    browsing.forget(path)
    writeFileSync(`${path}.index`, 'damaged')
    expect((await rowsOf(path, { from: 10, count: 1 })).rows[0]?.number).toBe(11)
  })

  it('exports what a filter keeps, with link types and times', async () => {
    const file = await exported(path, 'udp.srcport in {1024, 1025}')
    const [all, first] = keptBy(file, ['udp', 'udp.payload[2:2] == 00:01 || frame.number == 2'])
    expect(all?.length).toBe(keptBy(await readAll(path), ['udp.srcport in {1024, 1025}'])[0]?.length)
    expect(first).toEqual([1, 2])
    const [times] = keptBy(file, ['frame.time_epoch == 1700000000.000000007'])
    expect(times).toEqual([2])
  })

  it('exports nothing as a capture without packets', async () => {
    const file = await exported(path, 'tcp')
    expect(keptBy(file, ['frame'])).toEqual([[]])
    expect(file.length).toBe(24)
  })
})
async function readAll(path: string): Promise<Uint8Array> {
  return new Uint8Array(await (await import('node:fs/promises')).readFile(path))
}

describe('packets', () => {
  let path: string
  beforeAll(() => {
    path = join(folder, 'http.pcap')
    copyFileSync(golden('http-keepalive-pipelined.pcap'), path)
  })
  const packet = (number: number, seesPayload: boolean) =>
    browsing.ask(path, fileOf(path), { kind: 'packet', asked: { number, seesPayload }, signal: never })

  it('have layers, bytes and a conversation', async () => {
    const { rows } = await rowsOf(path, { filter: 'http.request', count: 1 })
    const number = rows[0]?.number ?? 0
    const found = await packet(number, true)
    expect(found?.layers.map(({ protocol }) => protocol)).toEqual(expect.arrayContaining(['tcp', 'http']))
    expect(found?.layers.every(({ title }) => title.length > 0)).toBe(true)
    expect(found?.hex?.length).toBe(2 * (found?.capturedBytes ?? 0))
    const [kept] = keptBy(await readAll(path), [found?.conversation ?? 'nothing'])
    expect(kept).toContain(number)
    expect(await packet(99_999, true)).toBeUndefined()
  })

  it('are headers alone for who may not see payload', async () => {
    const { rows } = await rowsOf(path, { filter: 'tcp.len > 0', count: 1 }, false)
    const found = await packet(rows[0]?.number ?? 0, false)
    expect(found?.hex).toBeUndefined()
    expect(found?.withheld).toBe(true)
    expect(found?.layers.map(({ protocol }) => protocol).filter((name) => name === 'http' || name === 'data')).toEqual(
      [],
    )
    expect(rows[0]?.info).toMatch(/→ \d+ \[.*\] Seq=/)
    expect(await refusal(rowsOf(path, { filter: 'frame contains "secret"' }, false))).toBe('packets.filter-payload')
    expect(await refusal(rowsOf(path, { filter: 'tcp[20] == 47' }, false))).toBe('packets.filter-payload')
    expect(await refusal(rowsOf(path, { filter: 'http.host' }, false))).toBe('packets.filter-payload')
    expect(await refusal(rowsOf(path, { filter: 'http && tcp.flags.push == 1' }, false))).toBe('answered')
  })

  it('of one conversation are followed, page by page', async () => {
    const { rows } = await rowsOf(path, { filter: 'http.request', count: 1 })
    const follow = (from: number) =>
      browsing.ask(path, fileOf(path), {
        kind: 'stream',
        asked: { query: { packet: rows[0]?.number ?? 0, from, bytes: 4096 } },
        signal: never,
      })
    const said = { a: '', b: '' }
    let pages = 0
    for (let from: number | undefined = 0; from !== undefined; pages++) {
      const page: Awaited<ReturnType<typeof follow>> = await follow(from)
      for (const piece of page?.pieces ?? []) said[piece.from] += Buffer.from(piece.base64, 'base64').toString('latin1')
      expect(page?.complete).toBe(true)
      from = page?.next
    }
    expect(pages).toBeGreaterThan(1)
    expect(said.a).toMatch(/^GET \S+ HTTP\/1\.1\r\n/)
    expect(said.b).toMatch(/^HTTP\/1\.1 200/)
  })

  it('are followed by the number of their stream, where ports are used again too', async () => {
    const talk = (at: number, seqs: [number, number], said: string, port = 4000) =>
      new Talk('10.0.0.1', '10.0.0.2', [port, 80], { at, seqs }).open().say(0, said).close().frames
    const file = join(folder, 'again.pcap')
    const frames = [
      talk(0, [1000, 5000], 'first'),
      talk(1, [1000, 5000], 'other', 4001),
      talk(2, [90_000, 70_000], 'second'),
    ].flat()
    writeFileSync(file, pcap(frames))
    const follow = async (packet: number) => {
      const asked = { query: { packet } }
      const found = await browsing.ask(file, fileOf(file), { kind: 'stream', asked, signal: never })
      const said = found?.pieces.map(({ base64 }) => Buffer.from(base64, 'base64').toString()).join()
      return [found?.filter, said]
    }
    const each = frames.length / 3
    expect(await follow(2)).toEqual(['tcp.stream == 0', 'first'])
    expect(await follow(each + 1)).toEqual(['tcp.stream == 1', 'other'])
    expect(await follow(2 * each + 1)).toEqual(['tcp.stream == 2', 'second'])
    expect(await follow(3 * each)).toEqual(['tcp.stream == 2', 'second'])
    const { rows } = await rowsOf(file, { filter: 'tcp.stream == 2' })
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: each }, (_, n) => 2 * each + n + 1))
  })
})

describe('trouble', () => {
  it('of filters is told with its column', async () => {
    const path = join(folder, 'mix.pcap')
    copyFileSync(golden('generated-mix.pcap'), path)
    await expect(rowsOf(path, { filter: 'tcp.prt == 3' })).rejects.toMatchObject({
      code: 'packets.filter-field-near',
      params: { column: 1, found: 'tcp.prt', suggestion: 'tcp.port' },
    })
    expect(await refusal(rowsOf(path, { filter: `${'('.repeat(10_000)}tcp` }))).toBe('packets.filter-too-large')
  })

  it('of a file that is not there ends the question', async () => {
    expect(await refusal(rowsOf(join(folder, 'missing'), {}))).toBe('packets.file-gone')
    copyFileSync(golden('generated-mix.pcap'), join(folder, 'missing'))
    await expect.poll(() => refusal(rowsOf(join(folder, 'missing'), { count: 1 }))).toBe('answered')
  })

  it('of a capture that is none or is cut is no trouble', async () => {
    const none = join(folder, 'none')
    writeFileSync(none, 'this is no capture at all')
    expect(await rowsOf(none, {})).toMatchObject({ rows: [], packets: 0, complete: true })
    const cut = join(folder, 'cut.pcap')
    copyFileSync(golden('generated-mix.pcap'), cut)
    const whole = await rowsOf(cut, { count: 1000 })
    browsing.forget(cut)
    truncateSync(cut, 30_000)
    const less = await rowsOf(cut, { count: 1000 })
    expect(less.kept).toBeLessThan(whole.kept)
    expect(less.rows.length).toBe(less.kept)
  })

  it('of a reader who goes ends the wait', async () => {
    const path = writeCapture('gone.pcap', 'pcap')
    const stop = new AbortController()
    const asked = browsing.ask(path, fileOf(path), {
      kind: 'rows',
      asked: { query: { filter: 'tcp', waitMs: 20_000 }, seesPayload: true },
      signal: stop.signal,
    })
    stop.abort(new Error('gone'))
    await expect(asked).rejects.toThrow('gone')
    expect((await rowsOf(path, { count: 1 })).rows).toHaveLength(1)
  })

  it('of an export that is broken off leaves the thread usable', async () => {
    const path = writeCapture('broken-off.pcap', 'pcap')
    for await (const piece of browsing.export(path, fileOf(path), { filter: '', signal: never })) {
      expect(piece.length).toBeGreaterThan(0)
      break
    }
    expect((await rowsOf(path, { count: 1 })).rows).toHaveLength(1)
  })
})

it('makes room for another capture when too many are open', async () => {
  const paths = Array.from({ length: 6 }, (_, n) => {
    const path = join(folder, `many-${n}.pcap`)
    copyFileSync(golden('generated-mix.pcap'), path)
    return path
  })
  for (const path of paths) expect((await rowsOf(path, { count: 1 })).rows).toHaveLength(1)
})
