/** The engine behind messages, in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Log } from '../../core/capability.ts'
import { toFailure } from '../failure.ts'
import { createAnswerer, type EngineInput, type EngineRequest } from './requests.ts'
import type { ThreadMessage } from './thread-client.ts'

const port = parentPort
if (!port) throw new Error('this file runs in a thread')
const say = (message: ThreadMessage) => port.postMessage(message)
const warn = (fields: object, message: string) => say({ kind: 'warning', message, fields })
const ignore = () => undefined
const log: Log = { debug: ignore, info: ignore, warn, error: warn }
const answer = createAnswerer(workerData as EngineInput, log)

port.on('message', ({ id, request }: { id: number; request: EngineRequest }) => {
  answer(request).then(
    (result) => say({ kind: 'answer', id, result }),
    (error) => say({ kind: 'failure', id, failure: toFailure(error) }),
  )
})
