/** A member of a gzip file (RFC 1952 §2.3). The members and what lies between them are told apart here: zlib would take all as one. */
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib'
import { Extent, type Walk } from './extent.ts'
import { type Frame, PackingDamage, PIECE_BYTES, SHORT_BYTES, StreamFrame } from './frame.ts'

const METHOD_DEFLATE = 8
const FLAG = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const
const FIXED_BYTES = 10
const TRAILER_BYTES = 8
/** What a short one unpacks to at a time. */
const SHORT_PIECE_BYTES = 64 * 1024

function* walkHeader(): Walk {
  yield 2
  if ((yield 1) !== METHOD_DEFLATE) throw new PackingDamage('unknown compression method')
  const flags = yield 1
  if (flags & FLAG.reserved) throw new PackingDamage('unknown header flags set')
  yield FIXED_BYTES - 4
  if (flags & FLAG.extra) {
    const length = (yield 1) + (yield 1) * 256
    if (length > 0) yield length
  }
  if (flags & FLAG.name) while ((yield 1) !== 0);
  if (flags & FLAG.comment) while ((yield 1) !== 0);
  if (flags & FLAG.headerCrc) yield 2
}

/** A stream of nothing: one last block of fixed codes, which ends at once (RFC 1951 §3.2.6). bgzip ends each file with it. */
const NOTHING = [3, 0] as const
const isNothing = (bytes: Uint8Array) => bytes[0] === NOTHING[0] && bytes[1] === NOTHING[1]

/** The whole of what `bytes` begin with, and how many of them it was; nothing when it is long, cut or damaged. */
function inflateShort(bytes: Uint8Array): { readonly piece: Uint8Array; readonly taken: number } | undefined {
  if (isNothing(bytes)) return { piece: new Uint8Array(), taken: NOTHING.length }
  const options = { info: true, maxOutputLength: PIECE_BYTES, chunkSize: SHORT_PIECE_BYTES }
  try {
    const { buffer, engine } = inflateRawSync(bytes, options) as unknown as {
      readonly buffer: Uint8Array
      readonly engine: { readonly bytesWritten: number }
    }
    return { piece: buffer, taken: engine.bytesWritten }
  } catch {
    return undefined
  }
}

export class GzipMember implements Frame {
  readonly #header = new Extent(walkHeader())
  #body: StreamFrame | undefined
  #bodyEnded = false
  readonly #trailer = new Uint8Array(TRAILER_BYTES)
  #trailerLength = 0
  #crc = 0
  /** Modulo 2^32. */
  #length = 0

  get hasEnded(): boolean {
    return this.#trailerLength === TRAILER_BYTES
  }

  async *write(bytes: Uint8Array): AsyncGenerator<Uint8Array, number> {
    let at = this.#header.pass(bytes)
    if (at === bytes.length) return at
    if (!this.#bodyEnded) at += yield* this.#writeBody(bytes.subarray(at))
    if (this.#bodyEnded) at += this.#takeTrailer(bytes.subarray(at))
    return at
  }
  async *finish(): AsyncGenerator<Uint8Array> {
    if (this.#body && !this.#bodyEnded) yield* this.#summed(this.#body.finish())
    throw new PackingDamage('unexpected end of file')
  }
  close(): void {
    this.#body?.close()
  }

  async *#writeBody(bytes: Uint8Array): AsyncGenerator<Uint8Array, number> {
    if (!this.#body) {
      const short = inflateShort(bytes.subarray(0, SHORT_BYTES))
      if (short) {
        yield* this.#sum(short.piece)
        this.#bodyEnded = true
        return short.taken
      }
      this.#body = new StreamFrame(createInflateRaw({ chunkSize: PIECE_BYTES }))
    }
    const taken = yield* this.#summed(this.#body.write(bytes))
    this.#bodyEnded = this.#body.hasEnded
    return taken
  }
  *#sum(piece: Uint8Array): Generator<Uint8Array> {
    this.#crc = crc32(piece, this.#crc)
    this.#length = (this.#length + piece.length) >>> 0
    if (piece.length > 0) yield piece
  }
  async *#summed<R>(pieces: AsyncGenerator<Uint8Array, R>): AsyncGenerator<Uint8Array, R> {
    for (;;) {
      const next = await pieces.next()
      if (next.done) return next.value
      yield* this.#sum(next.value)
    }
  }
  #takeTrailer(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, TRAILER_BYTES - this.#trailerLength)
    this.#trailer.set(taken, this.#trailerLength)
    this.#trailerLength += taken.length
    if (this.hasEnded) {
      const view = new DataView(this.#trailer.buffer)
      if (view.getUint32(0, true) !== this.#crc) throw new PackingDamage('incorrect data check')
      if (view.getUint32(4, true) !== this.#length) throw new PackingDamage('incorrect length check')
    }
    return taken.length
  }
}
