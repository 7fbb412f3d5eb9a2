/** What every application owes whatever the bytes, as a list of broken promises; and a description as lines, for tables of cases. */
import { formatIpv4, formatIpv6, toHex } from '../addresses.ts'
import type { Application, Fields, FieldType } from '../fields.ts'
import type { ProtocolName } from '../protocols.ts'

const MAX_FIELDS = 100_000

/** Every field as a line: `dns.flags.rcode: 3 (No such name)`; groups as `[Answers]`, problems as `! cut`. Throws when a field breaks a promise. */
class FieldLog implements Fields {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly lines: string[] = []
  readonly #types: Readonly<Record<string, FieldType>>
  readonly #start: number
  readonly #end: number
  #depth = 0

  constructor(bytes: Uint8Array, start: number, end: number, types: Readonly<Record<string, FieldType>>) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#start = start
    this.#end = end
    this.#types = types
  }
  #say(line: string, start: number, end: number): void {
    if (start < this.#start || end > this.#end || start > end) throw new Error(`${line} lies outside: ${start}…${end}`)
    if (this.lines.length >= MAX_FIELDS) throw new Error('endless fields')
    this.lines.push(line)
  }
  #field(type: FieldType, name: string, value: string, start: number, end: number): void {
    if (this.#types[name] !== type) throw new Error(`${name} is said as ${type}, its table has ${this.#types[name]}`)
    this.#say(`${name}: ${value}`, start, end)
  }
  layer(protocol: ProtocolName, start: number, end: number): void {
    this.#depth = 0
    this.#say(`<${protocol}>`, start, end)
  }
  uint(name: string, value: number, start: number, end: number, meaning?: string): void {
    this.#field('uint', name, meaning === undefined ? `${value}` : `${value} (${meaning})`, start, end)
  }
  double(name: string, value: number, start: number, end: number): void {
    this.#field('double', name, `${value}`, start, end)
  }
  bool(name: string, value: boolean, start: number, end: number): void {
    this.#field('bool', name, `${value}`, start, end)
  }
  text(name: string, value: string, start: number, end: number): void {
    this.#field('text', name, value, start, end)
  }
  bytesAt(name: string, start: number, end: number): void {
    this.#field('bytes', name, toHex(this.bytes, start, end), start, end)
  }
  ipv4(name: string, start: number): void {
    this.#field('ipv4', name, formatIpv4(this.view.getUint32(start)), start, start + 4)
  }
  ipv6(name: string, start: number): void {
    this.#field('ipv6', name, formatIpv6(this.view, start), start, start + 16)
  }
  mac(name: string, start: number): void {
    this.#field('mac', name, toHex(this.bytes, start, start + 6, ':'), start, start + 6)
  }
  open(title: string, start: number, end: number): void {
    this.#depth++
    this.#say(`[${title}]`, start, end)
  }
  close(): void {
    if (this.#depth-- === 0) throw new Error('closed more than opened')
  }
  problem(code: 'cut' | 'malformed'): void {
    this.lines.push(`! ${code}`)
  }
  get open_(): number {
    return this.#depth
  }
}

/** The description of `bytes` as lines. */
export function describedLines(application: Application, bytes: Uint8Array): readonly string[] {
  const log = new FieldLog(bytes, 0, bytes.length, application.fields)
  application.describe(log, 0, bytes.length)
  if (log.open_ !== 0) throw new Error('a group stays open')
  return log.lines
}

export function summaryOf(application: Application, bytes: Uint8Array): string {
  return application.summary(viewOf(bytes), bytes, 0, bytes.length)
}

/** Deterministic pseudo-random numbers below `limit` (xorshift). */
export function createRandom(seed: number): (limit: number) => number {
  let state = seed | 1
  return (limit) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % limit
  }
}

/**
 * Gives `application` each sample cut at every byte, and `mutations` of each with random bytes changed, between other
 * bytes. The promises that broke, with the bytes in hexadecimal; none when all is well.
 */
export function brokenPromises(application: Application, samples: readonly Uint8Array[], mutations = 300): string[] {
  const random = createRandom(0x5eed)
  const broken: string[] = []
  for (const sample of samples) {
    for (let length = 0; length <= sample.length; length++)
      broken.push(...tryBytes(application, sample.slice(0, length)))
    for (let n = 0; n < mutations && sample.length > 0; n++) {
      const bytes = sample.slice()
      for (let k = random(6) + 1; k > 0; k--) bytes[random(bytes.length)] = random(3) === 0 ? 0xff : random(256)
      broken.push(...tryBytes(application, bytes))
    }
  }
  return broken.slice(0, 10)
}

/** The bytes lie inside others (which would answer a read outside their range with sense), and at the very end of memory. */
function tryBytes(application: Application, bytes: Uint8Array): string[] {
  const before = 7
  const roomy = new Uint8Array(before + bytes.length + 9).fill(0xff)
  roomy.set(bytes, before)
  const tight = roomy.slice(0, before + bytes.length)
  const complaints = [...tryPlace(application, tight, before), ...tryPlace(application, roomy, before, bytes.length)]
  return complaints.map((complaint) => `${complaint} with ${toHex(bytes, 0, bytes.length)}`)
}

function tryPlace(
  application: Application,
  memory: Uint8Array,
  start: number,
  length = memory.length - start,
): string[] {
  const view = viewOf(memory)
  const end = start + length
  const complaints: string[] = []
  try {
    for (const transport of ['tcp', 'udp'] as const)
      for (const expected of [true, false]) application.recognises(view, start, end, { transport, expected })
    const size = application.measure?.(view, start, end) ?? 1
    if (!(size >= -1) || !Number.isSafeInteger(size)) complaints.push(`measure says ${size}`)
    const log = new FieldLog(memory, start, end, application.fields)
    application.describe(log, start, end)
    if (log.open_ !== 0) complaints.push('a group stays open')
    const summary = application.summary(view, memory, start, end)
    if (summary.length > 1000) complaints.push(`summary of ${summary.length} characters`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    if (/[\u0000-\u001f]/.test(summary)) complaints.push('control characters in the summary')
  } catch (error) {
    complaints.push(String(error))
  }
  return complaints
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Bytes from hexadecimal, blanks ignored; `"text"` inside stands for its characters. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = []
  for (const [, quoted, hex] of text.matchAll(/"([^"]*)"|([0-9a-fA-F]{2})/g)) {
    if (quoted !== undefined) for (const letter of quoted) bytes.push(letter.charCodeAt(0))
    else bytes.push(Number.parseInt(hex as string, 16))
  }
  return Uint8Array.from(bytes)
}
