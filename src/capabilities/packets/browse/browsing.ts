/** The threads that read captures for those who browse them: one a capture, ended when nobody has asked for a while. */
import { VedetteError } from '../../../core/errors.ts'
import type { Threads, ThreadTalk } from '../../../core/threads.ts'
import { packetsErrors } from '../errors.ts'
import type { Answered, Asked, BrowseWork, FromThread, Kind, ToThread } from './thread-talk.ts'

/** Open captures at a time; the one nobody has asked about for longest makes room. */
const MOST_OPEN = 4
const IDLE_MS = 60_000

export type BrowsedFile = BrowseWork
interface Pending {
  answer(value: Answered[Kind]): void
  refuse(error: unknown): void
}
interface Open {
  readonly file: BrowsedFile
  readonly talk: ThreadTalk
  readonly stop: AbortController
  readonly pending: Map<number, Pending>
  idle: NodeJS.Timeout | undefined
  usedMs: number
}

export type Browsing = ReturnType<typeof createBrowsing>

export function createBrowsing(threads: Pick<Threads, 'open'>) {
  const opened = new Map<string, Open>()
  let nextId = 1

  function shut(capture: string, reason: unknown): void {
    const open = opened.get(capture)
    if (!open) return
    opened.delete(capture)
    clearTimeout(open.idle)
    open.stop.abort(reason)
    for (const pending of open.pending.values()) pending.refuse(reason)
  }

  function makeRoom(): void {
    if (opened.size < MOST_OPEN) return
    const [longest] = [...opened]
      .filter(([, { pending }]) => pending.size === 0)
      .sort(([, a], [, b]) => a.usedMs - b.usedMs)
    if (!longest) throw packetsErrors['packets.browse-busy']({ most: MOST_OPEN })
    shut(longest[0], new Error('another capture is browsed'))
  }

  function need(capture: string, file: BrowsedFile): Open {
    const known = opened.get(capture)
    if (known && known.file.path === file.path && known.file.mark === file.mark) return known
    // It was analysed again: its file is another one now.
    if (known) shut(capture, packetsErrors['packets.file-changed']({ file: file.name }))
    makeRoom()
    const stop = new AbortController()
    const pending = new Map<number, Pending>()
    const talk = threads.open<FromThread>(import.meta.url, './browse-worker', file, {
      signal: stop.signal,
      onMessage(message) {
        const waiting = pending.get(message.id)
        if (message.type === 'answer') waiting?.answer(message.answer)
        else waiting?.refuse(toError(message.code, message.params))
      },
    })
    const open: Open = { file, talk, stop, pending, idle: undefined, usedMs: performance.now() }
    opened.set(capture, open)
    const ended = (error: unknown) => {
      if (opened.get(capture) === open)
        shut(capture, packetsErrors['packets.file-unreadable']({ file: file.name, reason: reasonOf(error) }, error))
    }
    // One that could not open its file has said so and ended.
    talk.ended.then(() => ended('ended'), ended)
    return open
  }

  /** Every question keeps its capture open; the last one's end begins the wait for its closing. */
  function hold(capture: string, open: Open): () => void {
    clearTimeout(open.idle)
    open.usedMs = performance.now()
    return () => {
      open.usedMs = performance.now()
      if (open.pending.size > 0) return
      clearTimeout(open.idle)
      open.idle = setTimeout(() => shut(capture, new Error('nobody asks any more')), IDLE_MS).unref()
    }
  }

  function begin<K extends Kind>(
    question: { capture: string; file: BrowsedFile; kind: K; asked: Asked[K]; signal: AbortSignal },
    handlers: Pending,
  ): { open: Open; id: number; end(): void } {
    const { capture, file, kind, asked, signal } = question
    signal.throwIfAborted()
    const open = need(capture, file)
    const release = hold(capture, open)
    const id = nextId++
    const giveUp = () => {
      open.talk.post({ type: 'cancel', id } satisfies ToThread)
      handlers.refuse(signal.reason)
    }
    open.pending.set(id, handlers)
    signal.addEventListener('abort', giveUp, { once: true })
    open.talk.post({ type: 'ask', id, kind, asked })
    return {
      open,
      id,
      end() {
        signal.removeEventListener('abort', giveUp)
        open.pending.delete(id)
        release()
      },
    }
  }

  return {
    /** Rejects with the errors of filters, and with `packets.file-unreadable` when the thread cannot go on. */
    async ask<K extends Exclude<Kind, 'export'>>(
      capture: string,
      file: BrowsedFile,
      question: { readonly kind: K; readonly asked: Asked[K]; readonly signal: AbortSignal },
    ): Promise<Answered[K]> {
      let end: () => void = () => undefined
      try {
        return await new Promise<Answered[K]>((resolve, reject) => {
          const begun = begin(
            { capture, file, ...question },
            {
              answer: (value) => resolve(value as Answered[K]),
              refuse: reject,
            },
          )
          end = begun.end
        })
      } finally {
        end()
      }
    },

    /** The pieces of an exported file; the next one is made when it is asked for. */
    async *export(
      capture: string,
      file: BrowsedFile,
      question: { readonly filter: string; readonly signal: AbortSignal },
    ): AsyncGenerator<Uint8Array> {
      let settle: Pending | undefined
      let wait = new Promise<Uint8Array | undefined>((resolve, reject) => {
        settle = { answer: (value) => resolve(value as Uint8Array | undefined), refuse: reject }
      })
      const begun = begin(
        { capture, file, kind: 'export', asked: { filter: question.filter }, signal: question.signal },
        {
          answer: (value) => settle?.answer(value),
          refuse: (error) => settle?.refuse(error),
        },
      )
      let isOver = false
      try {
        for (;;) {
          const piece = await wait
          if (!piece) {
            isOver = true
            return
          }
          wait = new Promise((resolve, reject) => {
            settle = { answer: (value) => resolve(value as Uint8Array | undefined), refuse: reject }
          })
          // Refused while nobody waits for it: whoever asks for the next piece hears of it.
          wait.catch(() => undefined)
          yield piece
          begun.open.talk.post({ type: 'more', id: begun.id } satisfies ToThread)
        }
      } finally {
        if (!isOver) begun.open.talk.post({ type: 'cancel', id: begun.id } satisfies ToThread)
        begun.end()
      }
    },

    /** The capture is gone or another one. */
    forget: (capture: string) => shut(capture, packetsErrors['packets.capture-unknown']({ id: capture })),
    stop(): void {
      for (const capture of [...opened.keys()]) shut(capture, new Error('the console stops'))
    },
  }
}

function toError(code: string, params: VedetteError['params']): VedetteError {
  const row = packetsErrors.rows[code as keyof typeof packetsErrors.rows]
  return new VedetteError(code, row ?? { status: 500 }, params)
}
function reasonOf(error: unknown): string {
  return error instanceof VedetteError ? String(error.params['reason'] ?? error.code) : String(error)
}
