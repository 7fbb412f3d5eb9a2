/** What a `describe` said, flat, for tests; every range it says must lie within the bytes. */
import { formatIpv4, formatIpv6, toHex } from '../src/decoder/addresses.ts'
import type { Fields } from '../src/decoder/fields.ts'

interface Seen {
  readonly name: string
  readonly value: number | boolean | string
  readonly meaning?: string | undefined
}

export class SeenFields implements Fields {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly layers: string[] = []
  readonly titles: string[] = []
  readonly problems: string[] = []
  readonly #seen: Seen[] = []
  #depth = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  get names(): readonly string[] {
    return this.#seen.map(({ name }) => name)
  }
  all(name: string): readonly (number | boolean | string)[] {
    return this.#seen.filter((field) => field.name === name).map(({ value }) => value)
  }
  first(name: string): number | boolean | string | undefined {
    return this.#seen.find((field) => field.name === name)?.value
  }
  meaning(name: string): string | undefined {
    return this.#seen.find((field) => field.name === name)?.meaning
  }

  layer(protocol: string, start: number, end: number): void {
    if (this.#depth !== 0) throw new Error(`${this.#depth} groups are open where the layer ${protocol} begins`)
    this.#check(protocol, start, end)
    this.layers.push(protocol)
  }
  uint(name: string, value: number, start: number, end: number, meaning?: string): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} is ${value}`)
    this.#add({ name, value, meaning }, start, end)
  }
  double(name: string, value: number, start: number, end: number): void {
    this.#add({ name, value }, start, end)
  }
  bool(name: string, value: boolean, start: number, end: number): void {
    this.#add({ name, value }, start, end)
  }
  text(name: string, value: string, start: number, end: number): void {
    this.#add({ name, value }, start, end)
  }
  bytesAt(name: string, start: number, end: number): void {
    this.#add({ name, value: toHex(this.bytes, start, end) }, start, end)
  }
  ipv4(name: string, start: number): void {
    this.#add({ name, value: formatIpv4(this.view.getUint32(start)) }, start, start + 4)
  }
  ipv6(name: string, start: number): void {
    this.#add({ name, value: formatIpv6(this.view, start) }, start, start + 16)
  }
  mac(name: string, start: number): void {
    this.#add({ name, value: toHex(this.bytes, start, start + 6, ':') }, start, start + 6)
  }
  open(title: string, start: number, end: number): void {
    this.#check(title, start, end)
    this.titles.push(title)
    this.#depth++
  }
  close(): void {
    this.#depth--
    if (this.#depth < 0) throw new Error('a group is closed twice')
  }
  problem(code: string, _at: number): void {
    this.problems.push(code)
  }
  #add(field: Seen, start: number, end: number): void {
    this.#check(field.name, start, end)
    this.#seen.push(field)
  }
  #check(name: string, start: number, end: number): void {
    if (start < 0 || end < start || end > this.bytes.length) throw new Error(`${name} is at ${start}…${end}`)
  }
}
