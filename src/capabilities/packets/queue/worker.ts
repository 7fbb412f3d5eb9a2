/** A worker: takes captures from the bus, analyses them in threads, and says what came of it. Any number, on any machines. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bus, Delivery } from '../../../core/bus.ts'
import type { Log } from '../../../core/capability.ts'
import { VedetteError } from '../../../core/errors.ts'
import { openThread } from '../../../core/threads.ts'
import { packetsErrors } from '../errors.ts'
import type { Result } from '../queries/jobs.ts'
import { startAnalysis } from './analysis-thread.ts'
import {
  CANCEL,
  cancelMessageSchema,
  decode,
  encode,
  JOBS_QUEUE,
  type JobMessage,
  jobMessageSchema,
  MESSAGE_VERSION,
  type Outcome,
  PROGRESS,
  type ProgressMessage,
  readReplyTo,
  TAKE_AFTER_MS,
  WORKERS,
  WORKING_EVERY_MS,
  type WorkerMessage,
} from './messages.ts'

/** NATS takes a megabyte a message; what is larger goes as a file. */
const INLINE_BYTES = 400_000
/** A file that stops arriving for so long is asked for again, by another attempt. */
const SILENT_FILE_MS = 30_000
/** A server that is away for so long does not keep a worker from ending. */
const AWAY_MS = 1_000
const LOOK_EVERY_MS = 100
const v = MESSAGE_VERSION

export interface WorkerOptions {
  readonly bus: Bus
  readonly log: Log
  /** Unique among the workers. */
  readonly name: string
  readonly version: string
  /** Captures at a time. */
  readonly most: number
  /** For captures while they are analysed. */
  readonly folder: string
  readonly signal: AbortSignal
}

/** Resolves when the signal has come and what ran has been given back. */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { bus, log, name, signal } = options
  const running = new Map<string, AbortController>()
  const folder = makeFolder(options.folder)

  const stopListening = bus.listen(CANCEL, (data) => {
    const message = decode(cancelMessageSchema, data)
    if (message) running.get(message.job)?.abort(new Error('cancelled'))
  })
  const tellAboutMe = () => {
    const me: WorkerMessage = { v, name, busy: running.size > 0, version: options.version }
    bus.tell(WORKERS, encode(me))
  }
  const heart = setInterval(tellAboutMe, WORKING_EVERY_MS)

  async function answer(job: Pick<JobMessage, 'replyTo'>, id: string, outcome: Outcome) {
    await bus.send(job.replyTo, id, encode(outcome))
  }

  async function handle(delivery: Delivery) {
    const job = decode(jobMessageSchema, delivery.data)
    if (!job) {
      log.warn({}, 'a message of another version came; the console is told')
      const raw = Buffer.from(delivery.data).toString('base64')
      const id = createHash('sha256').update(delivery.data).digest('hex')
      await answer({ replyTo: readReplyTo(delivery.data) }, id, { v, type: 'foreign', raw })
      return await delivery.done()
    }
    const beat = setInterval(() => delivery.working(), WORKING_EVERY_MS)
    try {
      await attemptJob(job, delivery)
    } finally {
      clearInterval(beat)
    }
  }

  async function attemptJob(job: JobMessage, delivery: Delivery) {
    // Our own count: the server's may go wrong, and starts again when the message is sent again.
    const attempt = await bus.add(job.job, 1)
    const said = { v, job: job.job, fence: job.fence, attempt, worker: name } as const
    const toId = (what: string) => `${job.job}-${job.fence}-${attempt}-${what}`
    if (attempt > job.attempts) {
      await answer(job, toId('exhausted'), { ...said, type: 'exhausted' })
      return await delivery.done()
    }
    const abort = new AbortController()
    running.set(job.job, abort)
    const stop = () => abort.abort(new Error('the worker stops'))
    signal.addEventListener('abort', stop, { once: true })
    tellAboutMe()
    log.info({ job: job.job, capture: job.name, attempt }, 'an analysis begins')
    try {
      await answer(job, toId('began'), { ...said, type: 'began' })
      const result = await analyseFromBus({ bus, folder }, job, abort.signal)
      const report = await packReport(bus, toId('report'), result.report)
      await answer(job, toId('done'), { ...said, type: 'done', ...result, ...report })
      log.info({ job: job.job, packets: result.summary.packets }, 'an analysis is done')
      await delivery.done()
    } catch (error) {
      if (signal.aborted) {
        await bus.add(job.job, -1)
        return delivery.giveBack(0)
      }
      if (!abort.signal.aborted) await answer(job, toId('failed'), { ...said, type: 'failed', ...toCode(error) })
      log.warn({ err: error, job: job.job }, 'an analysis failed')
      await delivery.done()
    } finally {
      signal.removeEventListener('abort', stop)
      running.delete(job.job)
      tellAboutMe()
    }
  }

  const over = new AbortController()
  const connected = becomes(() => bus.connected, over.signal)
  connected.then(
    () => log.info({ name, server: bus.address, most: options.most }, 'a worker waits for captures'),
    () => undefined,
  )
  try {
    const taken = bus.take(JOBS_QUEUE, handle, { takeAfterMs: TAKE_AFTER_MS, most: options.most, signal })
    await Promise.race([taken, isLeftAlone(bus, signal, over.signal)])
  } finally {
    over.abort()
    clearInterval(heart)
    stopListening()
  }
}

/** Resolves once it is so. Rejects when `signal` is aborted. */
async function becomes(isSo: () => boolean, signal: AbortSignal): Promise<void> {
  while (!isSo()) await sleep(LOOK_EVERY_MS, undefined, { signal, ref: false })
}

/**
 * Resolves when the worker should end and no server is there to give anything back to: it counts the silence of a worker, and
 * hands out again what that had.
 */
async function isLeftAlone(bus: Bus, stop: AbortSignal, over: AbortSignal): Promise<void> {
  try {
    await becomes(() => stop.aborted, over)
    do {
      await becomes(() => !bus.connected, over)
      await sleep(AWAY_MS, undefined, { signal: over })
    } while (bus.connected)
  } catch (error) {
    if (!over.aborted) throw error
  }
}

const toCode = (error: unknown) =>
  error instanceof VedetteError
    ? { code: error.code, params: error.params }
    : { code: 'core.thread-failed', params: { reason: error instanceof Error ? error.message : String(error) } }

async function packReport(bus: Bus, name: string, report: string) {
  if (report.length < INLINE_BYTES) return { report }
  const bytes = Buffer.from(report)
  await bus.put(name, async function* () {
    yield bytes
  })
  return { report: undefined, reportFile: name } as unknown as { reportFile: string }
}

/** The analysis begins with the first bytes that arrive. */
async function analyseFromBus(
  { bus, folder }: Pick<WorkerOptions, 'bus' | 'folder'>,
  job: JobMessage,
  signal: AbortSignal,
): Promise<Result> {
  const path = join(folder, `${process.pid}-${randomUUID()}`)
  const content = await bus.get(job.file)
  if (!content) throw new VedetteError('bus.damaged', { status: 502 }, { name: job.file })
  const handle = await open(path, 'wx', 0o600)
  const end = new AbortController()
  try {
    const tell = (more: Pick<ProgressMessage, 'doneBytes' | 'packets' | 'report'>) =>
      bus.tell(PROGRESS, encode({ v, job: job.job, fence: job.fence, ...more } satisfies ProgressMessage))
    let seen = { doneBytes: 0, packets: 0 }
    const analysis = startAnalysis(
      { open: openThread },
      {
        path,
        name: job.name,
        level: job.level,
        maxUnpackedBytes: job.maxUnpackedBytes,
        hash: false,
        ...(job.sizeBytes === undefined ? {} : { sizeBytes: job.sizeBytes }),
      },
      { growing: true, stallMs: job.stallMs, signal: AbortSignal.any([signal, end.signal]) },
      {
        progress: (doneBytes, packets) => {
          seen = { doneBytes, packets }
          tell(seen)
        },
        snapshot: (report) => {
          if (report.length < INLINE_BYTES) tell({ ...seen, report })
        },
      },
    )
    const hash = createHash('sha256')
    for await (const chunk of withoutSilence(content, signal)) {
      hash.update(chunk)
      await handle.write(chunk)
    }
    const sha256 = hash.digest('hex')
    if (job.sha256 !== undefined && job.sha256 !== sha256)
      throw new VedetteError('bus.damaged', { status: 502 }, { name: job.file })
    analysis.complete(sha256)
    // The mark is that of the copy here.
    const { mark: _, ...result } = await analysis.result
    return { ...result, sha256 }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
      throw packetsErrors['packets.disk-full']({ doneBytes: 0 }, error)
    throw error
  } finally {
    end.abort(new Error('ended'))
    await handle.close()
    await rm(path, { force: true })
  }
}

async function* withoutSilence(content: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const pieces = content[Symbol.asyncIterator]()
  for (;;) {
    const over = new AbortController()
    const silence = sleep(SILENT_FILE_MS, undefined, { signal: AbortSignal.any([over.signal, signal]) }).then(() => {
      throw new VedetteError('bus.damaged', { status: 502 }, { name: 'silent' })
    })
    const next = await Promise.race([pieces.next(), silence]).finally(() => over.abort())
    silence.catch(() => undefined)
    if (next.done) return
    yield next.value
  }
}

/** Gives its real path, without what workers left that were killed on this machine. */
function makeFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const folder = realpathSync(path)
  for (const name of readdirSync(folder)) {
    const pid = Number(/^(\d+)-/.exec(name)?.[1])
    if (pid > 0 && !isAlive(pid)) rmSync(join(folder, name), { force: true })
  }
  return folder
}
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
