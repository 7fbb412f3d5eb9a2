/** Fields of bytes that a frame holds in another form (decrypted, unmasked): shown where the frame holds them. */
import { formatIpv4, formatIpv6, toHex } from '../addresses.ts'
import type { Fields } from '../fields.ts'
import type { ProtocolName } from '../protocols.ts'

const MAX_HEX_BYTES = 4096

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
  bytesAt(name: string, start: number, end: number): void {
    this.text(name, toHex(this.bytes, start, Math.min(end, start + MAX_HEX_BYTES)), start, end)
  }
  ipv4(name: string, start: number): void {
    this.text(name, formatIpv4(this.view.getUint32(start)), start, start + 4)
  }
  ipv6(name: string, start: number): void {
    this.text(name, formatIpv6(this.view, start), start, start + 16)
  }
  mac(name: string, start: number): void {
    this.text(name, toHex(this.bytes, start, start + 6, ':'), start, start + 6)
  }
  open(title: string, start: number, end: number): void {
    this.#outer.open(title, this.#at(start), this.#at(end))
  }
  close(): void {
    this.#outer.close()
  }
  problem(code: 'cut' | 'malformed', at: number): void {
    this.#outer.problem(code, this.#at(at))
  }
}
