/**
 * Jobs for workers on any machines. The store stays the truth: a job that was handed out and of which nothing is heard is handed
 * out anew, under a new fence; whatever comes of an older one is refused.
 */
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bus, Delivery } from '../../../core/bus.ts'
import { VedetteError } from '../../../core/errors.ts'
import type { StoredCapture } from '../queries/captures.ts'
import type { Result, StoredJob } from '../queries/jobs.ts'
import type { Queue } from '../schema.ts'
import { startAnalysis } from './analysis-thread.ts'
import { type Engine, type Preview, type PreviewInput, toFailure, toReason } from './engine.ts'
import {
  CANCEL,
  decode,
  encode,
  FOREIGN_QUEUE,
  JOBS_QUEUE,
  type JobMessage,
  MESSAGE_VERSION,
  type Outcome,
  outcomeSchema,
  PROGRESS,
  progressMessageSchema,
  TAKE_AFTER_MS,
  toForeignReason,
  WORKERS,
  workerMessageSchema,
} from './messages.ts'
import type { QueueParts } from './parts.ts'

/** A job that waits for a worker is handed out again after this, in case the server has lost it. */
const HOLD_MS = 10 * 60_000
/** Of one that runs something is heard every second; a server that restarts takes less than this. */
const LEASE_MS = 90_000
const RENEW_EVERY_MS = 10_000
const LOOK_EVERY_MS = 1_000
const AGAIN_AFTER_MS = 5_000
/** A worker that was silent for so long is not listed any more. */
const WORKER_GONE_MS = 20_000
const MOST_PREVIEWS = 1
const PIECE_BYTES = 1024 * 1024
const v = MESSAGE_VERSION

type Said<Type extends Outcome['type']> = Extract<Outcome, { readonly type: Type }>
const toMessageId = (job: string, fence: number) => `${job}-${fence}`
const toFile = (capture: string) => `capture-${capture}`

/** Consoles may share a server: each hears on a queue of its own. */
function readOwnQueue(root: string): string {
  const file = join(root, 'console-id')
  if (!existsSync(file)) writeFileSync(file, randomUUID(), { mode: 0o600 })
  return `packets-results-${readFileSync(file, 'utf8').trim()}`
}

export function createNatsEngine(parts: QueueParts, bus: Bus): Engine {
  const { context, captures, files, jobs, folder, board, announce } = parts
  const { clock, config, log, metrics, threads } = context
  const replyTo = readOwnQueue(folder.root)
  const stop = new AbortController()
  const workers = new Map<string, Queue['workers'][number]>()
  const previews = new Map<string, AbortController>()
  /** Jobs that run, and until when their lease was said in the store. */
  const leases = new Map<string, { readonly capture: string; readonly fence: number; renewedMs: number }>()
  let sending: Promise<void> | undefined

  /** The bytes onto the bus; of a file that lies elsewhere it is noted first which they are. */
  async function putFile(job: StoredJob, capture: StoredCapture, file: string) {
    const isOurs = capture.origin !== 'folder'
    if ((isOurs || job.mark !== undefined) && (await bus.has(file))) return
    const { mark } = await files.look(capture)
    if (mark !== undefined) await jobs.setMark(job.id, job.fence, mark)
    const expected = mark === undefined ? capture : { ...capture, mark }
    await bus.put(file, () => readPieces(expected), stop.signal)
  }
  async function* readPieces(capture: StoredCapture): AsyncGenerator<Uint8Array> {
    const { handle, sizeBytes } = await files.open(capture)
    const bounds = { start: 0, end: Math.max(0, sizeBytes - 1), highWaterMark: PIECE_BYTES }
    yield* handle.createReadStream(bounds) as AsyncIterable<Uint8Array>
  }
  async function send(job: StoredJob, capture: StoredCapture) {
    const file = toFile(capture.id)
    await putFile(job, capture, file)
    // The size and the hash of a file that lies elsewhere are those of an older one.
    const { sizeBytes, sha256 } = capture.origin === 'folder' ? {} : capture
    const message: JobMessage = {
      v,
      job: job.id,
      fence: job.fence,
      replyTo,
      name: capture.place ?? capture.name,
      file,
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
      ...(sha256 === undefined ? {} : { sha256 }),
      level: job.level,
      attempts: config.attempts,
      maxUnpackedBytes: config.maxUnpackedBytes,
      stallMs: config.stallSeconds * 1000,
    }
    // What was handed out under the fence before is not wanted any more.
    if (job.fence > 1) await bus.withdraw(JOBS_QUEUE, toMessageId(job.id, job.fence - 1))
    await bus.send(JOBS_QUEUE, toMessageId(job.id, job.fence), encode(message), stop.signal)
  }
  /** A file that cannot be read will not be readable later either; a server that does not answer will answer. */
  async function keepUnsent(job: StoredJob, capture: StoredCapture, error: unknown) {
    log.warn({ err: error, job: job.id }, 'a job could not be handed out yet')
    if (!(error instanceof VedetteError) || !error.code.startsWith('packets.'))
      return await jobs.hold(job.id, job.fence, clock.now() + AGAIN_AFTER_MS)
    await jobs.fail(job.id, job.fence, { reason: toReason(error) }, clock.now())
    board.forget(capture.id)
    await announce(capture.id)
  }
  async function sendDue() {
    while (!stop.signal.aborted) {
      const job = await jobs.dispatch({ owner: 'nats', nowMs: clock.now(), holdMs: HOLD_MS })
      const capture = job?.capture === undefined ? undefined : await captures.get(job.capture)
      if (!job || !capture) return
      try {
        await send(job, capture)
      } catch (error) {
        await keepUnsent(job, capture, error)
        return
      }
    }
  }
  function kick() {
    if (stop.signal.aborted || sending) return
    sending = sendDue()
      .catch((error: unknown) => log.error({ err: error }, 'the queue could not be looked at'))
      .finally(() => {
        sending = undefined
      })
  }
  const stopLooking = clock.every(LOOK_EVERY_MS, kick)

  async function settle(job: string) {
    const known = leases.get(job)
    leases.delete(job)
    const capture = known?.capture ?? (await jobs.get(job))?.capture
    await bus.forget(job)
    if (capture === undefined) return
    await bus.remove(toFile(capture))
    board.forget(capture)
    await announce(capture)
  }
  async function readReport({ report, reportFile }: Said<'done'>): Promise<string | undefined> {
    if (report !== undefined || reportFile === undefined) return report
    const content = await bus.get(reportFile)
    if (!content) return undefined
    const pieces: Uint8Array[] = []
    for await (const piece of content) pieces.push(piece)
    return Buffer.concat(pieces).toString()
  }
  async function hearBegan(said: Said<'began'>) {
    const by = { owner: said.worker, attempts: said.attempt, nowMs: clock.now(), leaseMs: LEASE_MS }
    if (!(await jobs.begin(said.job, said.fence, by))) return
    const capture = (await jobs.get(said.job))?.capture
    if (capture === undefined) return
    previews.get(capture)?.abort(new Error('a worker has it'))
    leases.set(said.job, { capture, fence: said.fence, renewedMs: clock.monotonicMs() })
    board.note(capture, { stage: 'analysing' })
    await announce(capture)
  }
  async function hearDone(said: Said<'done'>) {
    const report = await readReport(said)
    const { summary, sizeBytes, compression, sha256 } = said
    // A report that is gone was read before, by a console that was killed before it could say so; or the server lost it.
    if (report === undefined) return
    const result: Result = { report, summary, sizeBytes, compression, ...(sha256 ? { sha256 } : {}) }
    const began = (await jobs.get(said.job))?.startedMs
    if (!(await jobs.finish(said.job, said.fence, result, clock.now()))) return
    if (began !== undefined) metrics.observe('stage', (clock.now() - began) / 1000, { stage: 'analysing' })
    metrics.add('packets', summary.packets)
    metrics.add('analysed', sizeBytes)
    metrics.add('outcomes', 1, { outcome: 'done' })
    await settle(said.job)
    if (said.reportFile) await bus.remove(said.reportFile)
  }
  async function hearFailed(said: Said<'failed'>) {
    const error = new VedetteError(said.code, { status: 500 }, said.params)
    const failure = toFailure(error, { attempts: said.attempt, most: config.attempts, nowMs: clock.now() })
    if (!(await jobs.fail(said.job, said.fence, failure, clock.now()))) return
    metrics.add('outcomes', 1, { outcome: failure.againMs === undefined ? 'dead' : 'again' })
    if (failure.againMs === undefined) return await settle(said.job)
    const capture = leases.get(said.job)?.capture
    leases.delete(said.job)
    if (capture) await announce(capture)
  }
  async function hearExhausted(said: Said<'exhausted'>) {
    const reason = { key: 'packets.reason.attempts', params: { count: config.attempts } }
    if (!(await jobs.fail(said.job, said.fence, { reason }, clock.now()))) return
    metrics.add('outcomes', 1, { outcome: 'dead' })
    await settle(said.job)
  }
  async function keepForeign(data: Uint8Array) {
    const id = createHash('sha256').update(data).digest('hex')
    const raw = Buffer.from(data).toString('base64')
    log.warn({ bytes: data.length }, 'a message of another version came; it is among the dead letters')
    await jobs.addForeign({ id, raw, reason: toForeignReason(data), nowMs: clock.now() })
    metrics.add('outcomes', 1, { outcome: 'dead' })
  }
  function hear(said: Outcome): Promise<void> {
    switch (said.type) {
      case 'began':
        return hearBegan(said)
      case 'done':
        return hearDone(said)
      case 'failed':
        return hearFailed(said)
      case 'exhausted':
        return hearExhausted(said)
      case 'foreign':
        return keepForeign(Buffer.from(said.raw, 'base64'))
    }
  }
  async function handle(delivery: Delivery) {
    const said = decode(outcomeSchema, delivery.data)
    await (said ? hear(said) : keepForeign(delivery.data))
    await delivery.done()
  }

  const stopHearing = [
    bus.listen(PROGRESS, (data) => {
      const said = decode(progressMessageSchema, data)
      const lease = said && leases.get(said.job)
      if (!said || !lease || lease.fence !== said.fence) return
      board.note(lease.capture, { doneBytes: said.doneBytes, packets: said.packets })
      if (said.report !== undefined) board.show(lease.capture, said.report)
      if (clock.monotonicMs() - lease.renewedMs < RENEW_EVERY_MS) return
      lease.renewedMs = clock.monotonicMs()
      jobs
        .renew(said.job, said.fence, { leaseUntilMs: clock.now() + LEASE_MS })
        .catch((error: unknown) => log.warn({ err: error, job: said.job }, 'a lease could not be renewed'))
    }),
    bus.listen(WORKERS, (data) => {
      const said = decode(workerMessageSchema, data)
      if (said) workers.set(said.name, { name: said.name, busy: said.busy, version: said.version, seenMs: clock.now() })
    }),
  ]
  const taking = [replyTo, FOREIGN_QUEUE].map((queue) =>
    bus
      .take(queue, handle, { takeAfterMs: TAKE_AFTER_MS, most: 1, signal: stop.signal })
      .catch((error: unknown) => log.error({ err: error, queue }, 'what workers say is not heard any more')),
  )
  /** Those that ran when the console ended: their workers went on. */
  async function resume() {
    await jobs.releaseAll(clock.now() + LEASE_MS)
    // Whether these had reached the server nobody knows; what workers said meanwhile is heard first.
    await jobs.releaseWaiting(clock.now() + AGAIN_AFTER_MS)
    for (const job of await jobs.listUnfinished())
      if (job.state === 'running' && job.capture)
        leases.set(job.id, { capture: job.capture, fence: job.fence, renewedMs: clock.monotonicMs() })
  }
  resume().then(kick, (error: unknown) => log.error({ err: error }, 'running jobs could not be looked up'))

  return {
    mode: 'nats',
    get connected() {
      return bus.connected
    },
    workers: () => [...workers.values()].filter(({ seenMs }) => clock.now() - seenMs < WORKER_GONE_MS),
    kick,
    end(job) {
      bus.tell(CANCEL, encode({ v, job }))
      const withdraw = async () => {
        const cancelled = await jobs.get(job)
        if (cancelled) await bus.withdraw(JOBS_QUEUE, toMessageId(job, cancelled.fence - 1))
        await settle(job)
      }
      withdraw().catch((error: unknown) => log.warn({ err: error, job }, 'a cancelled job is still on the server'))
    },
    /** Only a first look at its flows: the workers do the whole. */
    preview(input: PreviewInput): Preview | undefined {
      if (previews.size >= MOST_PREVIEWS) return undefined
      const abort = new AbortController()
      const { capture, path, name } = input
      const thread = startAnalysis(
        threads,
        { path, name, level: 'flows', maxUnpackedBytes: config.maxUnpackedBytes, hash: false },
        { growing: true, stallMs: config.stallSeconds * 1000, signal: AbortSignal.any([abort.signal, stop.signal]) },
        {
          progress: (doneBytes, packets) => board.note(capture, { doneBytes, packets }),
          snapshot: (report) => board.show(capture, report),
        },
      )
      previews.set(capture, abort)
      const forget = () => previews.delete(capture)
      thread.result.then(forget, forget)
      return { complete: thread.complete, abandon: () => abort.abort(new Error('the upload was given up')) }
    },
    async stop() {
      stop.abort(new Error('the console stops'))
      stopLooking()
      for (const end of stopHearing) end()
      await Promise.allSettled([...taking, sending])
    },
  }
}
