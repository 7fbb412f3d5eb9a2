/** What core, its capabilities and the browser say to each other. Runs anywhere. */
import { type Static, Type } from 'typebox'

/** The console's own machine: the built-in agent. */
export const LOCAL_HOST = 'local'

export const LANGUAGES = ['en', 'ko', 'ru'] as const
export type Language = (typeof LANGUAGES)[number]

/** From the least to the most: a role may do what the ones before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const
export type Role = (typeof ROLES)[number]
export const roleSchema = Type.Enum(ROLES)

/** From the mildest to the worst. */
export const SEVERITIES = ['info', 'caution', 'danger'] as const
export type Severity = (typeof SEVERITIES)[number]
export const severitySchema = Type.Enum(SEVERITIES)

/** Values a sentence is filled with. Times are milliseconds since the epoch, sizes bytes, shares percent. */
export const paramsSchema = Type.Record(
  Type.String(),
  Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
)
export type Params = Readonly<Record<string, string | number | boolean | null>>

/** A sentence not yet written: `texts/` renders it in the reader's language. */
export const textSchema = Type.Object({ key: Type.String(), params: Type.Optional(paramsSchema) })
export type Text = Readonly<{ key: string; params?: Params }>

/** Proof of a finding: a number beside what is usual, a line of text, or the log lines that show it. */
export const evidenceSchema = Type.Object({
  label: textSchema,
  /** How `value`, `usualLow` and `usualHigh` are written: a unit of `core/texts/render.ts`. */
  unit: Type.Optional(Type.String()),
  value: Type.Optional(Type.Union([Type.String(), Type.Number()])),
  usualLow: Type.Optional(Type.Number()),
  usualHigh: Type.Optional(Type.Number()),
  sinceMs: Type.Optional(Type.Number()),
  lines: Type.Optional(Type.Array(Type.String())),
  href: Type.Optional(Type.String()),
})
export type Evidence = Static<typeof evidenceSchema>

/** The right next step of a finding: a place in the console, never an action done at once. */
export const nextStepSchema = Type.Object({ label: textSchema, href: Type.String() })
export type NextStep = Static<typeof nextStepSchema>

/** What an action would do: shown before, guarded again at the moment of acting, audited after. */
export const planSchema = Type.Object({
  /** `<capability>.<verb>`, as it stands in the audit. */
  action: Type.String(),
  host: Type.String(),
  target: Type.String(),
  summary: textSchema,
  steps: Type.Array(textSchema),
  /** What breaks, what is lost. */
  consequences: Type.Array(textSchema),
  /** Why it is refused; empty when it may be applied. */
  refusals: Type.Array(textSchema),
  role: roleSchema,
  /** When set, the person types this before the plan may be applied. */
  typeToConfirm: Type.Optional(Type.String()),
  /** Digest of what was shown: `apply` sends it back, and a plan that has changed since is refused. */
  digest: Type.String(),
})
export type Plan = Static<typeof planSchema>

/** `application/problem+json` (RFC 9457). `code` is API; `title` and `detail` are words in the reader's language. */
export const problemSchema = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Number(),
  code: Type.String(),
  detail: Type.Optional(Type.String()),
  instance: Type.Optional(Type.String()),
  params: Type.Optional(paramsSchema),
  errors: Type.Optional(Type.Array(Type.Object({ field: Type.String(), message: Type.String() }))),
})
export type Problem = Static<typeof problemSchema>

/** Units a metric may have; `core/texts/render.ts` writes each in every language. */
export const UNITS = [
  'percent',
  'bytes',
  'bytesPerSecond',
  'bitsPerSecond',
  'perSecond',
  'count',
  'seconds',
  'milliseconds',
  'celsius',
  'load',
  'bool',
] as const
export type Unit = (typeof UNITS)[number]

/** Messages of the one WebSocket, `/api/live`. A topic is `<capability>.<noun>:<host>[:<subject>]`. */
export type LiveRequest =
  | { readonly type: 'subscribe'; readonly topics: readonly string[] }
  | { readonly type: 'unsubscribe'; readonly topics: readonly string[] }
  | { readonly type: 'ping' }
export type LiveMessage =
  | { readonly type: 'hello'; readonly version: string; readonly nowMs: number }
  | { readonly type: 'data'; readonly topic: string; readonly atMs: number; readonly data: unknown }
  /** The reader was slow: messages of this topic were skipped, ask for the present state again. */
  | { readonly type: 'skipped'; readonly topic: string; readonly count: number }
  | { readonly type: 'refused'; readonly topic: string; readonly code: string }
  | { readonly type: 'pong'; readonly nowMs: number }
