/** The thread that reads one capture for those who browse it. */
import { parentPort, workerData } from 'node:worker_threads'
import { VedetteError } from '../../../core/errors.ts'
import { packetsErrors } from '../errors.ts'
import { openCapture, toMark } from '../reading/open-capture.ts'
import { answerExport, answerPacket, answerRows, answerStream } from './answers.ts'
import { CaptureSession } from './capture-session.ts'
import type { BrowseWork, FromThread, Question, ToThread } from './thread-talk.ts'

const work = workerData as BrowseWork
const opening = openCapture(work.path, work).then((opened) => ({
  ...opened,
  session: new CaptureSession(opened.handle.fd, work.indexPath),
}))
opening.catch(() => undefined)
const asked = new Map<number, AbortController>()
/** Exports that wait to be asked for their next piece. */
const pieces = new Map<number, () => void>()
const say = (message: FromThread) => parentPort?.postMessage(message)

/** What was read of a file that has changed meanwhile is not handed out. */
async function needUnchanged(): Promise<void> {
  const { handle, mark } = await opening
  if (work.mark === undefined) return
  if (toMark(await handle.stat({ bigint: true })) !== mark)
    throw packetsErrors['packets.file-changed']({ file: work.name })
}

async function answer(message: Question, signal: AbortSignal): Promise<void> {
  const { session } = await opening
  const { id } = message
  const sayFound = async (found: Extract<FromThread, { type: 'answer' }>['answer']) => {
    await needUnchanged()
    say({ type: 'answer', id, answer: found })
  }
  switch (message.kind) {
    case 'rows':
      return await sayFound(await answerRows(session, message.asked, signal))
    case 'packet':
      return await sayFound(await answerPacket(session, message.asked, signal))
    case 'stream':
      return await sayFound(await answerStream(session, message.asked, signal))
    case 'export':
      for await (const piece of answerExport(session, message.asked, signal)) {
        await sayFound(piece)
        if (!signal.aborted) await new Promise<void>((resolve) => pieces.set(id, resolve))
      }
      return await sayFound(undefined)
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
        // Nothing could be opened: the next question begins anew.
        opening.catch(() => parentPort?.close())
      })
  }
})
