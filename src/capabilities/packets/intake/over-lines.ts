/** A file on another machine from its first byte to its last, over as many lines as that takes. */
import { setTimeout as sleep } from 'node:timers/promises'
import { VedetteError } from '../../../core/errors.ts'
import { packetsErrors } from '../errors.ts'
import type { RemoteFile } from './sftp.ts'

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000
/** The line's fault, not the file's or the secret's: the next one may hold. */
const OF_THE_LINE = new Set(['packets.fetch-cut', 'packets.site-unreachable'])
/** A machine that starts or ends lets nobody in for a while (pam_nologin): that says nothing of the secret, which was good before. */
const isRefusal = (error: unknown) => error instanceof VedetteError && error.code === 'packets.site-refused'
const isOfTheLine = (error: unknown) => error instanceof VedetteError && OF_THE_LINE.has(error.code)

export interface OpenedFile {
  readonly file: RemoteFile
  close(): void
}
export interface OverLinesOptions {
  readonly path: string
  readonly file: RemoteFile
  /** The same path over a new line. */
  reopen(signal: AbortSignal): Promise<OpenedFile>
  /** For so long without a byte new lines are tried; 0: none is. */
  readonly retryMs: number
  readonly signal: AbortSignal
  onBroken?(error: unknown): void
}

/** Rejects with what broke the line once nothing more is tried, with `packets.fetch-changed`, or with the reason of the signal. */
export async function* readOverLines(options: OverLinesOptions): AsyncGenerator<Uint8Array> {
  const { file: first, signal, retryMs, onBroken } = options
  const none = { file: first, close: () => undefined }
  let opened: OpenedFile = none
  let doneBytes = 0
  let giveUpAtMs: number | undefined
  try {
    for (;;) {
      try {
        for await (const piece of opened.file.read(signal, doneBytes)) {
          doneBytes += piece.length
          giveUpAtMs = undefined
          yield piece
        }
        return
      } catch (error) {
        if (signal.aborted || !isOfTheLine(error)) throw error
        onBroken?.(error)
        opened.close()
        opened = none
        giveUpAtMs ??= performance.now() + retryMs
        opened = await openAgain(options, error, giveUpAtMs)
      }
    }
  } finally {
    opened.close()
  }
}

async function openAgain(options: OverLinesOptions, broken: unknown, giveUpAtMs: number): Promise<OpenedFile> {
  const { path, file: first, reopen, signal } = options
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    if (performance.now() + pauseMs > giveUpAtMs) throw broken
    await sleep(pauseMs, undefined, { signal }).catch(() => {
      throw signal.reason
    })
    try {
      const opened = await reopen(signal)
      if (opened.file.sizeBytes === first.sizeBytes && opened.file.changedMs === first.changedMs) return opened
      opened.close()
    } catch (error) {
      if (signal.aborted) throw signal.reason
      if (!isOfTheLine(error) && !isRefusal(error)) throw error
      continue
    }
    // Two halves of different files are no capture.
    throw packetsErrors['packets.fetch-changed']({ path })
  }
}
