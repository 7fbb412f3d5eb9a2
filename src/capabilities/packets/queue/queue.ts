/** The queue of analyses as people and routes see it; who works through it is the engine's matter. */
import { randomUUID } from 'node:crypto'
import { packetsErrors } from '../errors.ts'
import type { StoredJob } from '../queries/jobs.ts'
import type { Job, Level, Queue } from '../schema.ts'
import type { Engine, Preview, PreviewInput } from './engine.ts'
import type { QueueParts } from './parts.ts'

export type JobQueue = ReturnType<typeof createQueue>

export function createQueue(parts: QueueParts, engine: Engine) {
  const { captures, jobs, board, context, announce } = parts
  const { clock, metrics } = context

  async function toJob(job: StoredJob): Promise<Job> {
    const capture = job.capture === undefined ? undefined : await captures.get(job.capture)
    const progress = capture && board.progress(capture.id)
    const { owner, leaseUntilMs: _, ...rest } = job
    return {
      ...rest,
      name: capture?.name ?? '',
      ...(owner === undefined ? {} : { worker: owner }),
      ...(progress ? { progress } : {}),
    }
  }
  async function need(id: string): Promise<StoredJob> {
    const job = await jobs.get(id)
    if (!job) throw packetsErrors['packets.job-unknown']({ id })
    return job
  }

  return {
    mode: engine.mode,
    preview: (input: PreviewInput): Preview | undefined => engine.preview(input),
    /** The capture is all here: it waits to be analysed from now on. */
    async add(capture: string, level: Level): Promise<void> {
      await jobs.add({ id: randomUUID(), capture, level, nowMs: clock.now() })
      board.note(capture, { stage: 'waiting' })
      await announce(capture)
      engine.kick()
    },
    async cancel(id: string): Promise<void> {
      const job = await need(id)
      if (!(await jobs.cancel(id, clock.now()))) throw packetsErrors['packets.not-cancellable']()
      engine.end(id)
      metrics.add('outcomes', 1, { outcome: 'cancelled' })
      if (job.capture === undefined) return
      board.forget(job.capture)
      await announce(job.capture)
    },
    async retry(id: string): Promise<void> {
      const job = await need(id)
      if (!(await jobs.retry(id))) throw packetsErrors['packets.not-settled']()
      if (job.capture) await announce(job.capture)
      engine.kick()
    },
    async discard(id: string): Promise<void> {
      await need(id)
      if (!(await jobs.discard(id))) throw packetsErrors['packets.not-settled']()
    },
    /** For the record: the capture it analyses, as people know it. Rejects with `packets.job-unknown`. */
    async describe(id: string): Promise<string> {
      const { capture } = await need(id)
      const found = capture === undefined ? undefined : await captures.get(capture)
      return found ? `${found.name} (${found.id})` : id
    },
    ofCapture: jobs.ofCapture,
    async view(): Promise<Queue> {
      const [unfinished, dead] = await Promise.all([jobs.listUnfinished(), jobs.listDead()])
      const waiting = unfinished.filter(({ state }) => state === 'waiting')
      const oldest = waiting[0]
      return {
        mode: engine.mode,
        ...(engine.connected === undefined ? {} : { connected: engine.connected }),
        waiting: waiting.length,
        running: unfinished.length - waiting.length,
        dead: dead.length,
        ...(oldest ? { oldestWaitingMs: Math.max(0, clock.now() - oldest.addedMs) } : {}),
        workers: engine.workers(),
        jobs: await Promise.all(unfinished.map(toJob)),
        deadLetters: await Promise.all(dead.map(toJob)),
      }
    },
    /** For `/metrics` and history. */
    async measure(host: string): Promise<void> {
      const [unfinished, dead] = await Promise.all([jobs.listUnfinished(), jobs.listDead()])
      const waiting = unfinished.filter(({ state }) => state === 'waiting')
      const oldest = waiting[0]
      metrics.sample(host, clock.now(), [
        { name: 'queue.depth', labels: { state: 'waiting' }, value: waiting.length },
        { name: 'queue.depth', labels: { state: 'running' }, value: unfinished.length - waiting.length },
        { name: 'queue.depth', labels: { state: 'dead' }, value: dead.length },
        { name: 'queue.age', value: oldest ? Math.max(0, (clock.now() - oldest.addedMs) / 1000) : 0 },
      ])
    },
    stop: engine.stop,
  }
}
