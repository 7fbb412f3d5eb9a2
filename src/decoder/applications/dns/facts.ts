/**
 * DNS messages for the analyser (RFC 1035 section 4): a capture may hold more than a million, so one reader is reused and
 * allocates nothing; a name becomes a string only when somebody asks. mDNS and LLMNR have the same format.
 * What counts as a question, and how odd names are written, is tshark's, so that facts compare.
 */
import { secretMultiplier } from '../../hash.ts'
import { longer } from '../../longer.ts'
import { formatText } from '../text.ts'

const HEADER_BYTES = 12
/** Most characters a name may have in text, as tshark counts. */
const MAX_NAME = 254
const MAX_POINTERS = 255
/** What a record's count may claim and we still follow. */
const MAX_RECORDS = 4096

const literal = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const ROOT = literal('<Root>')
const LOOP = literal('<Name contains a pointer that loops>')
const EXTENDED = literal('<Unknown extended label>')
const TOO_LONG = literal('<Name too long>')
const DOT = 0x2e
const BIT_STRING = 0x41

export const ANSWER = 1
export const AUTHORITY = 2
export const ADDITIONAL = 3

export class DnsReader {
  id = 0
  isResponse = false
  opcode = 0
  rcode = 0
  /** The answer was longer than the transport let through. */
  truncated = false
  /** Counts as the header claims them. */
  questions = 0
  answers = 0
  authorities = 0
  additionals = 0

  /** The current question, if `hasQuestion`; after `read` the first one. */
  hasQuestion = false
  questionType = 0
  questionClass = 0
  /** Wire position of the question's name, and of the byte after its class. */
  nameStart = 0
  nameEnd = 0

  /** Hash of the current name, case kept; equal names have equal hashes. The name is the question's, or the record's after `nextRecord`. */
  nameHash = 0
  /** The current name as bytes, labels joined by dots: the first `nameLength` of `name`. */
  readonly name = new Uint8Array(256)
  nameLength = 0

  /** The current record, after `nextRecord` said true; its data is `dataStart…dataEnd`. */
  section = 0
  recordType = 0
  recordClass = 0
  ttlSeconds = 0
  dataStart = 0
  dataEnd = 0

  #view: DataView = new DataView(new ArrayBuffer(0))
  #bytes: Uint8Array = new Uint8Array(0)
  #start = 0
  #end = 0
  #at = 0
  #question = 0
  #record = 0

  /**
   * Reads the header and the first question of the message `start…end` (the length prefix of DNS over TCP not included).
   * False when even its flags are not there; counts and questions are as many as were captured.
   */
  read(view: DataView, bytes: Uint8Array, start: number, end: number): boolean {
    this.hasQuestion = false
    this.questions = 0
    this.answers = 0
    this.authorities = 0
    this.additionals = 0
    if (start + 4 > end) return false
    this.id = view.getUint16(start)
    const flags = view.getUint16(start + 2)
    this.isResponse = flags >= 0x8000
    this.opcode = (flags >> 11) & 15
    this.rcode = flags & 15
    this.truncated = (flags & 0x0200) !== 0
    this.readNames(view, bytes, start, end)
    this.#at = start + HEADER_BYTES
    this.#question = 0
    this.#record = 0
    if (start + HEADER_BYTES <= end) {
      this.questions = view.getUint16(start + 4)
      this.answers = view.getUint16(start + 6)
      this.authorities = view.getUint16(start + 8)
      this.additionals = view.getUint16(start + 10)
    }
    this.nextQuestion()
    return true
  }

  /** Moves to the next question; false (and `hasQuestion` false) when there is none, or it is cut. */
  nextQuestion(): boolean {
    this.hasQuestion = false
    if (this.#question >= this.questions || this.#question === MAX_RECORDS) return false
    const after = this.#expandName(this.#at)
    if (after < 0 || after + 4 > this.#end) {
      this.#stop()
      return false
    }
    this.nameStart = this.#at
    this.nameEnd = after + 4
    this.questionType = this.#view.getUint16(after)
    this.questionClass = this.#view.getUint16(after + 2)
    this.#at = after + 4
    this.#question++
    this.hasQuestion = true
    return true
  }

  /** Moves to the next record of the answer, authority and additional sections; questions not yet asked for are skipped. */
  nextRecord(): boolean {
    while (this.#question < this.questions) if (!this.nextQuestion()) return false
    const n = this.#record
    if (n >= this.answers + this.authorities + this.additionals || n === MAX_RECORDS) return false
    const view = this.#view
    const after = this.#expandName(this.#at)
    if (after < 0 || after + 10 > this.#end) return this.#stop()
    const dataEnd = after + 10 + view.getUint16(after + 8)
    if (dataEnd > this.#end) return this.#stop()
    this.section = n < this.answers ? ANSWER : n < this.answers + this.authorities ? AUTHORITY : ADDITIONAL
    this.recordType = view.getUint16(after)
    this.recordClass = view.getUint16(after + 2)
    this.ttlSeconds = view.getUint32(after + 4)
    this.dataStart = after + 10
    this.dataEnd = dataEnd
    this.#at = dataEnd
    this.#record = n + 1
    return true
  }

  /** Prepares `readName` for bytes that hold names alone; pointers count from `start`. */
  readNames(view: DataView, bytes: Uint8Array, start: number, end: number): void {
    this.#view = view
    this.#bytes = bytes
    this.#start = start
    this.#end = end
  }

  /** Makes the name at `at` (inside this message) the current one; the position after it, or -1 when it is cut. For names in record data. */
  readName(at: number): number {
    return this.#expandName(at)
  }

  /** The current name as text: `example.org`, `<Root>`. */
  nameText(): string {
    return formatText(this.name, 0, this.nameLength)
  }

  #stop(): false {
    this.questions = Math.min(this.questions, this.#question)
    this.#record = MAX_RECORDS
    return false
  }

  /** Follows labels and pointers (RFC 1035 section 4.1.4) and leaves the name in `name`. Position after it, or -1 when it is cut. */
  #expandName(from: number): number {
    const bytes = this.#bytes
    const end = this.#end
    let at = from
    let after = -1
    this.nameLength = 0
    for (let pointers = 0; at >= 0 && at < end; ) {
      const label = bytes[at++] as number
      if (label === 0) return this.#finishName(after < 0 ? at : after)
      if (label < 0x40) at = this.#addLabel(at, label)
      else if (label >= 0xc0) {
        if (at >= end) return -1
        if (after < 0) after = at + 1
        const target = this.#start + ((label & 0x3f) << 8) + (bytes[at] as number)
        if (target === at - 1 || ++pointers > MAX_POINTERS) return this.#setName(LOOP, after)
        at = target
      } else if (label === BIT_STRING) at = this.#skipBitString(at)
      else return this.#endAtUnknown(label, after < 0 ? at : after)
    }
    return -1
  }

  /** Position after the label, or -1 when it is cut. */
  #addLabel(at: number, label: number): number {
    const bytes = this.#bytes
    const name = this.name
    if (at + label > this.#end) return -1
    let length = this.nameLength
    if (length > 0 && length < MAX_NAME) name[length++] = DOT
    const stop = at + (label < MAX_NAME - length ? label : MAX_NAME - length)
    for (let k = at; k < stop; k++) name[length++] = bytes[k] as number
    this.nameLength = length
    return at + label
  }

  /** Where other labels end nobody knows; tshark gives up on the upper half of them at once. */
  #endAtUnknown(label: number, after: number): number {
    return label >= 0x80 ? -1 : this.#setName(EXTENDED, after)
  }

  /** A bit string (RFC 2673) adds nothing to a name that could be compared. Position after it, or -1. */
  #skipBitString(at: number): number {
    if (at >= this.#end) return -1
    const bits = this.#bytes[at] as number
    const after = at + 1 + (bits === 0 ? 1 : ((bits - 1) >> 3) + 1)
    return after > this.#end ? -1 : after
  }

  #finishName(after: number): number {
    const length = this.nameLength
    if (length === 0) return this.#setName(ROOT, after)
    if (length >= MAX_NAME) return this.#setName(TOO_LONG, after)
    this.nameHash = hashOf(this.name, length)
    return after
  }

  #setName(text: Uint8Array, after: number): number {
    this.name.set(text)
    this.nameLength = text.length
    this.nameHash = hashOf(text, text.length)
    return after
  }
}

const MULTIPLIER = secretMultiplier()

/** As FNV-1a, with a multiplier of its own and its upper bits folded in. */
function hashOf(bytes: Uint8Array, length: number): number {
  let hash = 0x811c9dc5
  for (let k = 0; k < length; k++) hash = Math.imul(hash ^ (bytes[k] as number), MULTIPLIER)
  return hash ^ (hash >>> 15)
}

/** What `NameTable.intern` needs of a reader. */
export interface NameSource {
  readonly name: Uint8Array
  readonly nameLength: number
  readonly nameHash: number
}

/** Distinct names as numbers: open addressing over typed arrays, and the names' bytes one after another. */
export class NameTable {
  /** Names that came when the table was full. */
  refused = 0
  #count = 0
  readonly #maxNames: number
  readonly #maxBytes: number
  #slots = new Int32Array(1024)
  #hashes = new Int32Array(512)
  #ends = new Int32Array(512)
  #arena = new Uint8Array(16 * 1024)

  /** Holds at most `maxNames` names in at most `maxBytes` bytes; further ones are refused and counted. */
  constructor(maxNames = 2_000_000, maxBytes = 64 * 1024 * 1024) {
    this.#maxNames = maxNames
    this.#maxBytes = maxBytes
  }

  get size(): number {
    return this.#count
  }

  /** Number of the source's current name, the same for the same name; -1 when it is new and the table is full. */
  intern(source: NameSource): number {
    const { name, nameLength, nameHash } = source
    const mask = this.#slots.length - 1
    let slot = nameHash & mask
    for (;;) {
      const id = (this.#slots[slot] as number) - 1
      if (id < 0) break
      if (this.#hashes[id] === nameHash && this.#equals(id, name, nameLength)) return id
      slot = (slot + 1) & mask
    }
    return this.#add(slot, name, nameLength, nameHash)
  }

  /** The name as text. Made anew each time it is asked for. */
  text(id: number): string {
    if (id < 0 || id >= this.#count) return ''
    return formatText(this.#arena, this.#startOf(id), this.#ends[id] as number)
  }

  #startOf(id: number): number {
    return id === 0 ? 0 : (this.#ends[id - 1] as number)
  }

  #equals(id: number, name: Uint8Array, length: number): boolean {
    const start = this.#startOf(id)
    if ((this.#ends[id] as number) - start !== length) return false
    const arena = this.#arena
    for (let k = 0; k < length; k++) if (arena[start + k] !== name[k]) return false
    return true
  }

  #add(slot: number, name: Uint8Array, length: number, hash: number): number {
    const id = this.#count
    const start = this.#startOf(id)
    if (id >= this.#maxNames || start + length > this.#maxBytes) {
      this.refused++
      return -1
    }
    if (start + length > this.#arena.length) this.#arena = longer(this.#arena, this.#arena.length * 2)
    for (let k = 0; k < length; k++) this.#arena[start + k] = name[k] as number
    this.#hashes[id] = hash
    this.#ends[id] = start + length
    this.#slots[slot] = id + 1
    this.#count = id + 1
    if (this.#count === this.#hashes.length) this.#grow()
    return id
  }

  /** Twice the room; every name moves to its new slot. */
  #grow(): void {
    const count = this.#count
    this.#hashes = longer(this.#hashes, count * 2)
    this.#ends = longer(this.#ends, count * 2)
    const slots = new Int32Array(count * 4)
    const mask = slots.length - 1
    for (let id = 0; id < count; id++) {
      const hash = this.#hashes[id] as number
      let slot = hash & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = id + 1
    }
    this.#slots = slots
  }
}
