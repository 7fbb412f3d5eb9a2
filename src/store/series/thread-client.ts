/** The history's thread from its owner's side: requests and answers, and a new thread when one dies. */
import { Worker } from 'node:worker_threads'
import type { Log } from '../../core/capability.ts'
import { workerUrl } from '../../core/threads.ts'
import { storeErrors } from '../errors.ts'
import { type Failure, fromFailure } from '../failure.ts'
import type { EngineClient, EngineInput, EngineRequest } from './requests.ts'

/** Small young generation: most of what the thread holds lives for an hour. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 1024 }

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}
export type ThreadMessage =
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'warning'; readonly message: string; readonly fields: object }

export function createThreadClient(input: EngineInput, log: Log): EngineClient {
  let worker: Worker | undefined
  let generation = 0
  let nextId = 0
  let isClosed = false
  const waiting = new Map<number, Waiting>()

  function startWorker(): Worker {
    const started = new Worker(workerUrl(import.meta.url, './series-worker'), {
      workerData: input,
      resourceLimits: RESOURCE_LIMITS,
    })
    generation++
    // The thread alone does not keep the process alive; requests do.
    started.unref()
    started.on('message', hear)
    started.on('error', (error) => log.error({ reason: String(error) }, 'the thread of the history failed'))
    started.on('exit', () => {
      if (worker === started) worker = undefined
      for (const [id, request] of waiting) {
        waiting.delete(id)
        request.reject(storeErrors['store.failed']({ reason: 'the thread of the history ended' }))
      }
    })
    return started
  }
  function hear(message: ThreadMessage) {
    if (message.kind === 'warning') return log.warn(message.fields, message.message)
    const request = waiting.get(message.id)
    waiting.delete(message.id)
    if (waiting.size === 0) worker?.unref()
    if (message.kind === 'answer') request?.resolve(message.result)
    else request?.reject(fromFailure(message.failure))
  }
  function ask<Result>(request: EngineRequest): Promise<Result> {
    if (isClosed) return Promise.reject(storeErrors['store.closed']())
    worker ??= startWorker()
    const to = worker
    return new Promise<Result>((resolve, reject) => {
      const id = nextId++
      waiting.set(id, { resolve: resolve as Waiting['resolve'], reject })
      to.ref()
      to.postMessage({ id, request })
    })
  }
  return {
    ask,
    start() {
      if (!isClosed) worker ??= startWorker()
      return generation
    },
    hasStarted: () => worker !== undefined,
    async close() {
      if (isClosed) return
      if (worker)
        await ask({ method: 'close' }).catch((error) => log.warn({ reason: String(error) }, 'closing the history'))
      isClosed = true
      await worker?.terminate()
    },
  }
}
