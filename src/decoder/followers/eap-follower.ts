/** TLS in EAP (RFC 5216 §2.1.5): each side's message is put together from its fragments, and its handshakes are read. */
import { isRecord } from '../applications/tls/tls.ts'
import type { Sight } from '../facts/sight.ts'
import type { TlsFacts } from '../facts/tls-facts.ts'
import { eapEnd, hasMoreFragments, messageLength, REQUEST, tlsOfEap } from '../layers/eap.ts'
import type { Packet } from '../packet.ts'
import { ETH, WLAN } from '../protocols.ts'
import { Pending } from './follower.ts'
import { TlsFollower } from './tls-follower.ts'

/** Chains of certificates are shorter (§2.1.5 calls 64 kB the most). */
const LONGEST_MESSAGE = 65_536
/** Messages that lack fragments; the oldest is given up for a new one. 16 MB. */
const MOST_HELD = 256

const RECORD_HEADER_BYTES = 5

interface Held {
  readonly pending: Pending
  /** Of the packet that came last: one that is sent again has the same. */
  id: number
  /** Length of the whole message; 0 when nobody said. */
  readonly length: number
}

export class EapFollower {
  readonly #facts: TlsFacts
  readonly #sight: Sight
  /** By who sends, and whether as the one who asks. */
  readonly #held = new Map<number, Held>()

  constructor(facts: TlsFacts, sight: Sight) {
    this.#facts = facts
    this.#sight = sight
  }

  /** Layer `n` of the frame at hand is EAP. */
  packet(packet: Packet, n: number): void {
    const { view, bytes } = packet
    const start = packet.layerStarts[n] as number
    const end = eapEnd(view, start, packet.layerLimits[n] as number)
    const from = tlsOfEap(view, start, end)
    if (from === 0) return
    const isWhole = start + view.getUint16(start + 2) === end
    const more = hasMoreFragments(view, start)
    const key = senderOf(packet) * 2 + (view.getUint8(start) === REQUEST ? 1 : 0)
    const id = view.getUint8(start + 1)
    let held = this.#held.get(key)
    if (held?.id === id) return
    const length = messageLength(view, start)
    if (held && (!isWhole || beginsAnew(held, length, bytes.subarray(from, end)))) {
      this.#forget(key, held)
      held = undefined
    }
    if (!held && !more) {
      this.#read(view, bytes, from, end)
      return
    }
    if (!isWhole) return
    held ??= this.#hold(key, id, length)
    held.id = id
    if (!held.pending.append(bytes, from, end, LONGEST_MESSAGE)) this.#held.delete(key)
    else if (!more) {
      this.#read(held.pending.view, held.pending.bytes, 0, held.pending.length)
      this.#forget(key, held)
    }
  }

  #read(view: DataView, bytes: Uint8Array, start: number, end: number): void {
    if (!isRecord(view, start, end)) return
    const follower = new TlsFollower(this.#facts, this.#sight)
    follower.data(0, view, bytes, start, end)
    follower.end()
  }

  #hold(key: number, id: number, length: number): Held {
    if (this.#held.size >= MOST_HELD) {
      const [oldest] = this.#held
      if (oldest) this.#forget(...oldest)
    }
    const held = { pending: new Pending(), id, length }
    this.#held.set(key, held)
    return held
  }
  #forget(key: number, held: Held): void {
    this.#held.delete(key)
    held.pending.clear()
  }
}

/** A message was given up in its midst: another length is said, the same beginning comes, or more than was said. */
function beginsAnew({ pending, length }: Held, said: number, bytes: Uint8Array): boolean {
  if (
    said > 0 &&
    (said !== length || bytes.every((byte, n) => n >= RECORD_HEADER_BYTES || byte === pending.bytes[n]))
  ) {
    return true
  }
  return length > 0 && pending.length + bytes.length > length
}

/** The hardware address as a number; 0 where there is none. */
function senderOf({ view, layerCount, layerIds, layerStarts }: Packet): number {
  for (let n = layerCount - 1; n >= 0; n--) {
    const at = layerStarts[n] as number
    // Of 802.11 the one who transmits: either end of EAP does so itself.
    const address = layerIds[n] === ETH ? at + 6 : layerIds[n] === WLAN ? at + 10 : 0
    if (address > 0) return view.getUint16(address) * 2 ** 32 + view.getUint32(address + 2)
  }
  return 0
}
