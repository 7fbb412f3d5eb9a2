/** What is known of captures on their way: how far they are and the report so far. In memory: after a restart it is found anew. */
import type { Live, Metrics } from '../../../core/capability.ts'
import type { Clock } from '../../../core/clock.ts'
import { LOCAL_HOST } from '../../../core/schema.ts'
import type { Progress } from '../schema.ts'

const PUBLISH_EVERY_MS = 500

interface Entry {
  progress: Progress
  report?: string
  fromMs: number
  /** When its first byte came, until the first results are there. */
  firstByteMs: number | undefined
  publishedMs: number
}
/** Without what says that nothing comes. */
const toMoving = ({ silent: _, retrying: __, ...progress }: Progress): Progress => progress

export type Board = ReturnType<typeof createBoard>

interface BoardParts {
  readonly live: Live
  readonly clock: Clock
  readonly metrics: Metrics
}
export function createBoard({ live, clock, metrics }: BoardParts) {
  const entries = new Map<string, Entry>()

  function toLeft(entry: Entry): number | undefined {
    const { doneBytes, sizeBytes, retrying } = entry.progress
    if (!sizeBytes || doneBytes === 0 || retrying) return undefined
    const tookMs = clock.monotonicMs() - entry.fromMs
    return Math.max(0, Math.round((tookMs * (sizeBytes - doneBytes)) / doneBytes))
  }
  function publish(id: string, entry: Entry, when: 'now' | 'soon') {
    const nowMs = clock.monotonicMs()
    if (when === 'soon' && nowMs - entry.publishedMs < PUBLISH_EVERY_MS) return
    entry.publishedMs = nowMs
    live.publish('packets.progress', LOCAL_HOST, entry.progress, id)
  }

  return {
    /** Says what has changed; a new stage counts its time anew. */
    note(id: string, change: Partial<Omit<Progress, 'revision' | 'leftMs'>>) {
      const nowMs = clock.monotonicMs()
      const entry = entries.get(id) ?? {
        progress: { stage: 'waiting', arrivedBytes: 0, doneBytes: 0, packets: 0, revision: 0 },
        fromMs: nowMs,
        firstByteMs: change.stage === 'arriving' ? nowMs : undefined,
        publishedMs: Number.NEGATIVE_INFINITY,
      }
      entries.set(id, entry)
      const isNewStage = change.stage !== undefined && change.stage !== entry.progress.stage
      if (isNewStage) entry.fromMs = nowMs
      const { leftMs: _, ...before } = entry.progress
      entry.progress = { ...before, ...change }
      const leftMs = toLeft(entry)
      if (leftMs !== undefined) entry.progress = { ...entry.progress, leftMs }
      publish(id, entry, isNewStage || change.silent || change.retrying ? 'now' : 'soon')
    },
    /** Its bytes come again. */
    resume(id: string) {
      const entry = entries.get(id)
      if (!entry || !(entry.progress.silent || entry.progress.retrying)) return
      entry.progress = toMoving(entry.progress)
      publish(id, entry, 'now')
    },
    /** A newer report so far. */
    show(id: string, report: string) {
      const entry = entries.get(id)
      if (!entry) return
      if (entry.firstByteMs !== undefined) {
        metrics.observe('stage', (clock.monotonicMs() - entry.firstByteMs) / 1000, { stage: 'first-results' })
        entry.firstByteMs = undefined
      }
      entry.report = report
      entry.progress = { ...entry.progress, revision: entry.progress.revision + 1 }
      publish(id, entry, 'now')
    },
    progress: (id: string): Progress | undefined => entries.get(id)?.progress,
    report: (id: string): string | undefined => entries.get(id)?.report,
    /** It is settled: what is known of it is in the store. */
    forget(id: string) {
      const entry = entries.get(id)
      if (!entry) return
      entries.delete(id)
      entry.progress = { ...toMoving(entry.progress), stage: 'done', revision: entry.progress.revision + 1 }
      publish(id, entry, 'now')
    },
  }
}
