/** The thread that reads one capture for those who browse it. */
import { parentPort, workerData } from 'node:worker_threads'
import { VedetteError } from '../../../core/errors.ts'
import { answerExport, answerPacket, answerRows, answerStream } from './answers.ts'
import { CaptureSession } from './capture-session.ts'
import type { BrowseWork, FromThread, Question, ToThread } from './thread-talk.ts'

const work = workerData as BrowseWork
const session = new CaptureSession(work.path, work.indexPath)
const asked = new Map<number, AbortController>()
/** Exports that wait to be asked for their next piece. */
const pieces = new Map<number, () => void>()
const say = (message: FromThread) => parentPort?.postMessage(message)

async function answer(message: Question, signal: AbortSignal): Promise<void> {
  const { id } = message
  switch (message.kind) {
    case 'rows':
      return say({ type: 'answer', id, answer: await answerRows(session, message.asked, signal) })
    case 'packet':
      return say({ type: 'answer', id, answer: await answerPacket(session, message.asked, signal) })
    case 'stream':
      return say({ type: 'answer', id, answer: await answerStream(session, message.asked, signal) })
    case 'export':
      for await (const piece of answerExport(session, message.asked, signal)) {
        say({ type: 'answer', id, answer: piece })
        if (!signal.aborted) await new Promise<void>((resolve) => pieces.set(id, resolve))
      }
      return say({ type: 'answer', id, answer: undefined })
  }
}

parentPort?.on('message', (message: ToThread) => {
  const { id } = message
  if (message.type === 'more') pieces.get(id)?.()
  else if (message.type === 'cancel') {
    asked.get(id)?.abort()
    pieces.get(id)?.()
  } else {
    const stop = new AbortController()
    asked.set(id, stop)
    answer(message, stop.signal)
      .catch((error: unknown) => {
        if (!(error instanceof VedetteError)) throw error
        say({ type: 'refusal', id, code: error.code, params: error.params })
      })
      .finally(() => {
        asked.delete(id)
        pieces.delete(id)
      })
  }
})
