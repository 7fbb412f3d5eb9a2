/** Requests and answers of `/api/overview`. */
import { type Static, Type } from 'typebox'
import { findingEventSchema, findingSchema } from '../../core/findings/schema.ts'
import { LANGUAGES, severitySchema, textSchema } from '../../core/schema.ts'

export const configSchema = Type.Object({
  staleAfterSeconds: Type.Integer({
    default: 60,
    minimum: 10,
    maximum: 86_400,
    description: 'Age of the newest data from which the verdict says that it is old',
  }),
  changesLimit: Type.Integer({
    default: 200,
    minimum: 10,
    maximum: 2000,
    description: 'Most rows of changes shown at once',
  }),
})

export const markSchema = Type.Object({
  kind: Type.String(),
  id: Type.String(),
  name: Type.String(),
  state: Type.Enum(['good', 'caution', 'danger', 'silent']),
  why: textSchema,
  href: Type.String(),
  lastSeenMs: Type.Number(),
})
export type Mark = Static<typeof markSchema>

export const hostSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  connected: Type.Boolean(),
  lastSeenMs: Type.Number(),
})
export type OverviewHost = Static<typeof hostSchema>

export const FIRST_STEPS = ['admin', 'backup', 'zone', 'services', 'second-user', 'address'] as const
export type FirstStepId = (typeof FIRST_STEPS)[number]
export const firstStepSchema = Type.Object({
  id: Type.Enum(FIRST_STEPS),
  title: textSchema,
  why: textSchema,
  href: Type.String(),
  done: Type.Boolean(),
})
export type FirstStep = Static<typeof firstStepSchema>

export const verdictSchema = Type.Object({
  tone: Type.Enum(['good', 'caution', 'danger', 'silent']),
  text: textSchema,
  /** `null`: nothing has been heard yet. */
  newestAgeMs: Type.Union([Type.Number(), Type.Null()]),
  oldestAgeMs: Type.Union([Type.Number(), Type.Null()]),
})
export type Verdict = Static<typeof verdictSchema>

/** `GET /` */
export const overviewSchema = Type.Object({
  atMs: Type.Number(),
  verdict: verdictSchema,
  /** Worst first: severity, then not acknowledged, then oldest. `folds` of each names what it explains. */
  needsYou: Type.Array(findingSchema),
  /** How many need someone; `needsYou` holds the first 50. */
  needsYouTotal: Type.Number(),
  quiet: Type.Object({
    total: Type.Number(),
    muted: Type.Number(),
    expected: Type.Number(),
    maintenance: Type.Number(),
    acknowledged: Type.Number(),
    folded: Type.Number(),
  }),
  /** Worst first; silent before good. */
  watched: Type.Array(markSchema),
  hosts: Type.Array(hostSchema),
  /** `null` once all are done or someone put them away. */
  firstSteps: Type.Union([Type.Array(firstStepSchema), Type.Null()]),
})
export type Overview = Static<typeof overviewSchema>

/** `POST /first-steps/dismiss` puts them away for everybody: admins only, no body, answers 204. */

/** ECMA-262 §21.4.1.1: later than this there is no date. */
const MAX_DATE_MS = 8_640_000_000_000_000
const sinceMsSchema = Type.Optional(Type.Number({ minimum: 0, maximum: MAX_DATE_MS }))

/** `GET changes?sinceMs=`: the last 24 hours unless said. */
export const changesQuerySchema = Type.Object({
  sinceMs: sinceMsSchema,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000 })),
})
export const changeSchema = Type.Object({
  atMs: Type.Number(),
  kind: Type.Enum(['finding', 'start', 'action', 'setting']),
  /** What happened. */
  text: textSchema,
  /** Title of the finding it happened to. */
  about: Type.Union([textSchema, Type.Null()]),
  severity: Type.Union([severitySchema, Type.Null()]),
  /** `null`: the console itself. */
  who: Type.Union([Type.String(), Type.Null()]),
  host: Type.String(),
  href: Type.Union([Type.String(), Type.Null()]),
})
export type Change = Static<typeof changeSchema>
export const changesSchema = Type.Object({
  fromMs: Type.Number(),
  toMs: Type.Number(),
  /** Newest first. */
  changes: Type.Array(changeSchema),
  /** There were more than `limit`: the oldest are left off. */
  truncated: Type.Boolean(),
})
export type Changes = Static<typeof changesSchema>

/** `GET search?q=` */
export const searchQuerySchema = Type.Object({ q: Type.String({ minLength: 1, maxLength: 200 }) })
export const searchSchema = Type.Object({
  query: Type.String(),
  /** What the query looks like. */
  looksLike: Type.Enum(['address', 'url', 'pid', 'path', 'name']),
  hits: Type.Array(
    Type.Object({
      kind: Type.Enum(['user', 'address', 'host', 'process', 'service', 'url', 'log', 'finding', 'setting', 'page']),
      title: Type.String(),
      detail: textSchema,
      href: Type.String(),
      score: Type.Number(),
    }),
  ),
  /** Capabilities that failed or were late. */
  missing: Type.Array(Type.String()),
})
export type SearchAnswer = Static<typeof searchSchema>

/** `GET shift?sinceMs=&format=json|text`: the last 8 hours unless said. */
export const shiftQuerySchema = Type.Object({
  sinceMs: sinceMsSchema,
  format: Type.Optional(Type.Enum(['json', 'text'])),
  /** Of the text; the reader's own unless said. */
  language: Type.Optional(Type.Enum(LANGUAGES)),
  zone: Type.Optional(Type.String({ maxLength: 64 })),
})
export const shiftSchema = Type.Object({
  fromMs: Type.Number(),
  toMs: Type.Number(),
  /** Open and needing someone, worst first. */
  open: Type.Array(findingSchema),
  raised: Type.Array(findingEventSchema),
  cleared: Type.Array(findingEventSchema),
  /** Open and acknowledged: somebody knows, until it gets worse. */
  acknowledged: Type.Array(findingSchema),
  /** Open and muted, with reason and end. */
  muted: Type.Array(findingSchema),
  /** What people and tokens did. */
  actions: Type.Array(changeSchema),
  /** Starts of the console and changed settings. */
  changes: Type.Array(changeSchema),
  truncated: Type.Boolean(),
})
export type ShiftReport = Static<typeof shiftSchema>

export type OverviewConfig = Static<typeof configSchema>
