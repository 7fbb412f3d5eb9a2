/** Fields of bytes that a frame holds in another form (decrypted, unmasked): shown where the frame holds them. */
import { toHex } from '../addresses.ts'
import { type Fields, isWanted } from '../fields.ts'
import type { ProtocolName } from '../protocols.ts'

const MAX_HEX_BYTES = 64

export class ShiftedFields implements Fields {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly #outer: Fields
  readonly #shift: number
  readonly #limit: number

  /** `bytes` in clear; the one at 0 is at `shift` in `outer`. Ranges end at `limit` there, where the frame's own bytes do. */
  constructor(outer: Fields, bytes: Uint8Array, shift: number, limit = shift + bytes.length) {
    this.#outer = outer
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#shift = shift
    this.#limit = limit
  }
  #at(position: number): number {
    return Math.min(this.#limit, position + this.#shift)
  }
  layer(protocol: ProtocolName, start: number, end: number): void {
    this.#outer.layer(protocol, this.#at(start), this.#at(end))
  }
  uint(name: string, value: number, start: number, end: number, meaning?: string): void {
    this.#outer.uint(name, value, this.#at(start), this.#at(end), meaning)
  }
  double(name: string, value: number, start: number, end: number): void {
    this.#outer.double(name, value, this.#at(start), this.#at(end))
  }
  bool(name: string, value: boolean, start: number, end: number): void {
    this.#outer.bool(name, value, this.#at(start), this.#at(end))
  }
  text(name: string, value: string, start: number, end: number): void {
    this.#outer.text(name, value, this.#at(start), this.#at(end))
  }
  /** Filters compare bytes where the frame holds them, and these it does not hold: they are said for the eye alone. */
  bytesAt(name: string, start: number, end: number): void {
    if (this.#outer.wants) return
    const stop = Math.min(end, start + MAX_HEX_BYTES)
    this.open(`${name}: ${toHex(this.bytes, start, stop)}${stop < end ? '…' : ''}`, start, end)
    this.close()
  }
  ipv4(name: string, start: number): void {
    this.bytesAt(name, start, start + 4)
  }
  ipv6(name: string, start: number): void {
    this.bytesAt(name, start, start + 16)
  }
  mac(name: string, start: number): void {
    this.bytesAt(name, start, start + 6)
  }
  open(title: string, start: number, end: number): void {
    this.#outer.open(title, this.#at(start), this.#at(end))
  }
  close(): void {
    this.#outer.close()
  }
  wants(prefix: string): boolean {
    return isWanted(this.#outer, prefix)
  }
  problem(code: 'cut' | 'malformed', at: number): void {
    this.#outer.problem(code, this.#at(at))
  }
}
