import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, it } from 'vitest'
import type { CommandIo } from '../../core/capability.ts'
import { keptBy } from '../../decoder/filter/testing.ts'
import { main as analyze } from './cli.ts'
import { main } from './cli-export.ts'

const MIX = fileURLToPath(new URL('../../decoder/testdata/generated-mix.pcap', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'vedette-cli-export-'))
const out = join(folder, 'out.pcap')
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
    `packets.plain.exported ${JSON.stringify({ kept: kept[0]?.length, packets: kept[1]?.length, file: out })}`,
  ])
})

it.each<[what: string, args: string[], code: string]>([
  ['a wrong filter', [MIX, 'tcp.prt == 1', '-w', 'x'], 'packets.filter-field-near'],
  ['no output', [MIX, 'tcp'], 'core.command-usage'],
  ['no filter', [MIX, '-w', 'x'], 'core.command-usage'],
  ['no such file', [join(folder, 'missing'), 'tcp', '-w', 'x'], 'packets.path-unknown'],
  ['no such folder', [MIX, 'tcp', '-w', join(folder, 'missing', 'x')], 'packets.output-unwritable'],
])('refuses %s', async (_what, args, code) => {
  await expect(main(io(...args).fake)).rejects.toMatchObject({ code })
})

it('leaves what was there when it fails', async () => {
  writeFileSync(out, 'mine')
  const { fake } = io(MIX, 'tcp', '-w', out)
  await expect(main({ ...fake, signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow()
  expect(readFileSync(out, 'utf8')).toBe('mine')
  expect(existsSync(`${out}.part`)).toBe(false)
})

it('analyses what a filter keeps', async () => {
  const { fake, written } = io(MIX, '--filter', 'udp', '--json')
  expect(await analyze(fake)).toBe(0)
  const report = JSON.parse(written.join('')) as { packets: number; protocols: Record<string, number> }
  expect(report.packets).toBe(keptBy(readFileSync(MIX), ['udp'])[0]?.length)
  expect(report.protocols['tcp']).toBeUndefined()
})
