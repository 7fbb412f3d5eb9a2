/**
 * Files on their way to the console. They belong to the window and not to a page: whoever looks at something else meanwhile
 * loses nothing.
 */
import { toProblem } from '../../../../../web/api/client.ts'
import type { Limits } from '../../schema.ts'
import { createTusSender, createWholeSender, type Sender, type SenderEvents } from './senders.ts'
import { isMoving, refuseFile, type Sending, Speed } from './sending.ts'

/** More at a time would only make each slower. */
const AT_ONCE = 2
const SHOW_EVERY_MS = 200

interface Row {
  sending: Sending
  readonly file: File
  readonly speed: Speed
  sender?: Sender
  /** While it is made, a person may hold the file, let it go on, or give it up. */
  making?: Promise<Sender>
  /** How often it was begun: only the last time counts. */
  turns: number
  /** Some of it had arrived before, and nothing was said yet of how much. */
  resuming: boolean
  shownAtMs: number
}

const rows: Row[] = []
const listeners = new Set<() => void>()
const arrivals = new Set<() => void>()
let shown: readonly Sending[] = []
let sequence = 0
/** What the console takes, once it has said so: until then files wait. */
let limits: Limits | undefined

export const uploads = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  list: () => shown,
  /** Called for every file that has arrived whole. */
  onArrival(listener: () => void): () => void {
    arrivals.add(listener)
    return () => arrivals.delete(listener)
  },
  add(files: readonly File[]): void {
    for (const file of files) addFile(file)
    begin()
  },
  /** Files that came before begin now, or are refused. */
  know(said: Limits): void {
    // What waits for its turn by then was looked at when it came, and some of it may have arrived since.
    const unseen = limits ? [] : rows.filter(({ sending }) => sending.state === 'queued')
    limits = said
    for (const row of unseen) {
      const problem = refuseFile(row.file, limits)
      if (problem) change(row, { state: 'failed', problem })
    }
    begin()
  },
  hold(key: string): void {
    const row = find(key)
    if (!row) return
    row.sender?.hold()
    change(row, { state: 'held', bytesPerSecond: 0 })
    begin()
  },
  go(key: string): void {
    const row = find(key)
    if (!row) return
    const { problem, ...rest } = row.sending
    row.sending = { ...rest, state: 'queued' }
    tell()
    begin()
  },
  /** Not wanted any more: what has arrived is thrown away there. */
  cancel(key: string): void {
    const row = find(key)
    if (!row) return
    row.sender?.drop()
    drop(row)
    begin()
  },
  dismiss(key: string): void {
    const row = find(key)
    if (row) drop(row)
  },
}

const find = (key: string) => rows.find(({ sending }) => sending.key === key)

function tell(): void {
  shown = rows.map(({ sending }) => sending)
  for (const listener of listeners) listener()
}
function change(row: Row, next: Partial<Sending>): void {
  row.sending = { ...row.sending, ...next }
  tell()
}
function drop(row: Row): void {
  rows.splice(rows.indexOf(row), 1)
  tell()
}

function addFile(file: File): void {
  const isHere = rows.some(({ file: one, sending }) => isSame(one, file) && isUnderWay(sending))
  if (isHere) return
  const problem = refuseFile(file, limits)
  rows.push({
    file,
    speed: new Speed(),
    turns: 0,
    resuming: false,
    shownAtMs: 0,
    sending: {
      key: `upload-${++sequence}`,
      name: file.name,
      sizeBytes: file.size,
      sentBytes: 0,
      bytesPerSecond: 0,
      state: problem ? 'failed' : 'queued',
      resumable: true,
      ...(problem ? { problem } : {}),
    },
  })
  tell()
}
const isSame = (a: File, b: File) => a.name === b.name && a.size === b.size && a.lastModified === b.lastModified
const isUnderWay = ({ state }: Sending) => state !== 'failed' && state !== 'done'

function begin(): void {
  if (!limits) return
  const { tusPath } = limits
  const free = AT_ONCE - rows.filter(({ sending }) => isMoving(sending)).length
  for (const row of rows.filter(({ sending }) => sending.state === 'queued').slice(0, Math.max(0, free)))
    void send(row, tusPath)
}

async function send(row: Row, endpoint: string): Promise<void> {
  change(row, { state: 'sending' })
  const turn = ++row.turns
  row.making ??= makeSender(row, endpoint)
  const made = await row.making.catch(() => undefined)
  if (turn !== row.turns) return
  if (made) {
    row.sender ??= made
    if (isWanted(row)) row.sender.start()
    return
  }
  // What sends it could not be fetched.
  delete row.making
  listen(row).onFail(0, '')
}
const isWanted = (row: Row) => rows.includes(row) && row.sending.state === 'sending'

function makeSender(row: Row, endpoint: string): Promise<Sender> {
  const events = listen(row)
  return createTusSender(row.file, endpoint, events, () => {
    row.sender = createWholeSender(row.file, events)
    change(row, { resumable: false })
    if (isWanted(row)) row.sender.start()
  })
}

function listen(row: Row): SenderEvents {
  return {
    onProgress: (sentBytes) => progress(row, sentBytes),
    onResume() {
      row.resuming = true
    },
    onRetry() {
      if (isMoving(row.sending)) change(row, { state: 'retrying', bytesPerSecond: 0 })
    },
    onDone(arrived) {
      const { sizeBytes } = row.sending
      change(row, {
        state: 'done',
        sentBytes: sizeBytes,
        bytesPerSecond: 0,
        ...arrived,
      })
      for (const arrival of arrivals) arrival()
      begin()
    },
    onFail(status, body) {
      // What was held or given up did not fail.
      if (!isMoving(row.sending)) return
      change(row, { state: 'failed', bytesPerSecond: 0, problem: toProblem(status, parseBody(status, body)) })
      begin()
    },
  }
}

function progress(row: Row, sentBytes: number): void {
  if (!isMoving(row.sending)) return
  const nowMs = performance.now()
  const bytesPerSecond = row.speed.note(sentBytes, nowMs)
  const resumed = row.resuming && sentBytes > 0 ? { resumedAtBytes: sentBytes } : {}
  row.resuming = false
  const next = { sentBytes, bytesPerSecond, state: 'sending' as const, ...resumed }
  if (nowMs - row.shownAtMs < SHOW_EVERY_MS) {
    row.sending = { ...row.sending, ...next }
    return
  }
  row.shownAtMs = nowMs
  change(row, next)
}

function parseBody(status: number, body: string): unknown {
  if (status === 0) return { type: 'about:blank', title: '', status, code: 'shell.line-cut' }
  try {
    return JSON.parse(body) as unknown
  } catch {
    return undefined
  }
}
