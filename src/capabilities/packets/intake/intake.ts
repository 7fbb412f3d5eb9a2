/** Every way in ends here: a capture is begun, its bytes arrive, and it is settled: new, or the same as one that is here. */
import { randomUUID } from 'node:crypto'
import { VedetteError } from '../../../core/errors.ts'
import { packetsErrors } from '../errors.ts'
import type { CaptureChange, StoredCapture } from '../queries/captures.ts'
import type { Preview } from '../queue/engine.ts'
import type { QueueParts } from '../queue/parts.ts'
import type { JobQueue } from '../queue/queue.ts'
import type { Content } from '../reading/content.ts'
import type { CaptureOrigin, Level } from '../schema.ts'
import { type Received, receive } from './receive.ts'

export interface Begin {
  readonly name: string
  readonly origin: CaptureOrigin
  readonly by: string
  readonly level: Level
  readonly place?: string
  readonly site?: string
  /** When it is known how much comes. */
  readonly sizeBytes?: number
  /** One that another protocol has given it already. */
  readonly id?: string
}
export interface Settled {
  readonly capture: string
  /** It was here already: what came was thrown away. */
  readonly duplicate: boolean
}
/** Refused for what it is or holds: that is a matter of record, though nothing was changed. */
const REFUSALS: ReadonlySet<string> = new Set([
  'packets.not-a-capture',
  'packets.file-empty',
  'packets.file-too-large',
  'packets.upload-hash',
  'packets.form-many-files',
])
export const isRefusal = (error: unknown): error is VedetteError =>
  error instanceof VedetteError && REFUSALS.has(error.code)

export type Way = 'upload' | 'tus' | 'folder' | 'site'
export type Intake = ReturnType<typeof createIntake>

const MOST_NAME = 200
const UNNAMED = 'capture'

/**
 * A name as a person would say it: without the folders it lay in at the sender's, on one line, and without what is not seen or
 * turns what is (U+202E shows `exe.pacp` as `pcap.exe`). One without a name is told apart by when it came.
 */
export function toCaptureName(name: string, unnamedMs?: number): string {
  const last = name.split(/[/\\]/).findLast((part) => part !== '') ?? ''
  const clean = last
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/\p{Cf}/gu, '')
    .trim()
    .slice(0, MOST_NAME)
    .toWellFormed()
  if (!/^\.*$/.test(clean)) return clean
  return unnamedMs === undefined ? UNNAMED : `${UNNAMED}-${toStamp(unnamedMs)}`
}
/** `20261129T054050Z` (ISO 8601, basic). */
const toStamp = (ms: number) => new Date(ms).toISOString().replaceAll(/[-:]|\.\d+/g, '')

export function createIntake(parts: QueueParts, queue: JobQueue) {
  const { context, captures, folder, board, announce } = parts
  const { clock, config, log, metrics } = context
  const previews = new Map<string, Preview>()
  /** Two that arrive at once are settled one after the other: the second one then sees the first. */
  let settling: Promise<unknown> = Promise.resolve()

  /** Refuses what cannot fit before a byte of it is taken. */
  async function check(sizeBytes: number | undefined): Promise<void> {
    const limitBytes = config.maxFileBytes
    if (sizeBytes !== undefined && limitBytes > 0 && sizeBytes > limitBytes)
      throw packetsErrors['packets.file-too-large']({ limitBytes })
    await folder.needRoom(sizeBytes ?? 1)
  }

  async function begin(wanted: Begin): Promise<string> {
    const id = wanted.id ?? randomUUID()
    await captures.add({ ...wanted, id, state: 'arriving', addedMs: clock.now() })
    board.note(id, { stage: 'arriving', ...(wanted.sizeBytes === undefined ? {} : { sizeBytes: wanted.sizeBytes }) })
    await announce(id)
    return id
  }

  function lookAhead(id: string, wanted: Pick<Begin, 'name' | 'level' | 'sizeBytes'>, path: string) {
    if (previews.has(id)) return
    const { name, level, sizeBytes } = wanted
    const preview = queue.preview({ capture: id, name, level, path, ...(sizeBytes === undefined ? {} : { sizeBytes }) })
    if (preview) previews.set(id, preview)
  }
  function stopLookingAhead(id: string) {
    previews.get(id)?.abandon()
    previews.delete(id)
  }

  /** As if it had never come. */
  async function discard(id: string): Promise<void> {
    stopLookingAhead(id)
    // The record goes last: bytes without one would never be found again.
    await folder.remove(id)
    await captures.remove(id)
    board.forget(id)
    await announce(id)
  }

  /** Who fetches it has its number already: it stays, and says which one has the bytes. */
  async function pointTo(found: StoredCapture, id: string): Promise<void> {
    stopLookingAhead(id)
    await folder.remove(id)
    await captures.change(id, { state: 'cancelled', duplicateOf: found.id })
    board.forget(id)
    await announce(id)
  }
  async function takeOld(found: StoredCapture, id: string): Promise<Settled> {
    if ((await captures.get(id))?.origin === 'site') await pointTo(found, id)
    else await discard(id)
    const job = found.job
    // The bytes are here but their analysis came to nothing: who sends them again wants it.
    if (job && (found.state === 'failed' || found.state === 'cancelled')) await queue.retry(job)
    return { capture: found.id, duplicate: true }
  }
  async function settleNow(id: string, level: Level, received: Received): Promise<Settled> {
    const { sha256, sizeBytes, content } = received
    const found = await captures.findBySha256(sha256)
    if (found) return await takeOld(found, id)
    const change: CaptureChange = { sha256, sizeBytes, compression: content.compression }
    await captures.change(id, change)
    await queue.add(id, level)
    previews.get(id)?.complete(sha256)
    previews.delete(id)
    return { capture: id, duplicate: false }
  }

  /** What finds out whether a capture is here already, and adds it when not. */
  function inTurn(task: () => Promise<Settled>): Promise<Settled> {
    const settled = settling.then(task)
    settling = settled.catch(() => undefined)
    return settled
  }

  const settle = (id: string, level: Level, received: Received): Promise<Settled> =>
    inTurn(() => settleNow(id, level, received))

  function count(way: Way, outcome: 'new' | 'duplicate' | 'refused' | 'failed', sizeBytes = 0) {
    metrics.add('uploads', 1, { way, outcome })
    if (sizeBytes > 0) metrics.add('received', sizeBytes)
  }
  /** The bytes of one that has begun. When it rejects, what to do with what has come is the caller's matter. */
  async function fill(
    id: string,
    stream: AsyncIterable<Uint8Array>,
    wanted: Begin & { readonly sha256?: string },
  ): Promise<Settled> {
    const fromMs = clock.monotonicMs()
    const way = wanted.origin === 'site' ? 'site' : 'upload'
    try {
      const path = await folder.prepare(id)
      const received = await receive(stream, {
        path,
        name: wanted.name,
        limitBytes: config.maxFileBytes,
        onBegin: (_: Content) => lookAhead(id, wanted, path),
        onBytes: (arrivedBytes) => board.note(id, { arrivedBytes }),
      })
      const sent = wanted.sha256?.toLowerCase()
      if (sent !== undefined && sent !== received.sha256)
        throw packetsErrors['packets.upload-hash']({ found: received.sha256, wanted: sent })
      await folder.syncFolder(id)
      const settled = await settle(id, wanted.level, received)
      metrics.observe('stage', (clock.monotonicMs() - fromMs) / 1000, { stage: 'arriving' })
      count(way, settled.duplicate ? 'duplicate' : 'new', received.sizeBytes)
      return settled
    } catch (error) {
      count(way, 'failed')
      throw error
    }
  }

  return {
    check,
    begin,
    lookAhead,
    stopLookingAhead,
    discard,
    inTurn,
    /** All of it is on the disk, to stay. */
    settle,
    count,
    fill,
    /** A stream from beginning to end; nothing of it is left when it rejects. */
    async take(stream: AsyncIterable<Uint8Array>, wanted: Begin & { readonly sha256?: string }): Promise<Settled> {
      const id = await begin(wanted)
      try {
        return await fill(id, stream, wanted)
      } catch (error) {
        await discard(id).catch((left: unknown) =>
          log.error({ err: left, capture: id }, 'a broken upload was not removed'),
        )
        throw error
      }
    },
  }
}
