/** Jobs in threads of the console: as many at a time as the settings say, each with a lease and a fence. */
import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { packetsErrors } from '../errors.ts'
import type { StoredCapture } from '../queries/captures.ts'
import type { Result, StoredJob } from '../queries/jobs.ts'
import { type AnalysisListener, type AnalysisThread, startAnalysis } from './analysis-thread.ts'
import { type Engine, type Preview, type PreviewInput, toFailure } from './engine.ts'
import type { QueueParts } from './parts.ts'

const LEASE_MS = 30_000
const RENEW_EVERY_MS = 10_000
const LOOK_EVERY_MS = 1_000

export const readSlots = (threads: number) => threads || Math.max(1, availableParallelism() - 1)

interface Running {
  readonly job: StoredJob
  readonly abort: AbortController
}
interface Arriving {
  readonly thread: AnalysisThread
  readonly abort: AbortController
}

export function createThreadsEngine(parts: QueueParts): Engine {
  const { context, captures, files, jobs, board, announce } = parts
  const { clock, config, log, metrics, threads } = context
  const slots = readSlots(config.threads)
  const stallMs = config.stallSeconds * 1000
  const owner = `threads-${randomUUID().slice(0, 8)}`
  const running = new Map<string, Running>()
  const arriving = new Map<string, Arriving>()
  const works = new Set<Promise<void>>()
  let stopping = false
  let pumping: Promise<void> | undefined
  let again = false

  const listenTo = (capture: string): AnalysisListener => ({
    progress: (doneBytes, packets) => board.note(capture, { doneBytes, packets }),
    snapshot: (report) => board.show(capture, report),
  })

  async function resultOf(capture: StoredCapture, job: StoredJob, abort: AbortController): Promise<Result> {
    const adopted = arriving.get(capture.id)
    if (!adopted) return await begin(capture, job, abort)
    arriving.delete(capture.id)
    abort.signal.addEventListener('abort', () => adopted.abort.abort(abort.signal.reason), { once: true })
    try {
      return await adopted.thread.result
    } catch (error) {
      if (abort.signal.aborted) throw error
      // It may have failed just because the file was moved to its place while it arrived.
      log.debug({ err: error, capture: capture.id }, 'a look ahead failed: the analysis begins anew')
      return await begin(capture, job, abort)
    }
  }
  async function begin(capture: StoredCapture, job: StoredJob, abort: AbortController): Promise<Result> {
    const { path, name, isOurs, sizeBytes } = await files.look(capture)
    // The hash of a file that lies elsewhere is that of when it was read.
    const sha256 = isOurs ? capture.sha256 : undefined
    const work = {
      path,
      name,
      level: job.level,
      maxUnpackedBytes: config.maxUnpackedBytes,
      hash: sha256 === undefined,
      sizeBytes,
      ...(sha256 === undefined ? {} : { sha256 }),
    }
    board.note(capture.id, { sizeBytes })
    const options = { growing: false, stallMs, signal: abort.signal }
    return await startAnalysis(threads, work, options, listenTo(capture.id)).result
  }

  async function analyse(job: StoredJob, capture: StoredCapture, abort: AbortController) {
    const fromMs = clock.monotonicMs()
    board.note(capture.id, { stage: 'analysing', ...(capture.sizeBytes ? { sizeBytes: capture.sizeBytes } : {}) })
    await announce(capture.id)
    const stopRenewing = clock.every(RENEW_EVERY_MS, () => {
      jobs
        .renew(job.id, job.fence, { leaseUntilMs: clock.now() + LEASE_MS })
        .then((mine) => mine || abort.abort(new Error('somebody else has this job')))
        .catch((error: unknown) => log.warn({ err: error, job: job.id }, 'a lease could not be renewed'))
    })
    try {
      const { mark, ...result } = await resultOf(capture, job, abort)
      const kept = capture.origin === 'folder' && mark !== undefined ? { ...result, mark } : result
      const taken = await jobs.finish(job.id, job.fence, kept, clock.now())
      if (!taken) return
      metrics.observe('stage', (clock.monotonicMs() - fromMs) / 1000, { stage: 'analysing' })
      metrics.add('packets', result.summary.packets)
      metrics.add('analysed', result.sizeBytes)
      metrics.add('outcomes', 1, { outcome: 'done' })
    } finally {
      stopRenewing()
    }
  }

  async function fail(job: StoredJob, error: unknown) {
    const failure = toFailure(error, { attempts: job.attempts, most: config.attempts, nowMs: clock.now() })
    const outcome = failure.againMs === undefined ? 'dead' : 'again'
    log.warn({ err: error, job: job.id, capture: job.capture, attempts: job.attempts }, 'an analysis failed')
    if (await jobs.fail(job.id, job.fence, failure, clock.now())) metrics.add('outcomes', 1, { outcome })
  }

  /** Its attempts ended without a word: the console was killed, or killed itself over it. */
  async function giveUp(job: StoredJob) {
    const reason = { key: 'packets.reason.attempts', params: { count: config.attempts } }
    if (await jobs.fail(job.id, job.fence, { reason }, clock.now())) metrics.add('outcomes', 1, { outcome: 'dead' })
  }

  async function attempt(job: StoredJob, capture: StoredCapture, abort: AbortController) {
    try {
      if (job.attempts > config.attempts) await giveUp(job)
      else await analyse(job, capture, abort)
    } catch (error) {
      if (stopping) await jobs.giveBack(job.id, job.fence)
      // Who aborted it has said in the store what became of it.
      else if (!abort.signal.aborted) await fail(job, error)
    }
  }
  async function run(job: StoredJob) {
    const abort = new AbortController()
    running.set(job.id, { job, abort })
    try {
      const capture = job.capture === undefined ? undefined : await captures.get(job.capture)
      if (!capture) return
      await attempt(job, capture, abort)
      await settle(capture.id)
    } finally {
      running.delete(job.id)
      kick()
    }
  }
  async function settle(capture: string) {
    board.forget(capture)
    await announce(capture)
  }

  /** Jobs whose capture is being analysed already come first: they need no place of their own. */
  async function claimNext(): Promise<StoredJob | undefined> {
    const claim = { owner, nowMs: clock.now(), leaseMs: LEASE_MS }
    for (const capture of arriving.keys()) {
      const waiting = await jobs.ofCapture(capture)
      const adopted = waiting && (await jobs.claim({ ...claim, only: waiting.id }))
      if (adopted) return adopted
    }
    return running.size < slots ? await jobs.claim(claim) : undefined
  }
  async function pump() {
    while (!stopping) {
      again = false
      const job = await claimNext()
      if (!job) {
        if (again) continue
        return
      }
      const work = run(job).catch((error: unknown) => log.error({ err: error, job: job.id }, 'a job could not be kept'))
      works.add(work)
      void work.finally(() => works.delete(work))
    }
  }
  function kick() {
    again = true
    if (stopping || pumping) return
    pumping = pump()
      .catch((error: unknown) => log.error({ err: error }, 'the queue could not be looked at'))
      .finally(() => {
        pumping = undefined
      })
  }
  const stopLooking = clock.every(LOOK_EVERY_MS, kick)

  return {
    mode: 'threads',
    workers: () => [],
    kick,
    end(job) {
      running.get(job)?.abort.abort(packetsErrors['packets.not-cancellable']())
    },
    preview(input: PreviewInput): Preview | undefined {
      if (arriving.size >= slots || stopping) return undefined
      const abort = new AbortController()
      const thread = startAnalysis(
        threads,
        {
          path: input.path,
          name: input.name,
          level: input.level,
          maxUnpackedBytes: config.maxUnpackedBytes,
          hash: false,
          ...(input.sizeBytes === undefined ? {} : { sizeBytes: input.sizeBytes }),
        },
        { growing: true, stallMs, signal: abort.signal },
        listenTo(input.capture),
      )
      arriving.set(input.capture, { thread, abort })
      // One that fails while its file arrives is begun anew when all of it is there.
      const forget = () => {
        if (arriving.get(input.capture)?.thread === thread) arriving.delete(input.capture)
      }
      thread.result.catch(forget)
      return {
        complete: thread.complete,
        abandon() {
          forget()
          abort.abort(new Error('the upload was given up'))
        },
      }
    },
    async stop() {
      stopping = true
      stopLooking()
      for (const { abort } of [...running.values(), ...arriving.values()]) abort.abort(new Error('the console stops'))
      await Promise.allSettled(works)
      await pumping
    },
  }
}
