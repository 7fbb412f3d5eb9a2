/** Bytes written and read one number after the other; integers are LEB128 (DWARF 5 §7.6), signed ones zigzag. */

export class ByteWriter {
  #bytes = new Uint8Array(1024)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  #grow(more: number) {
    if (this.#length + more <= this.#bytes.length) return
    const bigger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    bigger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = bigger
    this.#view = new DataView(bigger.buffer)
  }
  byte(value: number) {
    this.#grow(1)
    this.#bytes[this.#length++] = value
  }
  /** Up to 2^53, so arithmetic instead of 32-bit shifts above 2^31. */
  unsigned(value: number) {
    this.#grow(8)
    let rest = value
    while (rest >= 0x8000_0000) {
      this.#bytes[this.#length++] = (rest % 128) | 0x80
      rest = Math.floor(rest / 128)
    }
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.#bytes[this.#length++] = rest
  }
  signed(value: number) {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value)
  }
  /** The `count` low bytes of `high:low`, least significant first. */
  word(low: number, high: number, firstByte: number, count: number) {
    this.#grow(8)
    for (let byte = firstByte; byte < firstByte + count; byte++) {
      this.#bytes[this.#length++] = (byte < 4 ? low >>> (8 * byte) : high >>> (8 * (byte - 4))) & 0xff
    }
  }
  doubles(values: readonly number[]) {
    this.#grow(8 * values.length)
    for (const value of values) {
      this.#view.setFloat64(this.#length, value, true)
      this.#length += 8
    }
  }
  /** Borrowed: valid until the next write. */
  borrowBytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }
  clear() {
    this.#length = 0
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #offset = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  byte(): number {
    const value = this.#bytes[this.#offset++]
    if (value === undefined) throw new RangeError(`the chunk ends at byte ${this.#bytes.length}`)
    return value
  }
  unsigned(): number {
    let value = 0
    let unit = 1
    for (;;) {
      const byte = this.byte()
      value += (byte & 0x7f) * unit
      if (byte < 0x80) return value
      unit *= 128
    }
  }
  signed(): number {
    const value = this.unsigned()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
  doubles(count: number): number[] {
    const values: number[] = []
    for (let index = 0; index < count; index++) {
      values.push(this.#view.getFloat64(this.#offset, true))
      this.#offset += 8
    }
    return values
  }
}
