/**
 * Worker threads, started in one place: published builds are `.js` and development runs `.ts`,
 * so the extension is taken from the caller's own address.
 */
import { Worker } from 'node:worker_threads'
import { coreErrors } from './core-errors.ts'

/** A thread that speaks while it works; its end is told in `ended`. */
export interface ThreadTalk {
  /** Resolves when the thread has ended by itself; rejects with `core.thread-failed` or the reason of its signal. */
  readonly ended: Promise<void>
  post(message: unknown): void
}

/** Worker threads. `base` is the caller's `import.meta.url`, `worker` its file without extension (`./search-worker`). */
export interface Threads {
  /** One task in a thread of its own, ended when done, aborted or too slow (`core.thread-timeout`). */
  run<Result>(
    base: string,
    worker: string,
    input: unknown,
    options: { timeoutMs: number; signal?: AbortSignal },
  ): Promise<Result>
  /** A long task in a thread of its own, beside the places of `run`: the caller bounds how many there are. */
  open<Message>(
    base: string,
    worker: string,
    input: unknown,
    options: { onMessage(message: Message): void; signal?: AbortSignal },
  ): ThreadTalk
}

/** Address of the worker file `worker` (without extension) beside the module `base`. */
export function workerUrl(base: string, worker: string): URL {
  const extension = base.endsWith('.ts') ? '.ts' : '.js'
  return new URL(worker + extension, base)
}

/** Heap of one worker: a runaway task ends with an error instead of taking the console with it. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 256 }

/**
 * A thread that speaks while it works, for long tasks; commands use it without the console's threads. A message that is
 * posted as the thread ends is still heard.
 */
export function openThread<Message>(
  base: string,
  worker: string,
  input: unknown,
  options: { onMessage(message: Message): void; signal?: AbortSignal },
): ThreadTalk & { terminate(): Promise<unknown> } {
  const { signal, onMessage } = options
  signal?.throwIfAborted()
  const thread = new Worker(workerUrl(base, worker), {
    workerData: input,
    resourceLimits: RESOURCE_LIMITS,
    stderr: false,
  })
  const ended = new Promise<void>((resolve, reject) => {
    const abort = () => {
      void thread.terminate()
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', abort, { once: true })
    thread.on('message', onMessage)
    thread.once('error', (error) => reject(coreErrors['core.thread-failed']({ reason: error.message }, error)))
    thread.once('exit', (code) => {
      signal?.removeEventListener('abort', abort)
      if (code === 0) resolve()
      else reject(coreErrors['core.thread-failed']({ reason: `exit ${code}` }))
    })
  })
  // Whoever awaits it hears of it; whoever does not must not bring the process down.
  ended.catch(() => undefined)
  return { ended, post: (message) => thread.postMessage(message), terminate: () => thread.terminate() }
}

/** Threads at a time (a heap each), and tasks that may wait for one; more are refused at once. */
const MOST_RUNNING = 3
const MOST_WAITING = 16

type Settle<Result> = { resolve: (value: Result) => void; reject: (error: unknown) => void }

/**
 * One thread a task, ended when it is done, aborted or late: terminating the thread is the only
 * stop that no input (a hostile regular expression, an endless file) can defeat.
 */
export function createThreads(): Threads & { close(): Promise<void> } {
  const running = new Set<{ terminate(): Promise<unknown> }>()
  const waiting: (() => void)[] = []
  let taken = 0

  /** Resolves when there is a place; whoever takes it gives it back with `leave`. */
  async function enter(signal: AbortSignal | undefined): Promise<void> {
    if (taken < MOST_RUNNING) {
      taken++
      return
    }
    if (waiting.length >= MOST_WAITING) throw coreErrors['core.threads-busy']()
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        signal?.removeEventListener('abort', giveUp)
        resolve()
      }
      const giveUp = () => {
        waiting.splice(waiting.indexOf(go), 1)
        reject(signal?.reason)
      }
      signal?.addEventListener('abort', giveUp, { once: true })
      waiting.push(go)
    })
  }
  function leave() {
    const next = waiting.shift()
    if (next) next()
    else taken--
  }

  function start<Result>(
    url: URL,
    input: unknown,
    limits: { timeoutMs: number; signal?: AbortSignal },
    settle: Settle<Result>,
  ) {
    const worker = new Worker(url, { workerData: input, resourceLimits: RESOURCE_LIMITS, stderr: false })
    running.add(worker)
    let settled = false
    const end = (finish: () => void) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      limits.signal?.removeEventListener('abort', abort)
      running.delete(worker)
      void worker.terminate().then(finish, finish)
    }
    const abort = () => end(() => settle.reject(limits.signal?.reason))
    const timer = setTimeout(
      () => end(() => settle.reject(coreErrors['core.thread-timeout']({ timeoutMs: limits.timeoutMs }))),
      limits.timeoutMs,
    )
    limits.signal?.addEventListener('abort', abort)
    worker.once('message', (result: Result) => end(() => settle.resolve(result)))
    worker.once('error', (error) =>
      end(() => settle.reject(coreErrors['core.thread-failed']({ reason: error.message }, error))),
    )
    worker.once('exit', (code) =>
      end(() => settle.reject(coreErrors['core.thread-failed']({ reason: `exit ${code} without an answer` }))),
    )
  }

  return {
    async run<Result>(
      base: string,
      worker: string,
      input: unknown,
      options: { timeoutMs: number; signal?: AbortSignal },
    ) {
      options.signal?.throwIfAborted()
      await enter(options.signal)
      try {
        // It may have been given up while it waited.
        options.signal?.throwIfAborted()
        return await new Promise<Result>((resolve, reject) =>
          start(workerUrl(base, worker), input, options, { resolve, reject }),
        )
      } finally {
        leave()
      }
    },
    open(base, worker, input, options) {
      const thread = openThread(base, worker, input, options)
      running.add(thread)
      const forget = () => running.delete(thread)
      thread.ended.then(forget, forget)
      return thread
    },
    async close() {
      await Promise.all([...running].map((worker) => worker.terminate()))
    },
  }
}
