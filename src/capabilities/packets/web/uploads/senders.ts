/**
 * Two ways a file goes to the console: over the tus protocol, which goes on where it was broken off; and whole, in one request,
 * where something in between refuses what tus needs.
 */

import type { HttpResponse } from 'tus-js-client'
import type { Uploaded } from '../../schema.ts'
import { isWorthTrying } from './sending.ts'

export interface Sender {
  start(): void
  /** What has arrived stays there, and `start` goes on after it. */
  hold(): void
  /** What has arrived is thrown away. */
  drop(): void
}
/** The capture a file became, or was already. */
export interface Arrived {
  readonly capture: string
  readonly duplicate: boolean
}
export interface SenderEvents {
  onProgress(sentBytes: number): void
  /** Some of it had arrived before; it goes on after that. */
  onResume(): void
  /** It broke off and is tried again by itself. */
  onRetry(): void
  onDone(arrived: Arrived | undefined): void
  /** `status` is 0 when nobody answered. */
  onFail(status: number, body: string): void
}

const CHUNK_BYTES = 64 * 1024 * 1024
const PAUSES_MS = [0, 500, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000]
/** Nobody here speaks tus, or something in between forbids its methods. */
const NO_TUS: ReadonlySet<number> = new Set([404, 405, 501])

export function parseUploaded(body: string): Arrived | undefined {
  try {
    const answer = JSON.parse(body) as Partial<Uploaded> | null
    return answer?.capture ? { capture: answer.capture.id, duplicate: answer.duplicate === true } : undefined
  } catch {
    return undefined
  }
}

/** The protocol's answers have no body. */
function readArrived(response: HttpResponse): Arrived | undefined {
  const capture = response.getHeader('vedette-capture')
  return capture ? { capture, duplicate: response.getHeader('vedette-duplicate') === 'true' } : undefined
}
/** The console's own sentences come in the reader's language. */
const askedLanguage = () => document.documentElement.lang

/** `onRefused`: tus cannot be spoken; nothing was sent. */
export async function createTusSender(
  file: File,
  endpoint: string,
  events: SenderEvents,
  onRefused: () => void,
): Promise<Sender> {
  const { Upload } = await import('tus-js-client')
  const upload = new Upload(file, {
    endpoint,
    chunkSize: CHUNK_BYTES,
    retryDelays: PAUSES_MS,
    metadata: { filename: file.name },
    headers: { 'accept-language': askedLanguage() },
    removeFingerprintOnSuccess: true,
    onProgress: (sentBytes) => events.onProgress(sentBytes),
    onShouldRetry: ({ originalResponse }) => {
      const status = originalResponse?.getStatus() ?? 0
      const again = isWorthTrying(status) && !NO_TUS.has(status)
      if (again) events.onRetry()
      return again
    },
    onSuccess: ({ lastResponse }) => events.onDone(readArrived(lastResponse)),
    onError: (error) => {
      const response = 'originalResponse' in error ? error.originalResponse : null
      const status = response?.getStatus() ?? 0
      if (upload.url === null && NO_TUS.has(status)) onRefused()
      else events.onFail(status, response?.getBody() ?? '')
    },
  })
  const [before] = await upload.findPreviousUploads()
  if (before) {
    upload.resumeFromPreviousUpload(before)
    events.onResume()
  }
  return {
    start: () => upload.start(),
    hold: () => void upload.abort(),
    drop: () => void upload.abort(true).catch(() => undefined),
  }
}

export function createWholeSender(file: File, events: SenderEvents): Sender {
  let request: XMLHttpRequest | undefined
  const stop = () => request?.abort()
  return {
    start() {
      const sent = new XMLHttpRequest()
      request = sent
      sent.open('POST', `/api/packets/captures?name=${encodeURIComponent(file.name)}`)
      sent.setRequestHeader('content-type', 'application/octet-stream')
      sent.setRequestHeader('accept-language', askedLanguage())
      sent.upload.onprogress = ({ loaded }) => events.onProgress(loaded)
      sent.onload = () => {
        if (sent.status < 300) events.onDone(parseUploaded(sent.responseText))
        else events.onFail(sent.status, sent.responseText)
      }
      sent.onerror = () => events.onFail(0, '')
      sent.send(file)
    },
    hold: stop,
    drop: stop,
  }
}
