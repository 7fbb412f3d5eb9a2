/** AES backwards (FIPS 197 §5.3), for cipher block chaining alone: every other mode only goes forwards. */
import { double, expandKey, SBOX, word } from './aes.ts'

const BLOCK_BYTES = 16

interface Tables {
  readonly sbox: Uint8Array
  /** InvMixColumns of a byte in the first row; the other rows are its rotations. */
  readonly mixed: Int32Array
}
/** Filled when the first record is opened with it: hardly any capture wants them. */
let filled: Tables | undefined
function fillTables(): Tables {
  const sbox = new Uint8Array(256)
  const mixed = new Int32Array(256)
  for (let n = 0; n < 256; n++) sbox[SBOX[n] as number] = n
  for (let n = 0; n < 256; n++) {
    const [two, four, eight] = [double(n), double(double(n)), double(double(double(n)))]
    mixed[n] = ((eight ^ four ^ two) << 24) | ((eight ^ n) << 16) | ((eight ^ four ^ n) << 8) | (eight ^ two ^ n)
  }
  return { sbox, mixed }
}

export class AesBackwards {
  readonly #schedule: Int32Array
  readonly #tables: Tables

  /** `key` has 16 or 32 bytes. */
  constructor(key: Uint8Array) {
    filled ??= fillTables()
    this.#tables = filled
    this.#schedule = expandKey(key)
  }

  /** Cipher block chaining (NIST SP 800-38A §6.2); `sealed` is whole blocks, `iv` one. */
  openChain(iv: Uint8Array, sealed: Uint8Array): Uint8Array {
    const opened = new Uint8Array(sealed.length)
    const state = new Uint8Array(BLOCK_BYTES)
    for (let at = 0; at < sealed.length; at += BLOCK_BYTES) {
      this.#open(sealed, at, state)
      const [before, from] = at === 0 ? [iv, 0] : [sealed, at - BLOCK_BYTES]
      for (let n = 0; n < BLOCK_BYTES; n++) opened[at + n] = (state[n] as number) ^ (before[from + n] as number)
    }
    return opened
  }

  #open(bytes: Uint8Array, from: number, state: Uint8Array): void {
    const k = this.#schedule
    const { sbox } = this.#tables
    const view = new DataView(state.buffer)
    for (let column = 0; column < 4; column++)
      view.setInt32(4 * column, word(bytes, from + 4 * column) ^ (k[k.length - 4 + column] as number))
    for (let at = k.length - 8; at >= 0; at -= 4) {
      unshift(state, sbox)
      for (let column = 0; column < 4; column++) {
        const w = view.getInt32(4 * column) ^ (k[at + column] as number)
        view.setInt32(4 * column, at === 0 ? w : this.#unmix(w))
      }
    }
  }

  #unmix(w: number): number {
    const { mixed } = this.#tables
    const one = mixed[(w >>> 16) & 0xff] as number
    const two = mixed[(w >>> 8) & 0xff] as number
    const three = mixed[w & 0xff] as number
    return (
      (mixed[w >>> 24] as number) ^
      ((one >>> 8) | (one << 24)) ^
      ((two >>> 16) | (two << 16)) ^
      ((three >>> 24) | (three << 8))
    )
  }
}

/** InvShiftRows and InvSubBytes in one step; the state lies column by column. */
function unshift(state: Uint8Array, sbox: Uint8Array): void {
  const before = state.slice()
  for (let n = 0; n < BLOCK_BYTES; n++)
    state[n] = sbox[before[(n - 4 * (n & 3) + BLOCK_BYTES) & 15] as number] as number
}
