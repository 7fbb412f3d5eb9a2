/** The time-series port: samples wait here, in bounded memory, until the thread has them on disk. */
import type { Log, Sample, Series, SeriesFrame, SeriesQuery } from '../../core/capability.ts'
import type { Clock } from '../../core/clock.ts'
import { VedetteError } from '../../core/errors.ts'
import { storeErrors } from '../errors.ts'
import { type SeriesNumbers, toBatch } from './batch.ts'
import type { LevelState } from './chunk-storage.ts'
import type { EngineFrame } from './engine.ts'
import { createThreadClient, type ThreadClient } from './thread-client.ts'
import type { ThreadInput, ThreadResult } from './thread-messages.ts'

const MAINTAIN_EVERY_MS = 30_000
const RETRY_MS = 5000
/** Samples waiting for a disk that is full or a database that is away; beyond, the oldest are given up. */
const MAX_WAITING_SAMPLES = 500_000
/** One message to the thread: what came meanwhile goes together, but not so much that reading it takes long. */
const MAX_MESSAGE_SAMPLES = 20_000
/** These pass by themselves; others are told to whoever appended. */
const PASSING = new Set(['store.full', 'store.unreachable', 'store.locked', 'store.unreadable'])

interface Waiting {
  readonly samples: readonly Sample[]
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}
export interface OpenSeries extends Series {
  /** Why samples are waiting, a code; `undefined` when they are not. */
  blocked(): string | undefined
  waitingSamples(): number
  maintain(): Promise<void>
  levels(): Promise<readonly LevelState[]>
  evict(sizeBytes: number): Promise<{ freedBytes: number }>
  close(): Promise<void>
}

export function openSeries(options: { input: ThreadInput; clock: Clock; log: Log }): OpenSeries {
  const { clock, log } = options
  const thread: ThreadClient = createThreadClient(options.input, log)
  const queue: Waiting[] = []
  let waitingSamples = 0
  let isSending = false
  let blockedBy: string | undefined
  let cancelRetry: (() => void) | undefined
  let isClosed = false
  let numbers: SeriesNumbers = new Map()
  let numbersOf = 0

  function takeMessage(): Waiting[] {
    let count = 0
    const end = queue.findIndex((waiting) => {
      count += waiting.samples.length
      return count > MAX_MESSAGE_SAMPLES
    })
    return queue.splice(0, end === -1 ? queue.length : Math.max(1, end))
  }
  const countOf = (message: readonly Waiting[]) => message.reduce((sum, waiting) => sum + waiting.samples.length, 0)

  async function send(message: readonly Waiting[]): Promise<void> {
    if (thread.generation !== numbersOf) {
      numbers = new Map()
      numbersOf = thread.generation
    }
    const known = numbers.size
    const batch = toBatch(
      message.flatMap((waiting) => waiting.samples),
      numbers,
    )
    try {
      const { refused } = await thread.ask<ThreadResult<'append'>>({
        method: 'append',
        batches: [batch],
        nowMs: clock.now(),
      })
      if (refused > 0) log.debug({ refused }, 'samples too old, too far ahead or not finite were left out')
    } catch (error) {
      // Whether the thread learnt them is not known: they are explained again.
      for (const [key, number] of numbers) if (number >= known) numbers.delete(key)
      throw error
    }
  }
  async function pump(): Promise<void> {
    if (isSending || isClosed) return
    isSending = true
    cancelRetry?.()
    try {
      while (queue.length > 0) {
        const message = takeMessage()
        try {
          await send(message)
          waitingSamples -= countOf(message)
          noteBlocked(undefined)
          for (const waiting of message) waiting.resolve()
        } catch (error) {
          if (!keepWaiting(message, error)) continue
          cancelRetry = clock.after(RETRY_MS, () => void pump())
          return
        }
      }
    } finally {
      isSending = false
    }
  }
  /** `false` when waiting would not help. */
  function keepWaiting(message: readonly Waiting[], error: unknown): boolean {
    const code = error instanceof VedetteError ? error.code : ''
    if (!PASSING.has(code) || isClosed) {
      waitingSamples -= countOf(message)
      for (const waiting of message) waiting.reject(error)
      return false
    }
    queue.unshift(...message)
    noteBlocked(code, error)
    giveUpOldest()
    return true
  }
  function noteBlocked(code: string | undefined, error?: unknown) {
    if (code === blockedBy) return
    blockedBy = code
    if (code) log.warn({ code, reason: String(error) }, 'history waits in memory')
    else log.info({}, 'history is written again')
  }
  function giveUpOldest() {
    let dropped = 0
    while (waitingSamples > MAX_WAITING_SAMPLES && queue.length > 1) {
      const oldest = queue.shift()
      dropped += oldest?.samples.length ?? 0
      waitingSamples -= oldest?.samples.length ?? 0
      oldest?.reject(storeErrors['store.full']({ where: 'history' }))
    }
    if (dropped > 0) log.warn({ dropped }, 'memory for waiting samples is used up: the oldest were given up')
  }
  const maintain = async () => {
    if (isClosed) return
    await thread.ask({ method: 'maintain', nowMs: clock.now() })
  }
  const stopMaintaining = clock.every(MAINTAIN_EVERY_MS, () => {
    if (thread.generation === 0) return
    maintain().catch((error) => log.warn({ reason: String(error) }, 'the history could not be compacted'))
  })

  return {
    append(samples) {
      if (samples.length === 0) return Promise.resolve()
      if (isClosed) return Promise.reject(storeErrors['store.closed']())
      return new Promise((resolve, reject) => {
        queue.push({ samples, resolve, reject })
        waitingSamples += samples.length
        if (blockedBy) giveUpOldest()
        else void pump()
      })
    },
    async read(query: SeriesQuery) {
      const frames = await thread.ask<ThreadResult<'read'>>({ method: 'read', query })
      return frames.map(toFrame)
    },
    list: (host) => thread.ask({ method: 'list', host }),
    blocked: () => blockedBy,
    waitingSamples: () => waitingSamples,
    maintain,
    levels: () => thread.ask({ method: 'levels' }),
    evict: (sizeBytes) => thread.ask({ method: 'evict', sizeBytes, nowMs: clock.now() }),
    async close() {
      stopMaintaining()
      cancelRetry?.()
      await flushQueue()
      isClosed = true
      for (const waiting of queue.splice(0)) waiting.reject(storeErrors['store.closed']())
      await thread.close()
    },
  }

  /** What can still be written is written. */
  async function flushQueue() {
    const last = queue.at(-1)
    if (!last || blockedBy) return
    await new Promise<void>((resolve) => {
      queue.push({ samples: [], resolve, reject: () => resolve() })
      void pump()
    })
  }
}

function toFrame(frame: EngineFrame): SeriesFrame {
  const { labels, stepMs, atMs, count, sum, min, max } = frame
  const avg = Array.from(sum, (total, place) => {
    const mean = total / (count[place] ?? 1)
    // Rounding may carry a mean just outside of what it is the mean of.
    return Math.min(max[place] ?? mean, Math.max(min[place] ?? mean, mean))
  })
  return { labels, stepMs, atMs: [...atMs], avg, min: [...min], max: [...max], count: [...count] }
}
