/** What the findings desk refuses and what it cuts short, on a real SQLite. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migratePart } from '../../store/migrate.ts'
import { type OpenDatabase, openSqliteDatabase } from '../../store/sqlite/sqlite-database.ts'
import { findingsTexts } from '../texts/findings.ts'
import { findingsMigrations } from './migrations.ts'
import { createTestFindings, DISK, person } from './testing.ts'

const DAY_MS = 24 * 3_600_000
const min = person('min')
const DISK_KEY = 'host.disk-full:local:/'

let folder: string
let db: OpenDatabase
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-findings-'))
  db = openSqliteDatabase(join(folder, 'findings.db'))
  await migratePart(db, 'core-findings', findingsMigrations)
})
afterEach(async () => {
  await db.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a history longer than is shown says so', async () => {
  const { desk, observe } = await createTestFindings(db)
  await observe(DISK, 2)
  for (let index = 0; index < 499; index++) await desk.comment(DISK_KEY, min, `${index}`)
  expect(await desk.get(DISK_KEY)).toMatchObject({ truncated: false, history: { length: 500 } })
  await desk.comment(DISK_KEY, min, 'one more')
  const { history, truncated } = await desk.get(DISK_KEY)
  expect([history.length, history[0]?.details, truncated]).toEqual([500, { text: 'one more' }, true])
})

test('refuses what makes no sense', async () => {
  const { desk, clock, observe } = await createTestFindings(db)
  await observe(DISK, 2)
  const nowMs = clock.now()
  const mute = (untilMs: number, reason = 'known') => desk.mute(DISK_KEY, min, { untilMs, reason })
  const window = (fromMs: number, toMs: number, weekly = false) =>
    desk.addWindow(min, { hosts: null, fromMs, toMs, weekly, reason: 'move' })
  const refused = (work: Promise<unknown>, code: string) => expect(work).rejects.toMatchObject({ code })
  for (const untilMs of [nowMs, 0, Number.NaN, Number.POSITIVE_INFINITY, nowMs + 400 * DAY_MS]) {
    await refused(mute(untilMs), 'findings.bad-time')
  }
  const cases = [
    [mute(nowMs), '/untilMs', 'past'],
    [mute(nowMs + 400 * DAY_MS), '/untilMs', 'mute-too-long'],
    [window(-1, nowMs + 1), '/fromMs', 'before-1970'],
    [window(nowMs + 2, nowMs + 1), '/toMs', 'end-first'],
    [window(nowMs, nowMs + 91 * DAY_MS), '/toMs', 'too-long'],
    [window(nowMs, nowMs + 8 * DAY_MS, true), '/toMs', 'week-too-long'],
    [window(nowMs - 2, nowMs - 1), '/toMs', 'past'],
  ] as const
  for (const [work, field, context] of cases) {
    await expect(work).rejects.toMatchObject({ params: { context }, fields: [{ field }] })
    expect(findingsTexts.en).toHaveProperty([`findings.error.bad-time_${context}`])
  }
  await refused(mute(nowMs + 1, ' \0 '), 'findings.bad-reason')
  await refused(desk.comment(DISK_KEY, min, '\n'), 'findings.bad-reason')
  await refused(window(nowMs + 2, nowMs + 1), 'findings.bad-time')
  await refused(window(nowMs - 2, nowMs - 1), 'findings.bad-time')
  await refused(window(nowMs, nowMs + 8 * DAY_MS, true), 'findings.bad-time')
  await refused(window(Number.NaN, nowMs), 'findings.bad-time')
  await refused(desk.acknowledge('nothing', min), 'findings.not-found')
  await refused(desk.removeWindow('nothing'), 'findings.unknown-window')
  await refused(desk.removeExpectation('nothing', min), 'findings.unknown-expectation')
  await observe({ ...DISK, active: false }, 3)
  await refused(desk.acknowledge(DISK_KEY, min), 'findings.not-open')
})
