import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Check, Value } from 'typebox/value'
import { afterAll, describe, expect, it } from 'vitest'
import { startTestHttp } from '../../../test/parts/http.ts'
import { createRealProcesses, isRootHere, LOGIN_UID } from '../../../test/parts/real-processes.ts'
import type { CommandCore, CommandIo } from '../../core/capability.ts'
import { systemClock } from '../../core/clock.ts'
import { LANGUAGES, type Language } from '../../core/schema.ts'
import { createRenderer } from '../../core/texts/render.ts'
import { migratePart } from '../../store/migrate.ts'
import { processesConfigSchema } from './config.ts'
import { processes as manifest } from './index.ts'
import { createRelationalPolicySource } from './policy/relational.ts'
import type { CatalogEntry } from './policy/schema.ts'
import { processDetailSchema, processListSchema } from './schema.ts'

const real = createRealProcesses()
const web = await startTestHttp()
await migratePart(web.db, 'processes', (await manifest.migrations?.()) ?? [])
afterAll(async () => {
  real.end()
  await web.close()
  rmSync(dataDir, { recursive: true, force: true })
})
const renderer = createRenderer()
for (const language of LANGUAGES) renderer.add(language, await manifest.texts[language]())
const dataDir = mkdtempSync(join(tmpdir(), 'vedette-cli-'))
const core = {
  db: web.db,
  audit: web.audit,
  clock: systemClock,
  close: async () => undefined,
} as unknown as CommandCore

async function run(command: '' | 'explain' | 'stop', args: readonly string[], language: Language = 'en') {
  const out: string[] = []
  const io: CommandIo = {
    args,
    settings: {
      dataDir,
      section: <Config>() => Value.Parse(processesConfigSchema, Value.Default(processesConfigSchema, {})) as Config,
    },
    language,
    say: (text) => renderer.render(text, { language, zone: 'UTC' }),
    open: async () => core,
    openWork: () => Promise.reject(new Error('this command is short')),
    out: (text) => out.push(text),
    err: (text) => out.push(text),
    terminal: false,
    signal: new AbortController().signal,
  } as CommandIo
  const module = await manifest.commands?.[command]?.load()
  return { code: await module?.main(io), out: out.join('\n') }
}

describe('vedette processes', () => {
  it.each(LANGUAGES)('lists this machine in %s', async (language) => {
    const { code, out } = await run('', [], language)
    expect(code).toBe(0)
    expect(out).toMatch(new RegExp(`[●▲⬣] .+ {2}PID ${process.pid} `))
    expect(out).not.toMatch(/processes\.|undefined|NaN|\{\{/)
  })
  it('gives JSON', async () => {
    expect(Check(processListSchema, JSON.parse((await run('', ['--json'])).out))).toBe(true)
    expect(Check(processDetailSchema, JSON.parse((await run('explain', [String(process.pid), '--json'])).out))).toBe(
      true,
    )
  })
  it.each(LANGUAGES)('explains in %s', async (language) => {
    const { out } = await run('explain', [String(process.pid)], language)
    expect(out.split('\n').length).toBeGreaterThan(15)
    expect(out).not.toMatch(/processes\.|undefined|NaN|\{\{/)
  })
  it.each([
    ['', ['7'], 'processes.command-unknown'],
    ['', ['--nope'], 'core.option-unknown'],
    ['explain', [], 'processes.pid-wanted'],
    ['explain', ['nginx'], 'processes.pid-wanted'],
    ['stop', ['1', '2'], 'processes.pid-wanted'],
    ['stop', ['--dry-run'], 'processes.pid-wanted'],
    ['stop', ['-5'], 'core.option-unknown'],
    ['stop', ['1', '--confirm'], 'core.option-value-missing'],
  ] as const)('refuses %s %j', async (command, args, code) => {
    await expect(run(command, args)).rejects.toMatchObject({ code })
  })
  it('says so when there is no such process', async () => {
    await expect(run('explain', ['4194999'])).rejects.toMatchObject({ code: 'processes.not-found' })
  })
})

it('says names as they are, whatever they look like', async () => {
  const name = '$t(a) {{pid}}\x1b[2J'
  const child = await real.start([
    real.copy('/bin/dash', real.folder('/home'), name),
    '-c',
    'echo; while :; do sleep 9; done',
  ])
  expect((await run('stop', [String(child.pid), '--dry-run'])).out).not.toContain('\x1b')
  const { out } = await run('explain', [String(child.pid)])
  expect(out).toContain('$t(a) {{pid}}\\x1b[2J')
  expect(out).not.toContain('\x1b')
  expect((await run('', [])).out).toContain('$t(a) {{pid}}')
})

it('judges as the console of its data folder does, and makes none where there was none', async () => {
  const name = 'vedette-cli-known'
  const child = await real.start([
    real.copy('/bin/dash', real.folder('/home'), name),
    '-c',
    'echo; while :; do sleep 9; done',
  ])
  const at = new Date().toISOString()
  const policy = { is_system: false, terminatable: true, reason: 'tool' }
  const words = { en: 'Counts the hours.', ko: '시간을 셉니다.', ru: 'Считает часы.' }
  const entry: CatalogEntry = { name, platform: 'linux', category: 'other', description: words, policy, tags: [] }
  const source = createRelationalPolicySource(web.db)
  await source.write({ known: [{ ...entry, created_at: at, updated_at: at }], rules: [] })
  const pid = String(child.pid)
  expect((await run('explain', [pid])).out).toContain(`${name} is not in the catalog`)
  expect(readdirSync(dataDir)).not.toContain('vedette.db')
  writeFileSync(join(dataDir, 'console.lock'), '')
  try {
    const { out } = await run('explain', [pid])
    expect(out).toContain('Counts the hours.')
    expect(out).not.toContain('is not in the catalog')
    expect((await run('', [])).out).not.toMatch(new RegExp(`PID ${pid} .*check its purpose`))
  } finally {
    rmSync(join(dataDir, 'console.lock'))
  }
})

describe.runIf(isRootHere)('vedette processes stop', () => {
  it('shows, wants the name, stops, and is on record', async () => {
    const program = real.copy('/bin/dash', real.folder('/home'), 'vedette-cli-own')
    const child = await real.start([program, '-c', 'echo ready; while :; do sleep 1; done'], { uid: LOGIN_UID })
    const pid = String(child.pid)
    const shown = await run('stop', [pid, '--dry-run'])
    expect(shown.code).toBe(0)
    expect(shown.out).toContain('(SIGTERM)')
    expect(shown.out).toContain('Add --confirm vedette-cli-own to go on.')
    expect((await run('stop', [pid])).code).toBe(2)
    expect(child.exitCode ?? child.signalCode).toBeNull()
    const stopped = await run('stop', [pid, '--confirm', 'vedette-cli-own'])
    expect([stopped.code, stopped.out]).toEqual([0, `PID ${pid} ended by itself when asked.`])
    const rows = (await web.auditRows()).filter(({ target }) => target.includes(`PID ${pid})`))
    expect(rows.map(({ outcome }) => outcome).sort()).toEqual(['done', 'planned'])
  })
  it('that fails half-way is on record as failed, and has not stopped anything', async () => {
    const program = real.copy('/bin/dash', real.folder('/tmp'), 'vedette-cli-bad')
    const child = await real.start([program, '-c', 'echo ready; while :; do sleep 1; done'])
    // A file where the folder of evidence belongs.
    writeFileSync(join(dataDir, 'processes'), '')
    await expect(run('stop', [String(child.pid), '--confirm', 'vedette-cli-bad'])).rejects.toMatchObject({
      code: 'processes.evidence-failed',
    })
    rmSync(join(dataDir, 'processes'))
    expect(child.exitCode ?? child.signalCode).toBeNull()
    const rows = (await web.auditRows()).filter(({ target }) => target.includes(`PID ${child.pid})`))
    expect(rows.map(({ outcome }) => outcome).sort()).toEqual(['failed', 'planned'])
  })
  it.each(LANGUAGES)('refuses in words in %s', async (language) => {
    const { code, out } = await run('stop', ['1'], language)
    expect(code).toBe(3)
    expect(out).toContain('PID 1')
    expect(out).not.toMatch(/processes\.|undefined|\{\{/)
  })
})
