/** One analysis in a thread: what goes in, what it says, and how it ends. */
import { setTimeout as sleep } from 'node:timers/promises'
import { VedetteError } from '../../../core/errors.ts'
import type { Params } from '../../../core/schema.ts'
import type { Threads } from '../../../core/threads.ts'
import { packetsErrors } from '../errors.ts'
import type { Result } from '../queries/jobs.ts'
import type { Level } from '../schema.ts'

/** In `AnalysisWork.arrived`: no more bytes come. */
export const COMPLETE = 1
const HASH_BYTES = 32

export interface AnalysisWork {
  /** Real, without links. */
  readonly path: string
  /** For words. */
  readonly name: string
  readonly level: Level
  readonly maxUnpackedBytes: number
  readonly sizeBytes?: number
  /** Goes into the report; when it is not known yet, `hash` finds it. */
  readonly sha256?: string
  readonly hash: boolean
  /** One `Int32`: while it is not `COMPLETE` the file still grows. Then the 32 bytes of its SHA-256, zeros when unknown. */
  readonly arrived?: SharedArrayBuffer
}
export type WorkerSaid =
  | { readonly type: 'progress'; readonly doneBytes: number; readonly packets: number }
  | { readonly type: 'snapshot'; readonly report: string }
  | ({ readonly type: 'done' } & Result)
  | { readonly type: 'refused'; readonly code: string; readonly params: Params }

export interface AnalysisListener {
  progress(doneBytes: number, packets: number): void
  /** JSON of the report so far. */
  snapshot(report: string): void
}
export interface AnalysisThread {
  /**
   * Rejects with an error of `packets` that another attempt would give again, with `packets.analysis-stalled`, with
   * `core.thread-failed`, or with the reason of the signal.
   */
  readonly result: Promise<Result>
  /** No more bytes come to the file; its hash goes into the report. */
  complete(sha256?: string): void
  /** What is said from now on is said to this one. */
  listen(listener: AnalysisListener): void
}

const LOOK_EVERY_MS = 1_000

export function startAnalysis(
  threads: Pick<Threads, 'open'>,
  work: Omit<AnalysisWork, 'arrived'>,
  options: { readonly growing: boolean; readonly stallMs: number; readonly signal: AbortSignal },
  listener: AnalysisListener,
): AnalysisThread {
  const arrived = new SharedArrayBuffer(4 + HASH_BYTES)
  const end = new AbortController()
  const signal = AbortSignal.any([options.signal, end.signal])
  let hears = listener
  let heardMs = performance.now()
  let outcome: Extract<WorkerSaid, { type: 'done' }> | Error | undefined
  const thread = threads.open<WorkerSaid>(
    import.meta.url,
    './analysis-worker',
    { ...work, ...(options.growing ? { arrived } : {}) },
    {
      signal,
      onMessage(said) {
        heardMs = performance.now()
        if (said.type === 'progress') hears.progress(said.doneBytes, said.packets)
        else if (said.type === 'snapshot') hears.snapshot(said.report)
        else if (said.type === 'done') outcome = said
        else outcome = new VedetteError(said.code, { status: 422 }, said.params)
      },
    },
  )
  /** A thread that hangs says nothing: it is ended. */
  async function watch() {
    while (!signal.aborted && outcome === undefined) {
      await sleep(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined)
      if (performance.now() - heardMs > options.stallMs)
        end.abort(packetsErrors['packets.analysis-stalled']({ stallMs: options.stallMs }))
    }
  }
  const result = (async (): Promise<Result> => {
    watch().catch(() => undefined)
    try {
      await thread.ended
    } catch (error) {
      if (outcome === undefined) throw error
    } finally {
      end.abort(new Error('ended'))
    }
    if (outcome instanceof Error) throw outcome
    if (outcome === undefined) throw packetsErrors['packets.analysis-stalled']({ stallMs: options.stallMs })
    const { type: _, ...found } = outcome
    return found
  })()
  result.catch(() => undefined)
  return {
    result,
    complete(sha256) {
      if (sha256) new Uint8Array(arrived, 4).set(Buffer.from(sha256, 'hex'))
      Atomics.store(new Int32Array(arrived, 0, 1), 0, COMPLETE)
    },
    listen: (next) => {
      hears = next
    },
  }
}
