/** The commands as a person runs them: pipes that say nothing, Ctrl-C, and files that are none. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  closeSync,
  constants,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { keptBy } from '../../decoder/filter/testing.ts'

const CLI = fileURLToPath(new URL('../../cli.ts', import.meta.url))
const MIX_FILE = fileURLToPath(new URL('../../decoder/testdata/generated-mix.pcap', import.meta.url))
const MIX = readFileSync(MIX_FILE)
const folder = mkdtempSync(join(tmpdir(), 'vedette-cli-'))
const temporary = join(folder, 'tmp')
mkdirSync(temporary)
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const env = { PATH: process.env['PATH'], TMPDIR: temporary, XDG_CACHE_HOME: join(folder, 'cache'), LANG: 'C' }

/** A signal is acted upon within this, on a busy machine too. */
const SOON_MS = 5000

function start(...words: string[]) {
  const child: ChildProcess = spawn(process.execPath, [CLI, 'packets', ...words], { env, stdio: 'pipe' })
  const said = { out: '', err: '' }
  child.stdout?.on('data', (piece) => {
    said.out += piece
  })
  child.stderr?.on('data', (piece) => {
    said.err += piece
  })
  // What ends first need not read all.
  child.stdin?.on('error', () => undefined)
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, ...said }))
  return { child, ended }
}
/** More than lies in a pipe: once it is taken, the command reads, and hears signals. */
const MUCH = Buffer.concat([MIX.subarray(0, 24), ...Array.from({ length: 60 }, () => MIX.subarray(24))])
const send = (child: ChildProcess, bytes: Uint8Array) =>
  new Promise<void>((taken, failed) => child.stdin?.write(bytes, (error) => (error ? failed(error) : taken())))
/** Opens a pipe that somebody reads; until then the system says ENXIO. */
async function openForReader(pipe: string): Promise<number> {
  for (;;) {
    try {
      return openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK)
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENXIO' })
      await sleep(20)
    }
  }
}

async function stop({ child, ended }: ReturnType<typeof start>, signal: NodeJS.Signals) {
  const askedMs = performance.now()
  child.kill(signal)
  const result = await ended
  expect(performance.now() - askedMs).toBeLessThan(SOON_MS)
  expect(result.err).not.toMatch(/AbortError|\n\s+at /)
  return result
}

describe('analyze, asked to end', () => {
  it.each<NodeJS.Signals>(['SIGINT', 'SIGTERM'])(
    'by %s while its input is silent: reports what it read',
    async (signal) => {
      const run = start('analyze', '-')
      await send(run.child, MUCH.subarray(0, MUCH.length - 5))
      // What is read is also analysed.
      await sleep(500)
      const { code, out } = await stop(run, signal)
      expect(code).toBe(130)
      expect(out).toContain('Stopped after')
      expect(out).toMatch(/[1-9][\d,]* packets/)
      expect(out).not.toContain('damaged')
      expect(out).not.toContain('SHA-256')
    },
  )

  it('while bytes flow: the same, as JSON', async () => {
    const run = start('analyze', '--json', '-')
    const { child } = run
    await send(child, MUCH)
    const flow = async () => {
      for (;;) await send(child, MUCH.subarray(24))
    }
    // Ends when nobody takes it any more.
    const flowing = flow().catch(() => undefined)
    await sleep(300)
    const { code, out } = await stop(run, 'SIGINT')
    await flowing
    const report = JSON.parse(out) as { packets: number; complete: boolean; file: { problems: unknown[] } }
    expect(code).toBe(130)
    expect(report).toMatchObject({ complete: false, file: { problems: [] } })
    expect(report.packets).toBeGreaterThan(100)
  })

  it('with a page: says so in the page and beside it', async () => {
    const page = join(folder, 'stopped.html')
    const run = start('analyze', '--html', page, '-')
    await send(run.child, MUCH)
    await sleep(500)
    const { code, err } = await stop(run, 'SIGINT')
    expect(code).toBe(130)
    expect(err).toContain('Stopped after')
    expect(readFileSync(page, 'utf8')).toContain('Only the beginning of the capture had been read')
  })

  it('while it is packed: no damage is said', async () => {
    const run = start('analyze', '--json', '-')
    const packed = gzipSync(Buffer.concat([MUCH, randomBytes(2_000_000)]))
    await send(run.child, packed.subarray(0, packed.length - 100))
    const { code, out } = await stop(run, 'SIGINT')
    expect(code).toBe(130)
    expect(JSON.parse(out)).toMatchObject({ complete: false, file: { compression: 'gzip' } })
  })

  it('before anything came: says so', async () => {
    const pipe = join(folder, 'never')
    execFileSync('mkfifo', [pipe])
    const run = start('analyze', pipe)
    const writer = await openForReader(pipe)
    const { code, out } = await stop(run, 'SIGTERM')
    closeSync(writer)
    expect({ code, out }).toMatchObject({ code: 130, out: expect.stringContaining('Stopped after 0 B') })
  })
})

describe('export', () => {
  const out = join(folder, 'out.pcap')
  it('asked to end while a pipe is silent: ends, and leaves nothing behind', async () => {
    const pipe = join(folder, 'silent')
    execFileSync('mkfifo', [pipe])
    for (const from of ['-', pipe]) {
      const run = start('export', from, 'tcp', '-w', join(folder, 'unwritten.pcap'))
      const writer = from === pipe ? await openForReader(pipe) : undefined
      if (writer === undefined) await send(run.child, MUCH)
      const { code, err } = await stop(run, 'SIGTERM')
      if (writer !== undefined) closeSync(writer)
      expect(code).toBe(130)
      expect(err).toContain('nothing was written')
      expect(readdirSync(temporary)).toEqual([])
      expect(readdirSync(folder).filter((name) => /unwritten|\.part$/.test(name))).toEqual([])
    }
  })

  it('reads a pipe with a name', async () => {
    const pipe = join(folder, 'named')
    execFileSync('mkfifo', [pipe])
    const run = start('export', pipe, 'tcp', '-w', out)
    createWriteStream(pipe).end(gzipSync(MIX))
    expect(await run.ended).toMatchObject({ code: 0 })
    expect(keptBy(readFileSync(out), ['frame'])[0]?.length).toBe(keptBy(MIX, ['tcp'])[0]?.length)
  })

  const gzip = gzipSync(MIX)
  it.each<[what: string, bytes: Uint8Array, exit: number, words: RegExp]>([
    ['noise', Buffer.alloc(3000, 0x5a), 2, /not a capture/],
    ['nothing', Buffer.alloc(0), 2, /not a capture/],
    [
      'a file cut in a record',
      MIX.subarray(0, MIX.length - 5),
      1,
      /packets written[\s\S]*damaged at byte [\d,]+ \(cut\)/,
    ],
    ['a packed file with more behind it', Buffer.concat([gzip, Buffer.from('garbage')]), 1, /\(trailing-bytes\)/],
    ['a packed file cut', gzip.subarray(0, gzip.length - 3), 1, /packets written[\s\S]*compression-damaged/],
  ])('%s ends as with analyze', (_, bytes, exit, words) => {
    const file = join(folder, 'given')
    writeFileSync(file, bytes)
    rmSync(out, { force: true })
    const exported = spawnSync(process.execPath, [CLI, 'packets', 'export', file, 'frame', '-w', out], {
      env,
      encoding: 'utf8',
    })
    expect(exported.stderr).toMatch(words)
    const analysed = spawnSync(process.execPath, [CLI, 'packets', 'analyze', '--level', 'flows', file], { env })
    expect([exported.status, analysed.status]).toEqual([exit, exit])
    expect(readdirSync(folder).includes('out.pcap')).toBe(exit === 1)
  })
})

it('says that standard output is full', () => {
  const full = openSync('/dev/full', 'w')
  for (const words of [
    ['packets', 'analyze', MIX_FILE],
    ['packets', 'export', MIX_FILE, 'tcp', '-w', '-'],
  ]) {
    const { status, stderr } = spawnSync(process.execPath, [CLI, ...words], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', full, 'pipe'],
    })
    expect(stderr).toContain('vedette: Standard output cannot be written: ENOSPC')
    expect(status).toBe(1)
  }
  closeSync(full)
})

describe('what cannot be read', () => {
  it.each([
    ['analyze', folder],
    ['analyze', '-'],
    ['export', folder, 'tcp', '-w', 'x'],
    ['export', '-', 'tcp', '-w', 'x'],
  ])('a folder: %s %s', (...words) => {
    const directory = openSync(folder, 'r')
    const { status, stderr } = spawnSync(process.execPath, [CLI, 'packets', ...words], {
      env,
      cwd: folder,
      encoding: 'utf8',
      stdio: [directory, 'pipe', 'pipe'],
    })
    expect(stderr).toMatch(/^vedette: .* is a folder\. Name a file in it\.\n$/)
    expect(status).toBe(2)
  })

  it('a name with control characters is shown with them visible', () => {
    const name = 'a\u001b[31mb.pcap'
    const missing = spawnSync(process.execPath, [CLI, 'packets', 'analyze', name], { env, encoding: 'utf8' })
    expect(missing.stderr).toContain('a\\x1b[31mb.pcap')
    writeFileSync(join(folder, name), MIX)
    const found = spawnSync(process.execPath, [CLI, 'packets', 'analyze', join(folder, name)], {
      env,
      encoding: 'utf8',
    })
    expect(found.stdout).toContain('a\\x1b[31mb.pcap')
    for (const { stdout, stderr } of [missing, found]) expect(stdout + stderr).not.toContain('\u001b')
  })
})
