/** Redis serialization protocol 2 and 3 (RESP). tshark calls its fields `resp`. */
import { type Application, type Fields, type FieldTable, NEED_MORE, NOT_MINE } from '../fields.ts'
import { type Credential, credentialOf } from './credential.ts'
import { formatText } from './text.ts'
import { bytesOfView } from './text-lines.ts'

const CR = 13
const LF = 10
const TYPES = '+-:$*_#,(!=%~>|'
/** Types that hold so many elements, and those that hold so many bytes. */
const AGGREGATES = '*~>%|'
const BULKS = '$!='
const MAX_LINE = 64 * 1024
const MAX_VALUES = 10_000
const MAX_DEPTH = 16
const MAX_SHOWN = 500
const MAX_TEXT = 2000

const redisFields = {
  'resp.string': 'text',
  'resp.error': 'text',
  'resp.integer': 'text',
  'resp.bulk_string.length': 'uint',
  'resp.bulk_string.value': 'bytes',
  'resp.bulk_string.text': 'text',
  'resp.array.length': 'uint',
  'resp.command': 'text',
} as const satisfies FieldTable

export const redis: Application = {
  name: 'redis',
  title: 'Redis',
  fields: redisFields,
  tcp: [6379],
  udp: [],
  recognises(view, start, end, { expected, transport }) {
    if (transport !== 'tcp' || start >= end) return false
    return expected ? TYPES.includes(letterAt(view, start)) || isInline(view, start, end) : isCommand(view, start, end)
  },
  measure(view, start, end) {
    if (start >= end) return NEED_MORE
    if (!TYPES.includes(letterAt(view, start))) {
      const stop = lineEnd(view, start, end)
      return stop > 0 ? stop - start : end - start > MAX_LINE ? NOT_MINE : NEED_MORE
    }
    const walk = new Walk(view, start, end)
    const done = walk.value(0)
    return walk.isWrong ? NOT_MINE : done ? walk.at - start : walk.wanted > 0 ? walk.wanted - start : NEED_MORE
  },
  describe(fields, start, end) {
    fields.layer('redis', start, end)
    if (start >= end) return
    if (!TYPES.includes(letterAt(fields.view, start))) {
      fields.text('resp.command', lineText(fields.bytes, start, end), start, end)
      return
    }
    const walk = new Walk(fields.view, start, end, fields)
    if (!walk.value(0)) fields.problem(walk.isWrong ? 'malformed' : 'cut', walk.at)
  },
  summary(view, bytes, start, end) {
    const words = commandWords(view, bytes, start, end)
    if (words.length === 0) return lineText(bytes, start, end).slice(0, 200)
    const shown = /^(AUTH|HELLO)$/i.test(words[0] as string) ? [words[0], '…'] : words
    return shown.join(' ').slice(0, 200)
  },
}

const letterAt = (view: DataView, at: number) => String.fromCharCode(view.getUint8(at))

/** Position after the line end, or 0 when there is none. */
function lineEnd(view: DataView, start: number, end: number): number {
  for (let at = start; at < Math.min(end, start + MAX_LINE); at++) if (view.getUint8(at) === LF) return at + 1
  return 0
}
function lineText(bytes: Uint8Array, start: number, end: number): string {
  const feed = bytes.subarray(start, end).indexOf(LF)
  let stop = feed < 0 ? end : start + feed
  if (stop > start && bytes[stop - 1] === CR) stop--
  return formatText(bytes, start, Math.min(stop, start + MAX_TEXT))
}

/** A command without RESP: a line of printable letters. */
function isInline(view: DataView, start: number, end: number): boolean {
  for (let at = start; at < Math.min(end, start + 64); at++) {
    const byte = view.getUint8(at)
    if (byte === CR || byte === LF) return at > start
    if (byte < 0x20 || byte > 0x7e) return false
  }
  return true
}

/** `*2 $4 AUTH …`: an array of bulk strings, the first a word. */
function isCommand(view: DataView, start: number, end: number): boolean {
  if (end - start < 12 || view.getUint8(start) !== 0x2a) return false
  const text = formatText(bytesOfView(view), start, Math.min(end, start + 40))
  return /^\*[1-9]\d{0,3}\\r\\n\$[1-9]\d?\\r\\n[A-Za-z]{2,}/.test(text)
}

/** Follows one value and what is inside; says it when there is somebody to say it to. */
class Walk {
  readonly view: DataView
  at: number
  readonly end: number
  isWrong = false
  /** Where the message ends when all that is missing is the rest of its last string; else 0. */
  wanted = 0
  readonly #fields: Fields | undefined
  #values = 0
  #shown = 0

  constructor(view: DataView, start: number, end: number, fields?: Fields) {
    this.view = view
    this.at = start
    this.end = end
    this.#fields = fields
  }

  /** True when the value is whole. */
  value(depth: number, isLast = true): boolean {
    const start = this.at
    if (start >= this.end) return false
    const type = letterAt(this.view, start)
    if (!TYPES.includes(type) || depth > MAX_DEPTH || ++this.#values > MAX_VALUES) return this.#wrong()
    const after = lineEnd(this.view, start, this.end)
    if (after === 0) return this.end - start > MAX_LINE ? this.#wrong() : false
    this.at = after
    if (AGGREGATES.includes(type)) return this.#aggregate(type, start, after, depth, isLast)
    if (BULKS.includes(type)) return this.#bulk(start, after, isLast)
    this.#say(type === '-' ? 'resp.error' : type === '+' ? 'resp.string' : 'resp.integer', start + 1, after)
    return true
  }

  #wrong(): false {
    this.isWrong = true
    return false
  }

  /** The number of a header line; -1 is "no value", NaN is none. */
  #count(start: number, after: number): number {
    let text = ''
    for (let at = start + 1; at < Math.min(after, start + 12); at++) text += letterAt(this.view, at)
    const match = /^(-1|\d{1,9})\r?\n/.exec(text)
    return match ? Number(match[1]) : Number.NaN
  }

  #aggregate(type: string, start: number, after: number, depth: number, isLast: boolean): boolean {
    const count = this.#count(start, after)
    if (Number.isNaN(count)) return this.#wrong()
    const elements = type === '%' || type === '|' ? 2 * count : count
    this.#fields?.uint('resp.array.length', Math.max(0, count), start, after)
    for (let n = 0; n < elements; n++) if (!this.value(depth + 1, isLast && n === elements - 1)) return false
    return true
  }

  #bulk(start: number, after: number, isLast: boolean): boolean {
    const length = this.#count(start, after)
    if (Number.isNaN(length)) return this.#wrong()
    if (length < 0) return true
    const stop = after + length + 2
    const fields = this.#shown++ < MAX_SHOWN ? this.#fields : undefined
    fields?.uint('resp.bulk_string.length', length, start, after)
    const to = Math.min(after + length, this.end)
    if (fields && to > after) {
      fields.bytesAt('resp.bulk_string.value', after, to)
      fields.text('resp.bulk_string.text', formatText(fields.bytes, after, Math.min(to, after + MAX_TEXT)), after, to)
    }
    if (stop > this.end) {
      if (isLast) this.wanted = stop
      this.at = this.end
      return false
    }
    this.at = stop
    return true
  }

  #say(name: string, start: number, after: number): void {
    if (this.#shown++ < MAX_SHOWN) this.#fields?.text(name, lineText(this.#fields.bytes, start, after), start, after)
  }
}

/** The first words of a command; none when this is an answer. */
function commandWords(view: DataView, bytes: Uint8Array, start: number, end: number): string[] {
  if (start >= end || (view.getUint8(start) !== 0x2a && TYPES.includes(letterAt(view, start)))) return []
  if (view.getUint8(start) !== 0x2a) return lineText(bytes, start, end).split(' ')
  const words: string[] = []
  let at = lineEnd(view, start, end)
  for (let n = 0; n < 6 && at > 0 && at < end && view.getUint8(at) === 0x24; n++) {
    const from = lineEnd(view, at, end)
    const length = Number.parseInt(lineText(bytes, at + 1, end), 10)
    if (from === 0 || !(length >= 0) || from + length > end) break
    words.push(formatText(bytes, from, Math.min(from + length, from + 100)))
    at = from + length + 2
  }
  return words
}

/** `AUTH password`, `AUTH user password`, `HELLO 3 AUTH user password`. */
export function readRedisCredential(view: DataView, start: number, end: number): Credential | undefined {
  const words = commandWords(view, bytesOfView(view), start, end)
  const command = words[0]?.toUpperCase()
  const from = command === 'AUTH' ? 1 : command === 'HELLO' && words[2]?.toUpperCase() === 'AUTH' ? 3 : 0
  const [first, second] = from > 0 ? words.slice(from) : []
  if (first === undefined) return undefined
  return second === undefined ? credentialOf(undefined, first.length) : credentialOf(first, second.length)
}
