/**
 * What the two sides of one conversation said to each other, in order: segments of TCP are put in order within a bound, repeated
 * bytes are left out and missing ones are told; datagrams are as they came.
 */
import type { Packet } from '../packet.ts'
import { TCP } from '../protocols.ts'
import { type Conversation, pathOf, senderIn } from './conversation.ts'

export interface StreamPiece {
  readonly from: 'a' | 'b'
  /** The packet that carried it. */
  readonly number: number
  /** Copied. */
  readonly bytes: Uint8Array
  /** So many bytes of this side are not in the capture before it. */
  readonly missing?: number
}

/** Out-of-order bytes kept for one side; beyond it what is missing is given up. */
const MOST_WAITING_BYTES = 1024 * 1024
const MOST_WAITING_SEGMENTS = 1024
const SYN = 0x02
const FIN = 0x01

interface Waiting {
  /** Of its first byte, counted from the side's first sequence number. */
  readonly sequence: number
  readonly number: number
  readonly bytes: Uint8Array
}
interface Side {
  /** Next sequence number; `undefined` before the first segment. */
  next: number | undefined
  readonly waiting: Waiting[]
  waitingBytes: number
}

/** Tell it every packet of the conversation in the capture's order, then that it is over. */
export class StreamFollower {
  readonly #conversation: Conversation
  readonly #emit: (piece: StreamPiece) => void
  readonly #sides = { a: newSide(), b: newSide() }

  constructor(conversation: Conversation, emit: (piece: StreamPiece) => void) {
    this.#conversation = conversation
    this.#emit = emit
  }

  packet(packet: Packet, number: number): void {
    const from = senderIn(packet, this.#conversation)
    const k = pathOf(packet)
    if (!from || k < 0) return
    const start = packet.pathPayload[k] as number
    const end = packet.pathEnd[k] as number
    if (packet.pathTransport[k] !== TCP) {
      if (start < end) this.#emit({ from, number, bytes: packet.bytes.slice(start, end) })
      return
    }
    const at = packet.pathStart[k] as number
    if (at + 20 > packet.end) return
    const flags = packet.view.getUint8(at + 13)
    this.#segment(
      from,
      number,
      packet.view.getUint32(at + 4),
      flags,
      packet.bytes.subarray(start, Math.max(start, end)),
    )
  }

  /** What still waits is told with what is missing before it. */
  end(): void {
    for (const from of ['a', 'b'] as const) {
      while (this.#sides[from].waiting.length > 0) this.#giveUp(from)
    }
  }

  #segment(from: 'a' | 'b', number: number, raw: number, flags: number, bytes: Uint8Array): void {
    const side = this.#sides[from]
    if ((flags & SYN) !== 0) {
      // Ports are used again: another connection begins where one ended.
      if (side.next !== undefined && side.next !== (raw + 1) >>> 0) while (side.waiting.length > 0) this.#giveUp(from)
      side.next = (raw + 1) >>> 0
      return
    }
    side.next ??= raw
    // A keep-alive repeats the last byte; distances are signed in 32 bits.
    const ahead = (raw - side.next) | 0
    if (ahead <= 0) {
      if (-ahead < bytes.length) this.#pass(from, number, bytes.slice(-ahead))
      if (ahead === 0 && (flags & FIN) !== 0) side.next = (side.next + 1) >>> 0
      return
    }
    if (bytes.length === 0) return
    side.waiting.push({ sequence: raw, number, bytes: bytes.slice() })
    side.waitingBytes += bytes.length
    if (side.waitingBytes > MOST_WAITING_BYTES || side.waiting.length > MOST_WAITING_SEGMENTS) this.#giveUp(from)
  }

  #pass(from: 'a' | 'b', number: number, bytes: Uint8Array, missing = 0): void {
    const side = this.#sides[from]
    side.next = ((side.next ?? 0) + bytes.length) >>> 0
    this.#emit(missing > 0 ? { from, number, bytes, missing } : { from, number, bytes })
    this.#catchUp(from)
  }

  /** Segments whose time has come. */
  #catchUp(from: 'a' | 'b'): void {
    const side = this.#sides[from]
    for (;;) {
      const n = side.waiting.findIndex(({ sequence }) => ((sequence - (side.next ?? 0)) | 0) <= 0)
      const [found] = n < 0 ? [] : side.waiting.splice(n, 1)
      if (!found) return
      side.waitingBytes -= found.bytes.length
      const known = -((found.sequence - (side.next ?? 0)) | 0)
      if (known >= found.bytes.length) continue
      const bytes = found.bytes.subarray(known)
      side.next = ((side.next ?? 0) + bytes.length) >>> 0
      this.#emit({ from, number: found.number, bytes })
    }
  }

  /** The nearest of what waits goes on as if nothing were missing before it. */
  #giveUp(from: 'a' | 'b'): void {
    const side = this.#sides[from]
    const next = side.next ?? 0
    const nearest = side.waiting.toSorted((a, b) => ((a.sequence - next) | 0) - ((b.sequence - next) | 0))[0]
    if (!nearest) return
    side.waiting.splice(side.waiting.indexOf(nearest), 1)
    side.waitingBytes -= nearest.bytes.length
    side.next = nearest.sequence
    this.#pass(from, nearest.number, nearest.bytes, Math.max(0, (nearest.sequence - next) | 0))
  }
}

function newSide(): Side {
  return { next: undefined, waiting: [], waitingBytes: 0 }
}
