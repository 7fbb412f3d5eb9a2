/**
 * New lines of a file while somebody reads along, across rotation (another inode under the same name) and truncation
 * (smaller than what was read). A look every half second works on every filesystem; inotify does not on network ones.
 */
import { type FileHandle, stat } from 'node:fs/promises'
import type { Log } from '../../../core/capability.ts'
import type { Clock } from '../../../core/clock.ts'
import { hostErrors } from '../errors.ts'
import type { LogLine, LogLines } from '../schema.ts'
import { openLog } from './guard.ts'
import { MAX_LINE_BYTES, toLogLine } from './lines.ts'
import { splitLines } from './tail.ts'

const LOOK_EVERY_MS = 500
/** More in one look than anybody reads: the oldest of it are counted and left out. */
const MOST_BYTES = 512 * 1024
const MOST_LINES = 500
const NEWLINE = 10

export interface Follower {
  stop(): void
  /** Resolves when the look under way is over. */
  settled(): Promise<void>
}

/** Lines too many for anybody to read are counted, and never decoded. */
interface Cut {
  readonly lines: LogLine[]
  readonly skipped: number
}

/** Cuts a stream of bytes into lines; half a line waits, but a line without end does not grow for ever. */
export function createLineCutter(nowMs: () => number): { push(bytes: Buffer): Cut; flush(): LogLine[] } {
  let rest = Buffer.alloc(0)
  /** Bytes already let go of the line that has not ended yet. */
  let lost = 0
  const finish = (line: Buffer): LogLine => {
    const told = toLogLine(line, nowMs())
    const cutBytes = (told.cutBytes ?? 0) + lost
    lost = 0
    return cutBytes > 0 ? { ...told, cutBytes } : told
  }
  return {
    push(bytes) {
      const all = Buffer.concat([rest, bytes])
      const end = all.lastIndexOf(NEWLINE) + 1
      rest = Buffer.from(all.subarray(end))
      const whole = end === 0 ? [] : splitLines(all.subarray(0, end))
      const skipped = Math.max(0, whole.length - MOST_LINES)
      if (skipped > 0) lost = 0
      const lines = whole.slice(skipped).map(finish)
      if (rest.length > MAX_LINE_BYTES * 2) {
        lost += rest.length - MAX_LINE_BYTES
        rest = Buffer.from(rest.subarray(0, MAX_LINE_BYTES))
      }
      return { lines, skipped }
    },
    flush() {
      const lines = rest.length > 0 ? [finish(rest)] : []
      rest = Buffer.alloc(0)
      return lines
    },
  }
}

interface Place {
  readonly handle: FileHandle
  readonly inode: number
  at: number
}

export function followFile(options: {
  readonly path: string
  readonly roots: readonly string[]
  readonly clock: Clock
  readonly log: Log
  /** Where to go on: what was shown before ends here. */
  readonly fromBytes: number
  readonly inode: number
  /** Asked at every opening: a name may come to lead to what these readers may not see. */
  accepts(realPath: string): boolean
  say(lines: Omit<LogLines, 'source'>): void
}): Follower {
  const { path, roots, clock } = options
  let place: Place | undefined
  let first = true
  let gone = false
  let stopped = false
  let cutter = createLineCutter(() => clock.now())
  let looking: Promise<void> = Promise.resolve()

  const say = (lines: readonly LogLine[], event?: LogLines['event'], skipped = 0) => {
    if (stopped || (lines.length === 0 && !event)) return
    const over = Math.max(0, lines.length - MOST_LINES)
    options.say({
      lines: lines.slice(over),
      ...(event ? { event } : {}),
      ...(over + skipped > 0 ? { skipped: over + skipped } : {}),
    })
  }
  const readNew = async (from: Place): Promise<Cut> => {
    const { size } = await from.handle.stat()
    const skippedBytes = Math.max(0, size - from.at - MOST_BYTES)
    const want = size - from.at - skippedBytes
    if (want <= 0) return { lines: [], skipped: 0 }
    const bytes = Buffer.allocUnsafe(want)
    const { bytesRead } = await from.handle.read(bytes, 0, want, from.at + skippedBytes)
    from.at += skippedBytes + bytesRead
    if (skippedBytes === 0) return cutter.push(bytes.subarray(0, bytesRead))
    // The line that was cut through by skipping is left out too; how many there were is not worth reading them.
    cutter = createLineCutter(() => clock.now())
    const start = bytes.indexOf(NEWLINE) + 1
    const { lines, skipped } = cutter.push(bytes.subarray(start, bytesRead))
    return { lines, skipped: skipped + Math.ceil(skippedBytes / 100) }
  }
  const enter = async (): Promise<LogLines['event'] | undefined> => {
    const { handle, stats, realPath } = await openLog(path, roots)
    if (!options.accepts(realPath)) {
      await handle.close()
      throw hostErrors['host.log-private']({ source: path })
    }
    const continues = first && stats.ino === options.inode && stats.size >= options.fromBytes
    place = { handle, inode: stats.ino, at: continues ? options.fromBytes : 0 }
    const event = first && continues ? undefined : 'rotated'
    first = false
    gone = false
    return event
  }
  const leave = async () => {
    const old = place
    place = undefined
    await old?.handle.close()
  }
  /** The name leads to another file now: what was written to the old one until the end comes first. */
  const changeOver = async (old: Place) => {
    const { lines, skipped } = await readNew(old)
    say([...lines, ...cutter.flush()], undefined, skipped)
    cutter = createLineCutter(() => clock.now())
    await leave()
  }
  const look = async () => {
    let event: LogLines['event'] | undefined
    const named = await stat(path)
    if (place && named.ino !== place.inode) await changeOver(place)
    if (!place) event = await enter()
    if (!place) return
    if (named.ino === place.inode && named.size < place.at) {
      place.at = 0
      cutter = createLineCutter(() => clock.now())
      event = 'truncated'
    }
    const { lines, skipped } = await readNew(place)
    say(lines, event, skipped)
  }
  const lookSafely = async () => {
    try {
      await look()
    } catch (error) {
      if (!gone) {
        say(cutter.flush(), 'gone')
        options.log.debug({ err: error, path }, 'a followed log cannot be read now')
      }
      gone = true
      await leave().catch(() => undefined)
    }
  }
  let busy = false
  const tick = () => {
    if (busy || stopped) return
    busy = true
    looking = lookSafely().finally(() => {
      busy = false
      if (stopped) void leave()
    })
  }
  const cancel = clock.every(LOOK_EVERY_MS, tick)
  tick()
  return {
    stop() {
      stopped = true
      cancel()
      if (!busy) void leave()
    },
    settled: () => looking,
  }
}
