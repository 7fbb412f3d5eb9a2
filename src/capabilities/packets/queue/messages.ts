/** What the console and its workers say to each other over the bus. Each carries its version: one of another version is never guessed at. */
import { type Static, type TSchema, Type } from 'typebox'
import { Check } from 'typebox/value'
import { paramsSchema, type Text } from '../../../core/schema.ts'
import { COMPRESSIONS, LEVELS, summarySchema } from '../schema.ts'

export const MESSAGE_VERSION = 1
export const JOBS_QUEUE = 'packets-jobs'
/** For messages that name nobody who waits for an answer. */
export const FOREIGN_QUEUE = 'packets-foreign'
export const PROGRESS = 'packets-progress'
export const CANCEL = 'packets-cancel'
export const WORKERS = 'packets-workers'
/** A worker that was silent for so long is taken for dead: its message goes to another one. */
export const TAKE_AFTER_MS = 30_000
export const WORKING_EVERY_MS = 5_000

const whole = Type.Integer({ minimum: 0 })
const version = Type.Literal(MESSAGE_VERSION)

export const jobMessageSchema = Type.Object({
  v: version,
  job: Type.String(),
  fence: whole,
  /** Queue on which the console hears what came of it. */
  replyTo: Type.String({ pattern: '^[a-z0-9-]+$' }),
  name: Type.String(),
  /** Name of the file on the bus. */
  file: Type.String(),
  sizeBytes: Type.Optional(whole),
  sha256: Type.Optional(Type.String()),
  level: Type.Enum(LEVELS),
  /** Attempts there may be. */
  attempts: whole,
  maxUnpackedBytes: whole,
  stallMs: whole,
})
export type JobMessage = Static<typeof jobMessageSchema>

const attempt = { v: version, job: Type.String(), fence: whole, attempt: whole, worker: Type.String() }
export const outcomeSchema = Type.Union([
  Type.Object({ ...attempt, type: Type.Literal('began') }),
  Type.Object({
    ...attempt,
    type: Type.Literal('done'),
    /** JSON; a large one lies on the bus under `reportFile`. */
    report: Type.Optional(Type.String()),
    reportFile: Type.Optional(Type.String()),
    summary: summarySchema,
    sizeBytes: whole,
    compression: Type.Enum(COMPRESSIONS),
    sha256: Type.Optional(Type.String()),
  }),
  Type.Object({ ...attempt, type: Type.Literal('failed'), code: Type.String(), params: paramsSchema }),
  /** The attempts before ended without a word. */
  Type.Object({ ...attempt, type: Type.Literal('exhausted') }),
  /** A message this worker cannot read: as it was, in base64. */
  Type.Object({ v: version, type: Type.Literal('foreign'), raw: Type.String() }),
])
export type Outcome = Static<typeof outcomeSchema>

export const progressMessageSchema = Type.Object({
  v: version,
  job: Type.String(),
  fence: whole,
  doneBytes: whole,
  packets: whole,
  report: Type.Optional(Type.String()),
})
export type ProgressMessage = Static<typeof progressMessageSchema>
export const workerMessageSchema = Type.Object({
  v: version,
  name: Type.String(),
  busy: Type.Boolean(),
  version: Type.String(),
})
export type WorkerMessage = Static<typeof workerMessageSchema>
export const cancelMessageSchema = Type.Object({ v: version, job: Type.String() })

export const encode = (message: object): Uint8Array => new TextEncoder().encode(JSON.stringify(message))

/** The message, or nothing when it is of another version or no message at all. */
export function decode<Schema extends TSchema>(schema: Schema, data: Uint8Array): Static<Schema> | undefined {
  const value = parseJson(data)
  return Check(schema, value) ? (value as Static<Schema>) : undefined
}

function parseJson(data: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(data))
  } catch {
    return undefined
  }
}

/** Why nobody here can read it. */
export function toForeignReason(data: Uint8Array): Text {
  const value = parseJson(data)
  const found = typeof value === 'object' && value !== null && 'v' in value ? value.v : undefined
  return typeof found === 'number' && found !== MESSAGE_VERSION
    ? { key: 'packets.reason.version', params: { version: found, known: MESSAGE_VERSION } }
    : { key: 'packets.reason.unreadable' }
}
/** Who waits for an answer to a message of another version, when it says so as ours do. */
export function readReplyTo(data: Uint8Array): string {
  const value = parseJson(data)
  const found = typeof value === 'object' && value !== null && 'replyTo' in value ? value.replyTo : undefined
  return typeof found === 'string' && /^[a-z0-9-]{1,100}$/.test(found) ? found : FOREIGN_QUEUE
}
