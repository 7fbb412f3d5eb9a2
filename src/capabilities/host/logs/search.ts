/** The search itself, backwards from the newest line; it runs in a thread of its own, which the clock ends. */
import type { FileHandle } from 'node:fs/promises'
import type { LogLine, LogSearch } from '../schema.ts'
import { toLogLine } from './lines.ts'
import { splitLines } from './tail.ts'

const BLOCK_BYTES = 1024 * 1024
const NEWLINE = 10
/** A line longer than this is taken in pieces, so that a file without line ends needs no more memory. */
const MOST_CARRIED_BYTES = 4 * 1024 * 1024

export interface SearchInput {
  readonly q: string
  readonly regex: boolean
  readonly limit: number
  /** The search stops by itself here and gives what it has; the thread's own limit is a little later. */
  readonly deadlineMs: number
  readonly path?: string
  readonly roots?: readonly string[]
  /** Lines to search instead of a file, oldest first. */
  readonly lines?: readonly LogLine[]
}

/** Plain text is a pattern too: the same path, linear, and without regard to case. */
export function toPattern(q: string, kind: 'plain' | 'regex'): RegExp {
  return kind === 'regex' ? new RegExp(q, 'i') : new RegExp(q.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'), 'i')
}

interface Hunt {
  readonly found: LogLine[]
  ended: LogSearch['ended'] | undefined
}

export function searchLines(
  lines: readonly LogLine[],
  input: SearchInput,
  nowMs: () => number,
): Omit<LogSearch, 'tookMs'> {
  const pattern = toPattern(input.q, input.regex ? 'regex' : 'plain')
  const hunt: Hunt = { found: [], ended: undefined }
  let searchedBytes = 0
  for (let index = lines.length - 1; index >= 0 && !hunt.ended; index--) {
    const line = lines[index]
    if (!line) continue
    searchedBytes += line.text.length
    if (pattern.test(line.text)) hunt.found.push(line)
    hunt.ended = whyEnded(hunt, input, nowMs)
  }
  return { lines: hunt.found.reverse(), ended: hunt.ended ?? 'all', searchedBytes }
}

function whyEnded(hunt: Hunt, input: SearchInput, nowMs: () => number): LogSearch['ended'] | undefined {
  if (hunt.found.length >= input.limit) return 'limit'
  return nowMs() > input.deadlineMs ? 'time' : undefined
}

export async function searchFile(
  handle: FileHandle,
  sizeBytes: number,
  input: SearchInput,
  nowMs: () => number,
): Promise<Omit<LogSearch, 'tookMs'>> {
  const pattern = toPattern(input.q, input.regex ? 'regex' : 'plain')
  const hunt: Hunt = { found: [], ended: undefined }
  let at = sizeBytes
  /** Beginning of a line whose end was in the block before. */
  let carried = Buffer.alloc(0)
  while (at > 0 && !hunt.ended) {
    const want = Math.min(BLOCK_BYTES, at)
    const block = Buffer.allocUnsafe(want)
    const { bytesRead } = await handle.read(block, 0, want, at - want)
    if (bytesRead < want) break
    at -= want
    const all = Buffer.concat([block, carried])
    const start = at === 0 ? 0 : all.indexOf(NEWLINE) + 1
    const torn = start === 0 && at > 0
    if (torn && all.length < MOST_CARRIED_BYTES) {
      carried = all
      hunt.ended = whyEnded(hunt, input, nowMs)
      continue
    }
    carried = torn ? Buffer.alloc(0) : Buffer.from(all.subarray(0, start))
    searchBlock(all.subarray(start), pattern, hunt, input, nowMs)
  }
  return { lines: hunt.found.reverse(), ended: hunt.ended ?? 'all', searchedBytes: sizeBytes - at }
}

function searchBlock(bytes: Buffer, pattern: RegExp, hunt: Hunt, input: SearchInput, nowMs: () => number): void {
  const lines = splitLines(bytes)
  for (let index = lines.length - 1; index >= 0 && !hunt.ended; index--) {
    const line = lines[index]
    if (!line) continue
    // The bytes first, cheaply; then the line as it would be shown: a search must not find what is hidden.
    if (pattern.test(line.toString('utf8'))) {
      const shown = toLogLine(line, nowMs())
      if (pattern.test(shown.text)) hunt.found.push(shown)
    }
    hunt.ended = whyEnded(hunt, input, nowMs)
  }
}
