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
  /** The search stops by itself after this and gives what it has; the thread's own limit is a little later. */
  readonly budgetMs: number
  readonly path?: string
  readonly roots?: readonly string[]
  /** Files whoever asks may not see, judged again by what was opened. */
  readonly hidden?: readonly string[]
  /** Lines to search instead of a file, oldest first. */
  readonly lines?: readonly LogLine[]
}

/** Plain text is a pattern too: the same path, linear, and without regard to case. */
export function toPattern(q: string, kind: 'plain' | 'regex'): RegExp {
  return kind === 'regex' ? new RegExp(q, 'i') : new RegExp(q.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&'), 'i')
}

interface Hunt {
  readonly pattern: RegExp
  readonly found: LogLine[]
  ended: LogSearch['ended'] | undefined
  /** Looks at one line; says whether there is reason to stop. */
  check(): boolean
}
type Elapsed = () => number

function startHunt(input: SearchInput, elapsedMs: Elapsed): Hunt {
  const hunt: Hunt = {
    pattern: toPattern(input.q, input.regex ? 'regex' : 'plain'),
    found: [],
    ended: undefined,
    check() {
      if (hunt.found.length >= input.limit) hunt.ended = 'limit'
      else if (elapsedMs() > input.budgetMs) hunt.ended = 'time'
      return hunt.ended !== undefined
    },
  }
  return hunt
}

export function searchLines(
  lines: readonly LogLine[],
  input: SearchInput,
  elapsedMs: Elapsed,
): Omit<LogSearch, 'tookMs'> {
  const hunt = startHunt(input, elapsedMs)
  let searchedBytes = 0
  for (const line of lines.toReversed()) {
    searchedBytes += line.text.length
    if (hunt.pattern.test(line.text)) hunt.found.push(line)
    if (hunt.check()) break
  }
  return { lines: hunt.found.reverse(), ended: hunt.ended ?? 'all', searchedBytes }
}

export async function searchFile(
  handle: FileHandle,
  sizeBytes: number,
  input: SearchInput,
  elapsedMs: Elapsed,
): Promise<Omit<LogSearch, 'tookMs'>> {
  const hunt = startHunt(input, elapsedMs)
  const searchBlock = input.regex ? searchEachLine : searchPlainly
  let at = sizeBytes
  /** Beginning of a line whose end was in the block before. */
  let carried = Buffer.alloc(0)
  while (at > 0 && !hunt.ended) {
    const want = Math.min(BLOCK_BYTES, at)
    const block = Buffer.allocUnsafe(want)
    const { bytesRead } = await handle.read(block, 0, want, at - want)
    // The file was made shorter meanwhile.
    if (bytesRead < want) break
    at -= want
    const all = Buffer.concat([block, carried])
    const start = at === 0 ? 0 : all.indexOf(NEWLINE) + 1
    const torn = start === 0 && at > 0 && all.length < MOST_CARRIED_BYTES
    carried = Buffer.from(all.subarray(0, torn ? all.length : start))
    if (!torn) searchBlock(all.subarray(start), hunt)
    hunt.check()
  }
  return { lines: hunt.found.reverse(), ended: hunt.ended ?? 'all', searchedBytes: sizeBytes - at }
}

/** Plain text is nowhere in most blocks: one look at the whole tells. */
function searchPlainly(bytes: Buffer, hunt: Hunt): void {
  if (hunt.pattern.test(bytes.toString('utf8'))) searchEachLine(bytes, hunt)
}

function searchEachLine(bytes: Buffer, hunt: Hunt): void {
  for (const line of splitLines(bytes).reverse()) {
    // The bytes first, cheaply; then the line as it would be shown: a search must not find what is hidden.
    if (hunt.pattern.test(line.toString('utf8'))) {
      const shown = toLogLine(line, Date.now())
      if (hunt.pattern.test(shown.text)) hunt.found.push(shown)
    }
    if (hunt.check()) return
  }
}
