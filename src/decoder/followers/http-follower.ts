/** HTTP/1 messages over TCP (RFC 9112), pipelined or not: heads are read, bodies are passed over by their length or chunks. */
import { bodyOf, ChunkWalker } from '../applications/http/body.ts'
import { type HttpHead, MAX_HEAD_BYTES, parseHttpHead } from '../applications/http/head.ts'
import type { HttpFacts } from '../facts/http-facts.ts'
import type { Sight } from '../facts/sight.ts'
import { HTTP } from '../protocols.ts'
import { type Follower, NO_MORE, Pending } from './follower.ts'

const HEAD = 0
const BODY = 1
const CHUNKS = 2
const UNTIL_CLOSE = 3
/** What comes is no HTTP message: on HTTP's own connection it still counts as one, as other readers count it. */
const LOST = 4
/** Another protocol has taken the connection over. */
const HANDED_OVER = 5

const MOST_OPEN_REQUESTS = 64

interface Asked {
  readonly method: string
  readonly uri: string
}

class Side {
  state = HEAD
  /** Tells the message at hand, when it is whole. */
  tell: (() => void) | undefined
  /** Bytes of it were never captured: it is passed over to its end, and not told. */
  damaged = false
  readonly pending = new Pending()
  readonly chunks = new ChunkWalker()
  /** Bytes of the body that are still to come. */
  left = 0
}

export class HttpFollower implements Follower {
  readonly #sides = [new Side(), new Side()] as const
  readonly #facts: HttpFacts
  readonly #sight: Sight
  readonly #takeOver: (protocol: string) => Follower | undefined
  readonly #asked: Asked[] = []
  #next: Follower | undefined

  /** `takeOver` finds who reads a connection that HTTP hands over: by the Upgrade's protocol, or `connect`. */
  constructor(facts: HttpFacts, sight: Sight, takeOver: (protocol: string) => Follower | undefined) {
    this.#facts = facts
    this.#sight = sight
    this.#takeOver = takeOver
  }

  data(direction: number, view: DataView, bytes: Uint8Array, start: number, end: number): number {
    const side = this.#sides[direction as 0 | 1]
    // Empty: a body that was passed over ends just here.
    if (side.state === BODY) this.#endMessage(side)
    if (start >= end) return 0
    if (side.pending.length > 0) return this.#completeHead(side, direction, view, bytes, start, end)
    return this.#read(side, direction, view, bytes, start, end)
  }

  /** The message at hand ends here: it counts in this frame, unless a part of it was never captured. */
  #endMessage(side: Side): void {
    side.state = HEAD
    side.left = 0
    if (!side.damaged) {
      this.#sight.count(HTTP)
      side.tell?.()
    }
    side.tell = undefined
    side.damaged = false
  }

  #read(side: Side, direction: number, view: DataView, bytes: Uint8Array, start: number, end: number): number {
    let at = start
    while (at < end) {
      switch (side.state) {
        case HEAD: {
          const head = parseHttpHead(view, at, end)
          if (head === 'need-more') {
            if (!side.pending.append(bytes, at, end, MAX_HEAD_BYTES)) side.state = LOST
            return 0
          }
          if (head === undefined) {
            side.state = LOST
            break
          }
          at += head.bytes
          this.#begin(side, head)
          break
        }
        case BODY: {
          const step = Math.min(side.left, end - at)
          at += step
          side.left -= step
          if (side.left === 0) this.#endMessage(side)
          break
        }
        case CHUNKS:
          at += side.chunks.feed(view, at, end)
          if (side.chunks.done) this.#endMessage(side)
          else if (side.chunks.broken) side.state = LOST
          break
        case UNTIL_CLOSE:
          return NO_MORE
        case HANDED_OVER:
          return this.#next?.data(direction, view, bytes, at, end) ?? NO_MORE
        default:
          // Behind a gap nobody can say what this is.
          if (!side.damaged) this.#sight.count(HTTP)
          side.state = HEAD
          return 0
      }
    }
    return side.state === BODY ? Math.min(side.left, NO_MORE - 1) : side.state === UNTIL_CLOSE ? NO_MORE : 0
  }

  #completeHead(side: Side, direction: number, view: DataView, bytes: Uint8Array, start: number, end: number): number {
    const { pending } = side
    const before = pending.length
    const stop = Math.min(end, start + MAX_HEAD_BYTES - before)
    pending.append(bytes, start, stop, MAX_HEAD_BYTES)
    const head = parseHttpHead(pending.view, 0, pending.length)
    if (head === 'need-more' && pending.length < MAX_HEAD_BYTES) return 0
    if (head === undefined || head === 'need-more') {
      pending.clear()
      side.state = LOST
      return this.#read(side, direction, view, bytes, start, end)
    }
    this.#begin(side, head)
    const at = start + Math.max(0, head.bytes - before)
    pending.clear()
    return this.#read(side, direction, view, bytes, at, end)
  }

  /** A head is whole: what it says is kept, and how its body is told from what follows. */
  #begin(side: Side, head: HttpHead): void {
    side.damaged = false
    let asked: Asked | undefined
    if (head.kind === 'request') {
      const request = this.#facts.readRequest(head)
      side.tell = () => this.#facts.request(request)
      if (this.#asked.length < MOST_OPEN_REQUESTS) this.#asked.push({ method: request.method, uri: request.uri })
    } else {
      // 1xx is followed by the real answer to the same request.
      asked = head.status >= 200 || head.status === 101 ? this.#asked.shift() : this.#asked[0]
      const response = this.#facts.readResponse(head, asked?.uri ?? '')
      side.tell = () => this.#facts.response(response)
      if (this.#handsOver(side, head, asked)) return
    }
    const body = bodyOf(head, asked?.method)
    if (body === 'none') this.#endMessage(side)
    else if (body === 'length') {
      side.state = BODY
      side.left = head.contentLength ?? 0
    } else if (body === 'chunked') {
      side.state = CHUNKS
      side.chunks.reset()
    } else side.state = UNTIL_CLOSE
  }

  #handsOver(side: Side, head: HttpHead, asked: Asked | undefined): boolean {
    const upgraded = head.status === 101
    if (!upgraded && !(asked?.method === 'CONNECT' && head.status >= 200 && head.status < 300)) return false
    this.#endMessage(side)
    this.#next = this.#takeOver(upgraded ? (head.upgrade ?? '').toLowerCase() : 'connect')
    for (const one of this.#sides) {
      one.state = HANDED_OVER
      one.pending.clear()
    }
    return true
  }

  gap(direction: number, length: number): void {
    const side = this.#sides[direction as 0 | 1]
    side.pending.clear()
    if (side.state === HANDED_OVER) this.#next?.gap(direction, length)
    side.damaged = true
    if (side.state !== UNTIL_CLOSE && side.state !== HANDED_OVER) side.state = HEAD
  }

  damage(direction: number): void {
    const side = this.#sides[direction as 0 | 1]
    if (side.state === HANDED_OVER) this.#next?.damage?.(direction)
    side.damaged = true
  }

  close(direction: number): void {
    const side = this.#sides[direction as 0 | 1]
    if (side.state === UNTIL_CLOSE) this.#endMessage(side)
    if (side.state === HANDED_OVER) this.#next?.close(direction)
  }
}
