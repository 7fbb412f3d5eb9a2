/** A disk that is really full: a small tmpfs in a mount namespace of its own, and the store in a process on it. */
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

const run = promisify(execFile)
const canMount = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' }).status === 0
const missing = canMount ? undefined : 'a tmpfs cannot be mounted here (needs root and unshare)'

const url = (path: string) => new URL(path, import.meta.url).href
/** Says what happened as one JSON line. */
const scenario = (disk: string) => `
import { appendFileSync, rmSync, writeFileSync } from 'node:fs'
import { openStore } from '${url('./open-store.ts')}'
import { createFakeClock } from '${url('../core/clock.ts')}'
import { silentLog } from '${url('../core/log/silent-log.ts')}'

const START_MS = 1_790_000_000_000
const clock = createFakeClock(START_MS)
const open = () => openStore({ dataDir: '${disk}/data', log: silentLog, clock, budgetBytes: 1e9 })
const migration = {
  name: '0001-notes',
  up: (db) => db.schema.createTable('thing_note').addColumn('name', 'text').addColumn('body', 'text').execute(),
}
let store = await open()
await store.migrate('thing', [migration])
const saw = {}
const codeOf = (promise) => promise.then(() => 'done', (error) => error.code)
const insert = (name) => store.db.tables().insertInto('thing_note').values({ name, body: 'x'.repeat(20_000) }).execute()
let tick = 0
let confirmed = 0
const append = (count = 1) => {
  const samples = Array.from({ length: count }, () => ({ host: 'local', metric: 'host.cpu', atMs: START_MS + tick++, value: Math.random() }))
  return store.series.append(samples).then(() => { confirmed += count })
}
const countSamples = async () => {
  const query = { host: 'local', metric: 'host.cpu', fromMs: 0, toMs: START_MS + 1e9, stepMs: 86_400_000 }
  return (await store.series.read(query)).flatMap((frame) => frame.count).reduce((sum, one) => sum + one, 0)
}
const countRows = async () => (await store.db.tables().selectFrom('thing_note').select('name').execute()).length
const turn = () => new Promise((resolve) => setImmediate(resolve))

let rows = 0
for (; rows < 5; rows++) await insert('before')
await append(1000)

// Full, to the last byte.
for (const size of [1 << 20, 1 << 16, 1 << 12, 1]) {
  try { for (;;) appendFileSync('${disk}/ballast', Buffer.alloc(size)) } catch { /* full */ }
}
const waiting = []
while ((await store.health()).ok) { waiting.push(codeOf(append(5000))); await turn() }
let refused = 'done'
while (refused === 'done') { refused = await codeOf(insert('while full')); if (refused === 'done') rows++ }
saw.refusedRow = refused
saw.health = await store.health()
clock.advance(60_000)
saw.state = (await store.storage.report()).state
saw.rowsReadable = (await countRows()) === rows
saw.samplesReadable = (await countSamples()) >= confirmed

// More than memory may hold: the oldest that were not confirmed are given up, and told so.
const confirmedBefore = confirmed
for (let batch = 0; batch < 14; batch++) waiting.push(codeOf(append(50_000)))
saw.firstWaiting = await waiting.find((_, place) => place >= waiting.length - 14)
saw.stillFull = (await store.health()).detail

// Space comes back: everything goes on by itself.
rmSync('${disk}/ballast')
clock.advance(60_000)
const outcomes = await Promise.all(waiting)
saw.outcomes = [...new Set(outcomes)].sort()
saw.wroteAfter = confirmed > confirmedBefore
saw.rowAfter = await codeOf(insert('after'))
rows++
saw.healthAfter = await store.health()
saw.allSamples = (await countSamples()) >= confirmed
await store.close()
store = await open()
saw.allRowsAfterRestart = (await countRows()) === rows
saw.allSamplesAfterRestart = (await countSamples()) >= confirmed
await store.close()
process.stdout.write(JSON.stringify(saw))
`

/** A disk that became read-only, as Linux does after errors. */
const readOnlyScenario = (disk: string) => `
import { openStore } from '${url('./open-store.ts')}'
import { createFakeClock } from '${url('../core/clock.ts')}'
import { silentLog } from '${url('../core/log/silent-log.ts')}'
import { execFileSync } from 'node:child_process'
const open = () => openStore({ dataDir: '${disk}/data', log: silentLog, clock: createFakeClock(), budgetBytes: 1e9 })
await (await open()).close()
execFileSync('mount', ['-o', 'remount,ro', '${disk}'])
const error = await open().catch((refused) => refused)
process.stdout.write(JSON.stringify({ code: error.code, file: error.params.file }))
`

async function perform(scenarioOf: (disk: string) => string): Promise<{ disk: string; saw: unknown }> {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-full-'))
  try {
    const disk = join(folder, 'disk')
    const file = join(folder, 'scenario.mjs')
    writeFileSync(file, scenarioOf(disk))
    const command = `mkdir '${disk}' && mount -t tmpfs -o size=24m none '${disk}' && exec '${process.execPath}' '${file}'`
    const { stdout } = await run('unshare', ['-m', 'sh', '-c', command])
    return { disk, saw: JSON.parse(stdout) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function check() {
  test('that is read-only is named', async () => {
    const { disk, saw } = await perform(readOnlyScenario)
    expect(saw).toEqual({ code: 'store.unreadable', file: `${disk}/data/vedette.db` })
  }, 60_000)

  test('keeps serving, says so, loses nothing confirmed, and recovers by itself', async () => {
    const { saw } = await perform(scenario)
    expect(saw).toEqual({
      refusedRow: 'store.full',
      health: { ok: false, detail: 'store.full' },
      state: 'full',
      rowsReadable: true,
      samplesReadable: true,
      firstWaiting: 'store.full',
      stillFull: 'store.full',
      outcomes: ['done', 'store.full'],
      wroteAfter: true,
      rowAfter: 'done',
      healthAfter: { ok: true, detail: 'sqlite' },
      allSamples: true,
      allRowsAfterRestart: true,
      allSamplesAfterRestart: true,
    })
  }, 60_000)
}

if (missing === undefined) describe('a full disk', check)
else if (process.env['CI']) describe('a full disk', () => test('can be made', () => Promise.reject(new Error(missing))))
else describe.runIf(false)(`a full disk: ${missing}`, check)
