/**
 * Datagrams out of their fragments (RFC 791 §3.2, RFC 8200 §4.5), with a bound on how many are waited for and how much they hold: the
 * oldest are given up first. Pieces that overlap are taken as they came; what came first stays.
 */
import type { Packet } from '../packet.ts'

const MOST_DATAGRAMS = 1024
const MOST_BYTES = 8 << 20
/** Of one datagram: more than the narrowest link (RFC 791: 68 bytes) makes of the longest. */
const MOST_PIECES = 2048
const LONGEST_DATAGRAM = 65_535
const IPV6_HEADER = 40

interface Piece {
  readonly offset: number
  readonly bytes: Uint8Array
}
interface Pending {
  readonly pieces: Piece[]
  /** IP header of the first piece, as it will stand before the whole. */
  header: Uint8Array | undefined
  held: number
  /** Length of the payload, once the last piece has said it. */
  length: number | undefined
}

export class Fragments {
  readonly #pending = new Map<string, Pending>()
  #held = 0
  /** Datagrams that were given up because others needed the room. */
  abandoned = 0

  /** Datagrams that lack pieces still. */
  get waiting(): number {
    return this.#pending.size
  }

  /**
   * Path `k` of `packet` is a fragment. When it is the last one missing: the whole datagram, its IP header in front, with
   * nothing in it saying that it was ever cut.
   */
  offer(packet: Packet, k: number): Uint8Array | undefined {
    const from = packet.pathStart[k] as number
    const to = packet.pathEnd[k] as number
    if (to - from < (packet.pathWireLength[k] as number)) return undefined
    const { offset, isLast, key } = readFragment(packet, k)
    if (offset + to - from > LONGEST_DATAGRAM) return undefined
    const pending = this.#pending.get(key) ?? this.#begin(key)
    if (pending.pieces.length === MOST_PIECES) return undefined
    const bytes = packet.bytes.slice(from, to)
    pending.pieces.push({ offset, bytes })
    pending.held += bytes.length
    this.#held += bytes.length
    if (offset === 0) pending.header ??= copyHeader(packet, k)
    if (isLast) pending.length ??= offset + bytes.length
    const whole = join(pending)
    if (whole) this.#forget(key, pending)
    else this.#keepBounds(key)
    return whole
  }

  #begin(key: string): Pending {
    const pending: Pending = { pieces: [], header: undefined, held: 0, length: undefined }
    this.#pending.set(key, pending)
    return pending
  }
  #forget(key: string, pending: Pending): void {
    this.#pending.delete(key)
    this.#held -= pending.held
  }
  #keepBounds(newest: string): void {
    for (const [key, pending] of this.#pending) {
      if (this.#pending.size <= MOST_DATAGRAMS && this.#held <= MOST_BYTES) return
      if (key === newest) continue
      this.#forget(key, pending)
      this.abandoned++
    }
  }
}

function readFragment(packet: Packet, k: number): { offset: number; isLast: boolean; key: string } {
  const { view } = packet
  const network = packet.pathNetwork[k] as number
  const around = `${packet.pathContext[k]} ${packet.pathProtocol[k]}`
  if (packet.pathVersion[k] === 4) {
    const word = view.getUint16(network + 6)
    const ends = `${view.getUint32(network + 12)} ${view.getUint32(network + 16)}`
    return {
      offset: (word & 0x1fff) << 3,
      isLast: (word & 0x2000) === 0,
      key: `${around} ${view.getUint16(network + 4)} ${ends}`,
    }
  }
  // The fragment header is the last of the headers before what it announces.
  const header = (packet.pathStart[k] as number) - 8
  const word = view.getUint16(header + 2)
  let key = `${around} ${view.getUint32(header + 4)}`
  for (let at = network + 8; at < network + IPV6_HEADER; at += 4) key += ` ${view.getUint32(at)}`
  return { offset: word & 0xfff8, isLast: (word & 1) === 0, key }
}

function copyHeader(packet: Packet, k: number): Uint8Array {
  const network = packet.pathNetwork[k] as number
  if (packet.pathVersion[k] === 4) {
    const header = packet.bytes.slice(network, network + ((packet.view.getUint8(network) & 0xf) << 2))
    header[6] = (header[6] as number) & 0x40
    header[7] = 0
    return header
  }
  const header = packet.bytes.slice(network, network + IPV6_HEADER)
  header[6] = packet.pathProtocol[k] as number
  return header
}

/** The datagram, when every byte of it is there. */
function join({ pieces, header, held, length }: Pending): Uint8Array | undefined {
  if (!header || length === undefined || held < length) return undefined
  const whole = new Uint8Array(header.length + length)
  let reached = 0
  // Sorting is stable: of two at one place the one that came first is first.
  for (const { offset, bytes } of pieces.toSorted((one, other) => one.offset - other.offset)) {
    if (offset > reached) return undefined
    const end = Math.min(offset + bytes.length, length)
    if (end <= reached) continue
    whole.set(bytes.subarray(reached - offset, end - offset), header.length + reached)
    reached = end
  }
  if (reached < length) return undefined
  whole.set(header)
  // A length that does not fit says 0: what lies there decides.
  const isFour = (header[0] as number) >> 4 === 4
  const told = isFour ? whole.length : length
  new DataView(whole.buffer).setUint16(isFour ? 2 : 4, told > LONGEST_DATAGRAM ? 0 : told)
  return whole
}
