import { execFileSync, spawnSync } from 'node:child_process'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import type { CommandIo } from '../../core/capability.ts'
import type { VedetteError } from '../../core/errors.ts'
import { keptBy } from '../../decoder/filter/testing.ts'
import { main as analyze } from './cli.ts'
import { main } from './cli-export.ts'

const MIX = fileURLToPath(new URL('../../decoder/testdata/generated-mix.pcap', import.meta.url))
const CLI = fileURLToPath(new URL('../../cli.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'vedette-cli-export-'))
const out = join(folder, 'out.pcap')
const partsOf = (place: string) => readdirSync(place).filter((name) => name.endsWith('.part'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function io(...args: string[]) {
  const said: string[] = []
  const written: string[] = []
  const fake: CommandIo = {
    args,
    settings: { dataDir: folder, section: <Config>() => ({}) as Config },
    language: 'en',
    say: ({ key, params }) => `${key} ${JSON.stringify(params)}`,
    open: () => Promise.reject(new Error('not needed')),
    openWork: () => Promise.reject(new Error('not needed')),
    out: (text) => written.push(text),
    err: (text) => said.push(text),
    terminal: false,
    signal: new AbortController().signal,
  }
  return { fake, said, written }
}

it.each(['as it is', 'packed'])('writes what a filter keeps of a capture %s', async (how) => {
  const source = how === 'packed' ? join(folder, 'mix.pcap.gz') : MIX
  if (how === 'packed') writeFileSync(source, gzipSync(readFileSync(MIX)))
  const { fake, said } = io(source, 'tcp.port == 443', '-w', out)
  expect(await main(fake)).toBe(0)
  const kept = keptBy(readFileSync(MIX), ['tcp.port == 443', 'frame'])
  expect(keptBy(readFileSync(out), ['tcp.port == 443'])[0]?.length).toBe(kept[0]?.length)
  expect(said).toEqual([
    `packets.plain.exported ${JSON.stringify({ kept: kept[0]?.length, count: kept[1]?.length, file: out })}`,
  ])
})

it.each<[what: string, args: string[], code: string]>([
  ['a wrong filter', [MIX, 'tcp.prt == 1', '-w', 'x'], 'packets.filter-field-near'],
  ['no output', [MIX, 'tcp'], 'core.command-words'],
  ['no filter', [MIX, '-w', 'x'], 'core.command-words'],
  ['no such file', [join(folder, 'missing'), 'tcp', '-w', 'x'], 'packets.path-unknown'],
  ['a folder as output', [MIX, 'tcp', '-w', folder], 'packets.folder-named'],
  ['no such folder', [MIX, 'tcp', '-w', join(folder, 'missing', 'x')], 'packets.output-unwritable'],
])('refuses %s', async (_what, args, code) => {
  await expect(main(io(...args).fake)).rejects.toMatchObject({ code })
})

it('leaves what was there when it fails', async () => {
  writeFileSync(out, 'mine')
  const { fake } = io(MIX, 'tcp', '-w', out)
  expect(await main({ ...fake, signal: AbortSignal.abort() })).toBe(130)
  expect(readFileSync(out, 'utf8')).toBe('mine')
  expect(partsOf(folder)).toEqual([])
})

/** What `tcp.port == 443` keeps of the mix. */
const packetsIn = (bytes: Uint8Array) => keptBy(bytes, ['frame'])[0]?.length
const KEPT = keptBy(readFileSync(MIX), ['tcp.port == 443'])[0]?.length

describe('what it is pointed at', () => {
  it('a link stays, and the file it leads to is written; so is one that is not there yet', async () => {
    const place = mkdtempSync(join(folder, 'links-'))
    mkdirSync(join(place, 'far'))
    for (const target of ['there.pcap', 'far/new.pcap']) {
      const link = join(place, `to-${basename(target)}`)
      symlinkSync(target, link)
      if (target === 'there.pcap') writeFileSync(join(place, target), 'mine', { mode: 0o640 })
      expect(await main(io(MIX, 'tcp.port == 443', '-w', link).fake)).toBe(0)
      expect(readlinkSync(link)).toBe(target)
      expect(packetsIn(readFileSync(join(place, target)))).toBe(KEPT)
    }
    expect(statSync(join(place, 'there.pcap')).mode & 0o777).toBe(0o640)
  })

  it('a file beside it called .part is not its own', async () => {
    writeFileSync(`${out}.part`, 'mine')
    expect(await main(io(MIX, 'tcp.port == 443', '-w', out).fake)).toBe(0)
    expect(readFileSync(`${out}.part`, 'utf8')).toBe('mine')
    rmSync(`${out}.part`)
    expect(partsOf(folder)).toEqual([])
  })

  it('a pipe is written into, also when its reader comes late', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const done = main(io(MIX, 'tcp.port == 443', '-w', pipe).fake)
    await sleep(100)
    expect(packetsIn(await readFile(pipe))).toBe(KEPT)
    expect(await done).toBe(0)
    expect(lstatSync(pipe).isFIFO()).toBe(true)
  })

  it('a device stays a device', async () => {
    // Only root may make one, and only root could do harm to the real one.
    const device = process.getuid?.() === 0 ? join(folder, 'null') : '/dev/null'
    if (device !== '/dev/null') execFileSync('mknod', [device, 'c', '1', '3'])
    // Where devices do not work (nodev), the system refuses, and that is said.
    const ended = await main(io(MIX, 'tcp.port == 443', '-w', device).fake).catch((error: VedetteError) => error.code)
    expect([0, 'packets.output-unwritable']).toContain(ended)
    expect(lstatSync(device).isCharacterDevice()).toBe(true)
    expect(partsOf(folder)).toEqual([])
  })

  it.each(['-', '/dev/stdout'])('%s is standard output', (to) => {
    const place = mkdtempSync(join(folder, 'stdout-'))
    const { stdout, status, stderr } = spawnSync(
      process.execPath,
      [CLI, 'packets', 'export', MIX, 'tcp.port == 443', '-w', to],
      { cwd: place, env: { PATH: process.env['PATH'], LANG: 'C' } },
    )
    expect({ status, said: String(stderr).trim() }).toMatchObject({ status: 0 })
    expect(packetsIn(stdout)).toBe(KEPT)
    expect(readdirSync(place)).toEqual([])
  })
})

it('analyses what a filter keeps', async () => {
  const { fake, written } = io(MIX, '--filter', 'udp', '--json')
  expect(await analyze(fake)).toBe(0)
  const report = JSON.parse(written.join('')) as { packets: number; protocols: Record<string, number> }
  expect(report.packets).toBe(keptBy(readFileSync(MIX), ['udp'])[0]?.length)
  expect(report.protocols['tcp']).toBeUndefined()
})
