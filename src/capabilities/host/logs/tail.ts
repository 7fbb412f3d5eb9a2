/** The last lines of a file, read backwards in blocks: the size of the file does not matter. */
import type { FileHandle } from 'node:fs/promises'

const BLOCK_BYTES = 64 * 1024
/** A file without line ends must not be read whole. */
const MOST_BYTES = 8 * 1024 * 1024
const NEWLINE = 10

export interface TailRead {
  /** Oldest first, without line ends. */
  readonly lines: readonly Buffer[]
  readonly fromStart: boolean
}

export async function readTail(handle: FileHandle, sizeBytes: number, count: number): Promise<TailRead> {
  const blocks: Buffer[] = []
  let newlines = 0
  let read = 0
  let at = sizeBytes
  // One more line end than lines: the one before the first of them.
  while (at > 0 && newlines <= count && read < MOST_BYTES) {
    const want = Math.min(BLOCK_BYTES, at)
    const block = Buffer.allocUnsafe(want)
    const { bytesRead } = await handle.read(block, 0, want, at - want)
    at -= want
    const got = block.subarray(0, bytesRead)
    blocks.push(got)
    read += bytesRead
    newlines += countNewlines(got)
    if (bytesRead === 0) break
  }
  const lines = splitLines(Buffer.concat(blocks.reverse()))
  const whole = at === 0
  return { lines: lines.slice(-count), fromStart: whole && lines.length <= count }
}

function countNewlines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count++
  return count
}

/** A line that is still being written (no line end yet) counts as one. */
export function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = []
  let start = 0
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, start)) {
    lines.push(bytes.subarray(start, at))
    start = at + 1
  }
  if (start < bytes.length) lines.push(bytes.subarray(start))
  return lines
}
