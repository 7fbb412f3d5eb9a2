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
  /** Closed, as every later one, as soon as it is given up for the next. */
  readonly opened: OpenedFile
  /** The same path over a new line. */
  reopen(signal: AbortSignal): Promise<OpenedFile>
  /** For so long without a byte new lines are tried; 0: none is. */
  readonly retryMs: number
  readonly signal: AbortSignal
  /** Before each time a new line is tried: what broke the last one, or kept the next one from being made. */
  onBroken?(error: unknown): void
  /** Bytes come again. */
  onMended?(): void
}

/** Rejects with what broke the line once nothing more is tried, with `packets.fetch-changed`, or with the reason of the signal. */
export async function* readOverLines(options: OverLinesOptions): AsyncGenerator<Uint8Array> {
  const { signal, retryMs, onMended } = options
  let opened: OpenedFile | undefined = options.opened
  let doneBytes = 0
  let giveUpAtMs: number | undefined
  try {
    for (;;) {
      try {
        for await (const piece of opened.file.read(signal, doneBytes)) {
          doneBytes += piece.length
          if (giveUpAtMs !== undefined) onMended?.()
          giveUpAtMs = undefined
          yield piece
        }
        return
      } catch (error) {
        if (signal.aborted || !isOfTheLine(error)) throw error
        opened.close()
        opened = undefined
        giveUpAtMs ??= performance.now() + retryMs
        opened = await openAgain(options, error, giveUpAtMs)
      }
    }
  } finally {
    opened?.close()
  }
}

async function openAgain(options: OverLinesOptions, broken: unknown, giveUpAtMs: number): Promise<OpenedFile> {
  const { path, reopen, signal, onBroken } = options
  const first = options.opened.file
  let why = broken
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const leftMs = giveUpAtMs - performance.now()
    if (leftMs <= 0) throw broken
    onBroken?.(why)
    // The last one is tried when the time is over, not when a whole pause no longer fits.
    await sleep(Math.ceil(Math.min(pauseMs, leftMs)), undefined, { signal }).catch(() => {
      throw signal.reason
    })
    try {
      const opened = await reopen(signal)
      if (opened.file.sizeBytes === first.sizeBytes && opened.file.changedMs === first.changedMs) return opened
      opened.close()
    } catch (error) {
      if (signal.aborted) throw signal.reason
      if (!isOfTheLine(error) && !isRefusal(error)) throw error
      why = error
      continue
    }
    // Two halves of different files are no capture.
    throw packetsErrors['packets.fetch-changed']({ path })
  }
}
