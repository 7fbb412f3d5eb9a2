/** The time-series port: samples wait here, in bounded memory, until the engine has them on disk. */
import type { Log, Sample, Series, SeriesFrame, SeriesQuery } from '../../core/capability.ts'
import type { Clock } from '../../core/clock.ts'
import { VedetteError } from '../../core/errors.ts'
import { storeErrors } from '../errors.ts'
import { createNumbers, toBatch } from './batch.ts'
import type { LevelState } from './chunk-storage.ts'
import type { EngineFrame } from './engine.ts'
import { createEngineClient } from './engine-client.ts'
import type { EngineAnswer, EngineInput } from './requests.ts'

/** A thread costs some 25 MB: this machine's own hundred series do without, a fleet's are worth it. */
const THREAD_ABOVE = 500
const MAINTAIN_EVERY_MS = 30_000
const RETRY_MS = 5000
/** Samples waiting for a disk that is full or a database that is away; beyond, the oldest are given up. */
const MAX_WAITING_SAMPLES = 500_000
/** One message to the engine: what came meanwhile goes together, but not so much that reading it takes long. */
const MAX_MESSAGE_SAMPLES = 20_000
/** These do not pass by themselves: whoever appended is told at once. */
const LASTING = new Set(['store.history-corrupt', 'store.closed'])

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

export interface SeriesOptions {
  readonly input: EngineInput
  readonly clock: Clock
  readonly log: Log
  /** With more series than this the engine gets a thread of its own. */
  readonly threadAbove?: number
}

export function openSeries(options: SeriesOptions): OpenSeries {
  const { clock, log } = options
  const engine = createEngineClient(options.input, log, options.threadAbove ?? THREAD_ABOVE)
  const queue: Waiting[] = []
  let waitingSamples = 0
  let sending: Promise<void> | undefined
  let blockedBy: string | undefined
  let cancelRetry: (() => void) | undefined
  let isClosing = false
  let numbers = createNumbers()
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
    const generation = engine.start(numbers.known.size)
    if (generation !== numbersOf) numbers = createNumbers()
    numbersOf = generation
    const samples = message.flatMap((waiting) => waiting.samples)
    const batch = toBatch(samples, numbers)
    try {
      const { refused } = await engine.ask<EngineAnswer<'append'>>({ method: 'append', batch, nowMs: clock.now() })
      if (refused > 0) log.debug({ refused }, 'samples too old, too far ahead or not finite were left out')
    } catch (error) {
      // Whether the engine learnt the new series is not known: they are explained again, under new numbers.
      for (const { index } of batch.added) forget(index)
      throw error
    }
  }
  function forget(index: number) {
    for (const [key, number] of numbers.known) if (number === index) numbers.known.delete(key)
  }
  /** `false` when the message must wait. */
  async function deliver(message: readonly Waiting[]): Promise<boolean> {
    try {
      await send(message)
    } catch (error) {
      if (!isLasting(error)) {
        queue.unshift(...message)
        noteBlocked(error instanceof VedetteError ? error.code : 'store.failed', error)
        giveUpOldest()
        return false
      }
      for (const waiting of message) waiting.reject(error)
      waitingSamples -= countOf(message)
      return true
    }
    noteBlocked(undefined)
    waitingSamples -= countOf(message)
    for (const waiting of message) waiting.resolve()
    return true
  }
  const isLasting = (error: unknown) => isClosing || (error instanceof VedetteError && LASTING.has(error.code))
  function pump(): Promise<void> {
    cancelRetry?.()
    if (queue.length === 0) return Promise.resolve()
    sending ??= deliverAll()
    return sending
  }
  async function deliverAll(): Promise<void> {
    let goesOn = true
    while (goesOn && queue.length > 0) goesOn = await deliver(takeMessage())
    sending = undefined
    if (!goesOn) cancelRetry = clock.after(RETRY_MS, () => void pump())
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
    await engine.ask({ method: 'maintain', nowMs: clock.now() })
  }
  const stopMaintaining = clock.every(MAINTAIN_EVERY_MS, () => {
    if (!engine.hasStarted() || isClosing) return
    maintain().catch((error) => log.warn({ reason: String(error) }, 'the history could not be compacted'))
  })

  return {
    append(samples) {
      if (samples.length === 0) return Promise.resolve()
      if (isClosing) return Promise.reject(storeErrors['store.closed']())
      return new Promise((resolve, reject) => {
        queue.push({ samples, resolve, reject })
        waitingSamples += samples.length
        if (blockedBy) giveUpOldest()
        else void pump()
      })
    },
    async read(query: SeriesQuery) {
      const frames = await engine.ask<EngineAnswer<'read'>>({ method: 'read', query })
      return frames.map(toFrame)
    },
    list: (host) => engine.ask({ method: 'list', host }),
    blocked: () => blockedBy,
    waitingSamples: () => waitingSamples,
    maintain,
    levels: () => engine.ask({ method: 'levels' }),
    evict: (sizeBytes) => engine.ask({ method: 'evict', sizeBytes, nowMs: clock.now() }),
    async close() {
      isClosing = true
      stopMaintaining()
      cancelRetry?.()
      // What can be written still is; what cannot is told so.
      await pump()
      await engine.close()
    },
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
