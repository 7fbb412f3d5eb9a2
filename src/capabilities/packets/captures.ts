/** Captures as people see them: what the store keeps, with what the running console knows. */
import type { ServerContext } from '../../core/capability.ts'
import { LOCAL_HOST } from '../../core/schema.ts'
import type { PacketsConfig } from './config.ts'
import { packetsErrors } from './errors.ts'
import type { CaptureFolder } from './folder.ts'
import type { CapturesStore, StoredCapture } from './queries/captures.ts'
import type { Board } from './queue/board.ts'
import { type Capture, type CaptureEvent, isSettled } from './schema.ts'

const DAY_MS = 86_400_000

export type CaptureBook = ReturnType<typeof createCaptureBook>

export function createCaptureBook(parts: {
  readonly context: ServerContext<PacketsConfig>
  readonly captures: CapturesStore
  readonly folder: CaptureFolder
  readonly board: Board
}) {
  const { context, captures, folder, board } = parts
  const { clock, config, live, log } = context

  function toCapture(stored: StoredCapture): Capture {
    const { site: _site, mark: _mark, ...capture } = stored
    const progress = board.progress(stored.id)
    const ages = config.retentionDays > 0 && !stored.keep
    return {
      ...capture,
      ...(progress ? { progress } : {}),
      ...(ages ? { expiresMs: stored.addedMs + config.retentionDays * DAY_MS } : {}),
    }
  }
  async function need(id: string): Promise<StoredCapture> {
    const found = await captures.get(id)
    if (!found) throw packetsErrors['packets.capture-unknown']({ id })
    return found
  }
  async function announce(id: string): Promise<void> {
    const found = await captures.get(id)
    const event: CaptureEvent = found ? { type: 'changed', capture: toCapture(found) } : { type: 'gone', id }
    live.publish('packets.captures', LOCAL_HOST, event)
  }
  async function remove(id: string): Promise<void> {
    await captures.remove(id)
    await folder.remove(id)
    await announce(id)
  }

  return {
    toCapture,
    /** Rejects with `packets.capture-unknown`. */
    need,
    announce,
    /** With its report, its notes and its file; a file that lies elsewhere is left alone. */
    async delete(id: string): Promise<StoredCapture> {
      const found = await need(id)
      if (!isSettled(found)) throw packetsErrors['packets.not-settled']()
      await remove(id)
      return found
    },
    /** Those whose time is over. */
    async prune(): Promise<void> {
      if (config.retentionDays === 0) return
      const expired = await captures.listExpired(clock.now() - config.retentionDays * DAY_MS)
      for (const id of expired) await remove(id)
      if (expired.length > 0) log.info({ count: expired.length }, 'captures were deleted by age')
    },
  }
}
