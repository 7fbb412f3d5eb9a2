/** Who analyses: threads of the console (`threads-engine.ts`) or workers over NATS (`nats-engine.ts`). Types, and what they share. */
import { toErrorText, VedetteError } from '../../../core/errors.ts'
import type { Text } from '../../../core/schema.ts'
import type { Failure } from '../queries/jobs.ts'
import type { Level, Queue } from '../schema.ts'

/** An analysis of a file that still arrives. */
export interface Preview {
  /** All of it is there. */
  complete(sha256: string): void
  /** Nothing comes of it. */
  abandon(): void
}
export interface PreviewInput {
  readonly capture: string
  readonly name: string
  readonly path: string
  readonly level: Level
  readonly sizeBytes?: number
}
export interface Engine {
  readonly mode: Queue['mode']
  readonly connected?: boolean
  workers(): Queue['workers']
  /** There may be work: nothing is lost when nobody says so, it is looked for anyway. */
  kick(): void
  /** Ends what runs of this job; it has been cancelled in the store. */
  end(job: string): void
  /** Nothing when too many arrive at once. */
  preview(input: PreviewInput): Preview | undefined
  stop(): Promise<void>
}

const AGAIN_FROM_MS = 2_000
/** These may go away by themselves. */
const TRANSIENT: ReadonlySet<string> = new Set(['packets.analysis-stalled', 'core.thread-failed', 'bus.damaged'])

export const toReason = (error: unknown): Text =>
  error instanceof VedetteError
    ? toErrorText(error)
    : { key: 'packets.reason.failed', params: { reason: error instanceof Error ? error.message : String(error) } }

/** Whether a failed attempt is worth another one, and when. */
export function toFailure(error: unknown, tried: { attempts: number; most: number; nowMs: number }): Failure {
  const reason = toReason(error)
  const { attempts, most, nowMs } = tried
  const isFinal = error instanceof VedetteError && !TRANSIENT.has(error.code)
  if (isFinal || attempts >= most) return { reason }
  return { reason, againMs: nowMs + AGAIN_FROM_MS * 2 ** (attempts - 1) }
}
