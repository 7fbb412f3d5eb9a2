/** The history's thread: the engine behind messages, so that compression and file writes never hold up the console. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Log } from '../../core/capability.ts'
import { toFailure } from '../failure.ts'
import type { ChunkStorage } from './chunk-storage.ts'
import { createSeriesEngine, type SeriesEngine } from './engine.ts'
import type { Warn } from './stored-chunks.ts'
import type { ThreadInput, ThreadMessage, ThreadRequest } from './thread-messages.ts'

const port = parentPort
if (!port) throw new Error('this file runs in a thread')
const input = workerData as ThreadInput
const say = (message: ThreadMessage) => port.postMessage(message)
const warn: Warn = (message, fields) => say({ kind: 'warning', message, fields })
const ignore = () => undefined
const log: Log = {
  debug: ignore,
  info: ignore,
  warn: (fields, message) => warn(message, fields),
  error: (fields, message) => warn(message, fields),
}

async function openStorage(): Promise<ChunkStorage> {
  const { location } = input
  if (location.dialect === 'sqlite') return (await import('./sqlite-chunks.ts')).openSqliteChunks(location.seriesFile)
  return (await import('./postgres-chunks.ts')).openPostgresChunks(location.url, location.address, log)
}

let opened: Promise<SeriesEngine> | undefined
/** A file that cannot be opened now may be there at the next request. */
function engine(): Promise<SeriesEngine> {
  opened ??= openStorage().then((storage) => createSeriesEngine({ storage, keepDays: input.keepDays, warn }))
  opened.catch(() => {
    opened = undefined
  })
  return opened
}

async function answer(request: ThreadRequest): Promise<unknown> {
  const series = await engine()
  switch (request.method) {
    case 'append':
      return await series.append(request.batch, request.nowMs)
    case 'read':
      return await series.read(request.query)
    case 'list':
      return await series.list(request.host)
    case 'maintain':
      return await series.maintain(request.nowMs)
    case 'levels':
      return await series.levels()
    case 'evict':
      return await series.evict(request.sizeBytes, request.nowMs)
    case 'close':
      return await series.close()
  }
}

port.on('message', ({ id, request }: { id: number; request: ThreadRequest }) => {
  answer(request).then(
    (result) => say({ kind: 'answer', id, result }),
    (error) => say({ kind: 'failure', id, failure: toFailure(error) }),
  )
})
