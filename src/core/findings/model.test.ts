/** Whatever the sequence of observations, restarts and hands, the engine says what a plain reading of the rules says. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migratePart } from '../../store/migrate.ts'
import { type OpenDatabase, openSqliteDatabase } from '../../store/sqlite/sqlite-database.ts'
import type { Observation } from '../capability.ts'
import { SEVERITIES, type Severity } from '../schema.ts'
import { findingsMigrations } from './migrations.ts'
import { createTestFindings, person, testRules } from './testing.ts'

const SUBJECTS = ['a', 'b'] as const
const RULES = ['disk-full', 'unit-failed'] as const
const min = person('min')

type Move =
  | { readonly kind: 'observe'; readonly observation: Observation }
  | { readonly kind: 'acknowledge'; readonly rule: string; readonly subject: string }
  | { readonly kind: 'restart' }

interface Model {
  open: Severity | undefined
  acknowledged: Severity | undefined
  raised: number
  /** Everything seen since the last transition or restart. */
  seen: { active: boolean; severity: Severity }[]
}
const rank = (severity: Severity) => SEVERITIES.indexOf(severity)
const pick = (severities: readonly Severity[], worst: boolean) =>
  [...severities].sort((a, b) => (worst ? rank(b) - rank(a) : rank(a) - rank(b)))[0]

/** The rule as a sentence: the last N all say so. Returns the new severity, `clear`, or nothing. */
function decide(model: Model, n: { raiseAfter: number; clearAfter: number }): Severity | 'clear' | undefined {
  const { open, seen } = model
  const last = (count: number) => (seen.length >= count ? seen.slice(-count) : undefined)
  const rising = last(n.raiseAfter)
  const falling = last(n.clearAfter)
  if (open === undefined) {
    return rising?.every(({ active }) => active)
      ? pick(
          rising.map(({ severity }) => severity),
          false,
        )
      : undefined
  }
  if (falling?.every(({ active }) => !active)) return 'clear'
  if (rising?.every(({ active, severity }) => active && rank(severity) > rank(open))) {
    return pick(
      rising.map(({ severity }) => severity),
      false,
    )
  }
  if (falling?.every(({ active, severity }) => active && rank(severity) < rank(open))) {
    return pick(
      falling.map(({ severity }) => severity),
      true,
    )
  }
  return undefined
}
function observeModel(model: Model, observation: Observation): void {
  const rule = testRules[`host.${observation.rule}`] ?? { severity: 'info', raiseAfter: 1, clearAfter: 1 }
  const severity = observation.severity ?? rule.severity
  model.seen.push({ active: observation.active, severity })
  const sure = observation.sure === true
  if (sure) model.seen.splice(0, model.seen.length - 1)
  const decided = decide(model, sure ? { raiseAfter: 1, clearAfter: 1 } : rule)
  if (decided === undefined) return
  model.seen = []
  if (decided === 'clear') {
    model.open = undefined
    model.acknowledged = undefined
    return
  }
  if (model.open === undefined) model.raised++
  model.open = decided
  if (model.acknowledged && rank(decided) > rank(model.acknowledged)) model.acknowledged = undefined
}

const observations = fc.record({
  rule: fc.constantFrom(...RULES),
  host: fc.constant('local'),
  subject: fc.constantFrom(...SUBJECTS),
  active: fc.boolean(),
  severity: fc.constantFrom(...SEVERITIES),
  sure: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
})
const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 20, arbitrary: observations.map((observation) => ({ kind: 'observe', observation }) as const) },
  {
    weight: 3,
    arbitrary: fc
      .record({ rule: fc.constantFrom(...RULES), subject: fc.constantFrom(...SUBJECTS) })
      .map((about) => ({ kind: 'acknowledge', ...about }) as const),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' } as const) },
)

let folder: string
let count = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-findings-model-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function play(db: OpenDatabase, sequence: readonly Move[]) {
  const models = new Map<string, Model>(
    RULES.flatMap((rule) =>
      SUBJECTS.map((subject) => [
        `host.${rule}:local:${subject}`,
        { open: undefined, acknowledged: undefined, raised: 0, seen: [] },
      ]),
    ),
  )
  const modelOf = (rule: string, subject: string) => {
    const key = `host.${rule}:local:${subject}`
    const model = models.get(key)
    if (!model) throw new Error(key)
    return { key, model }
  }
  let engine = await createTestFindings(db)
  for (const move of sequence) {
    if (move.kind === 'restart') {
      engine = await createTestFindings(db, { clock: engine.clock })
      for (const model of models.values()) model.seen = []
    } else if (move.kind === 'observe') {
      await engine.host.observe([move.observation])
      observeModel(modelOf(move.observation.rule, move.observation.subject).model, move.observation)
    } else {
      const { key, model } = modelOf(move.rule, move.subject)
      if (model.open === undefined) await expect(engine.desk.acknowledge(key, min)).rejects.toThrow('findings.not-')
      else await engine.desk.acknowledge(key, min)
      model.acknowledged = model.open
    }
    engine.clock.advance(1000)
    const found = engine.desk
      .open()
      .map(({ key, severity, acknowledged, raisedCount, quiet }) => [
        key,
        severity,
        acknowledged?.severity,
        raisedCount,
        quiet === 'acknowledged',
      ])
    const wanted = [...models].flatMap(([key, { open, acknowledged, raised }]) =>
      open === undefined ? [] : [[key, open, acknowledged, raised, acknowledged !== undefined]],
    )
    expect(found.toSorted()).toEqual(wanted.toSorted())
  }
  const { desk } = await createTestFindings(db)
  expect(desk.open().map(({ key }) => key)).toEqual(engine.desk.open().map(({ key }) => key))
}

test('state equals the model', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(moves, { maxLength: 60 }), async (sequence) => {
      const db = openSqliteDatabase(join(folder, `${count++}.db`))
      try {
        await migratePart(db, 'core-findings', findingsMigrations)
        await play(db, sequence)
      } finally {
        await db.close()
      }
    }),
    { numRuns: 60 },
  )
})
