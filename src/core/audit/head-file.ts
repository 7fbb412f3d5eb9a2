/**
 * `audit.head`: one line `<seq> <mac>` for every row, appended and synced after the row is committed. Cutting rows
 * off the table's end then leaves lines here that no row answers. Where the file system has it, `chattr +a` makes
 * the file append-only for root too; shipping its last line elsewhere is better still.
 */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'

export interface HeadLine {
  readonly seq: number
  readonly mac: string
}
const LINE = /^(\d{1,15}) ([0-9a-f]{64})$/

/** A line cut short by the end of the process or of the disk: it says nothing, and it is nobody's forgery. */
const isTorn = (line: string) => /^\d{0,15}$|^\d{1,15} [0-9a-f]{0,63}$/.test(line)

export async function appendToHeadFile(file: string, lines: readonly HeadLine[]): Promise<void> {
  await using handle = await open(file, 'a+', 0o600)
  const { size } = await handle.stat()
  const last = Buffer.alloc(1, '\n')
  if (size > 0) await handle.read(last, 0, 1, size - 1)
  // A torn last line must not swallow the next one.
  const start = last.toString() === '\n' ? '' : '\n'
  // One write: lines of two processes do not mix (O_APPEND).
  await handle.appendFile(start + lines.map(({ seq, mac }) => `${seq} ${mac}\n`).join(''))
  await handle.datasync()
}

export interface HeadClaims {
  /** False: there is no such file. */
  readonly exists: boolean
  /** Whether the row's MAC is the one written here; `unknown` when no line speaks of the row. */
  check(seq: number, mac: string): 'same' | 'other' | 'unknown'
  readonly lastSeq: number
  /** Numbers (from 1) of lines nobody wrote, or that contradict an earlier line; the first hundred. */
  readonly damagedLines: readonly number[]
}

/** 64 bits of a MAC tell two apart: a million lines are then 8 MB here. */
const PREFIX_BYTES = 8
const MAX_DAMAGED = 100

/** `rows` is how many rows the table had just before: lines beyond it are few. */
export async function readHeadFile(file: string, rows: number): Promise<HeadClaims> {
  const known = Buffer.alloc(rows * PREFIX_BYTES)
  const beyond = new Map<number, string>()
  const damagedLines: number[] = []
  let lastSeq = 0
  const read = (seq: number) => {
    if (seq > rows) return beyond.get(seq) ?? ''
    const prefix = known.subarray((seq - 1) * PREFIX_BYTES, seq * PREFIX_BYTES)
    return prefix.every((byte) => byte === 0) ? '' : prefix.toString('hex')
  }
  const take = (line: string): boolean => {
    const [, seqText, mac = ''] = LINE.exec(line) ?? []
    if (seqText === undefined) return isTorn(line)
    const seq = Number(seqText)
    const prefix = mac.slice(0, PREFIX_BYTES * 2)
    const before = seq === 0 ? 'none' : read(seq)
    if (before !== '' && before !== prefix) return false
    if (seq > rows) beyond.set(seq, prefix)
    else known.write(prefix, (seq - 1) * PREFIX_BYTES, 'hex')
    lastSeq = Math.max(lastSeq, seq)
    return true
  }
  const stream = createReadStream(file, 'utf8')
  const check: HeadClaims['check'] = (seq, mac) => {
    const prefix = read(seq)
    if (prefix === '') return 'unknown'
    return mac.startsWith(prefix) ? 'same' : 'other'
  }
  try {
    let number = 0
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++
      if (!take(line) && damagedLines.length < MAX_DAMAGED) damagedLines.push(number)
    }
    return { exists: true, check, lastSeq, damagedLines }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { exists: false, check, lastSeq, damagedLines }
    throw error
  } finally {
    stream.destroy()
  }
}
