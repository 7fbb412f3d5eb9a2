/** Heavy reads beside the main thread, each stopped at its time limit. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { workerUrl } from '../../core/threads.ts'
import { storeErrors } from '../errors.ts'
import { toParameter } from '../values.ts'
import { toSqliteError } from './sqlite-errors.ts'

/** Two at a time: a third waits, so that questions never take every core. */
const MAX_READERS = 2
/** An unused reader goes away and gives its memory back. */
const IDLE_MS = 10_000

interface Question {
  readonly sql: string
  readonly parameters: readonly unknown[]
  readonly timeoutMs: number
}
interface Answer {
  readonly rows?: readonly unknown[]
  readonly failure?: { message: string; code?: string; errcode?: number }
}
interface Task extends Question {
  readonly resolve: (rows: readonly unknown[]) => void
  readonly reject: (error: unknown) => void
  timer?: NodeJS.Timeout
  reader?: ChildProcess
}
export interface SqliteReaders {
  read(question: Question): Promise<readonly unknown[]>
  close(): Promise<void>
}

export function createSqliteReaders(file: string): SqliteReaders {
  const idle = new Map<ChildProcess, NodeJS.Timeout>()
  const busy = new Map<ChildProcess, Task>()
  const waiting: Task[] = []
  let closed = false

  function start(): ChildProcess {
    const child = fork(fileURLToPath(workerUrl(import.meta.url, './sqlite-reader-worker')), [file], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: ['--max-old-space-size=256'],
    })
    child.on('message', (answer: Answer) => finish(child, answer))
    child.on('exit', () => {
      clearTimeout(idle.get(child))
      idle.delete(child)
      finish(child, { failure: { message: 'the reader ended' } })
    })
    child.on('error', (error) => finish(child, { failure: { message: error.message } }))
    return child
  }
  function rest(child: ChildProcess) {
    if (closed || !child.connected) return void child.kill('SIGKILL')
    const timer = setTimeout(() => {
      // Its end is heard a moment later: no question may be given to it meanwhile.
      idle.delete(child)
      child.kill('SIGKILL')
    }, IDLE_MS)
    timer.unref()
    idle.set(child, timer)
    child.unref()
    child.channel?.unref()
  }
  function finish(child: ChildProcess, answer: Answer) {
    const task = busy.get(child)
    if (!task) return
    busy.delete(child)
    clearTimeout(task.timer)
    if (answer.failure)
      task.reject(toSqliteError(Object.assign(new Error(answer.failure.message), answer.failure), file))
    else task.resolve(answer.rows ?? [])
    if (child.exitCode === null && child.signalCode === null) rest(child)
    next()
  }
  function next() {
    if (busy.size >= MAX_READERS) return
    const task = waiting.shift()
    if (!task) return
    const [child = start()] = idle.keys()
    clearTimeout(idle.get(child))
    idle.delete(child)
    child.ref()
    child.channel?.ref()
    task.reader = child
    busy.set(child, task)
    child.send({ sql: task.sql, parameters: task.parameters.map(toParameter) })
  }
  function stop(task: Task) {
    const index = waiting.indexOf(task)
    if (index >= 0) waiting.splice(index, 1)
    if (task.reader) {
      busy.delete(task.reader)
      task.reader.kill('SIGKILL')
    }
    task.reject(storeErrors['store.query-too-slow']({ timeoutMs: task.timeoutMs }))
    next()
  }
  return {
    read: (question) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(storeErrors['store.closed']())
        const task: Task = { ...question, resolve, reject }
        task.timer = setTimeout(() => stop(task), question.timeoutMs)
        waiting.push(task)
        next()
      }),
    async close() {
      closed = true
      for (const task of waiting.splice(0)) task.reject(storeErrors['store.closed']())
      for (const child of [...idle.keys(), ...busy.keys()]) child.kill('SIGKILL')
    },
  }
}
