/**
 * HTTP/1 messages over TCP (RFC 9112), pipelined or not: heads are read, bodies are passed over by their length or chunks. As other
 * readers do, a message is counted, and its facts with it, in the frame that makes it whole.
 */
import { bodyOf, ChunkWalker } from '../applications/http/body.ts'
import { lineFeedAt, startsHttp } from '../applications/http/first-line.ts'
import { type HttpHead, MAX_HEAD_BYTES, parseHttpHead, parsePartialHttpHead } from '../applications/http/head.ts'
import type { HttpFacts, SeenHead } from '../facts/http-facts.ts'
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
  readonly pending = new Pending()
  readonly chunks = new ChunkWalker()
  /** Bytes of the body that are still to come. */
  left = 0
  /** The message whose body is on its way; a part of it was lost when there is none. */
  message: SeenHead | undefined
}

export class HttpFollower implements Follower {
  readonly #sides = [new Side(), new Side()] as const
  readonly #facts: HttpFacts
  readonly #sight: Sight
  readonly #takeOver: (protocol: string) => Follower | undefined
  readonly #asked: Asked[] = []
  #requested = false
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
    if (side.state === BODY) this.#end(side)
    if (start >= end) return 0
    if (side.pending.length > 0) return this.#completeHead(side, direction, view, bytes, start, end)
    return this.#read(side, direction, view, bytes, start, end)
  }

  /** A message is whole, as far as its length tells. */
  #end(side: Side): void {
    side.state = HEAD
    side.left = 0
    if (!side.message) return
    this.#facts.add(side.message)
    side.message = undefined
    this.#sight.count(HTTP)
  }

  /** The message in progress will never be whole. */
  #giveUp(side: Side): void {
    if (side.message) this.#facts.unfinished++
    side.message = undefined
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
          if (side.left > end - at) return Math.min(side.left - (end - at), NO_MORE - 1)
          at += side.left
          this.#end(side)
          break
        }
        case CHUNKS:
          at += side.chunks.feed(view, at, end)
          if (side.chunks.done) this.#end(side)
          else if (side.chunks.broken) {
            // Its head was right, and its end will never be told.
            this.#end(side)
            side.state = LOST
          }
          break
        case UNTIL_CLOSE:
          return NO_MORE
        case HANDED_OVER:
          return this.#next?.data(direction, view, bytes, at, end) ?? NO_MORE
        default:
          this.#passLost(side, view, at, end)
          return 0
      }
    }
    // A head ended with its segment: the body is all in those that follow.
    if (side.state === BODY) return Math.min(side.left, NO_MORE - 1)
    return side.state === UNTIL_CLOSE ? NO_MORE : 0
  }

  /** What is no message counts with the first end of a line in it. */
  #passLost(side: Side, view: DataView, start: number, end: number): void {
    if (lineFeedAt(view, start, end) < 0) return
    this.#sight.count(HTTP)
    side.state = HEAD
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

  /** A head is whole: its facts, and how its body is told from what follows. */
  #begin(side: Side, head: HttpHead): void {
    let asked: Asked | undefined
    if (head.kind === 'request') {
      this.#requested = true
      if (this.#asked.length < MOST_OPEN_REQUESTS) {
        this.#asked.push({ method: head.method ?? '', uri: head.uri ?? '' })
      }
    } else {
      // 1xx is followed by the real answer to the same request.
      asked = head.status >= 200 || head.status === 101 ? this.#asked.shift() : this.#asked[0]
    }
    side.message = this.#facts.read(head, asked?.uri ?? '')
    if (this.#handsOver(side, head, asked)) return
    const body = bodyOf(head, asked?.method)
    if (body === 'none') this.#end(side)
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
    this.#end(side)
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
    else {
      this.#giveUp(side)
      if (side.state !== UNTIL_CLOSE) side.state = HEAD
    }
  }

  damage(direction: number): void {
    const side = this.#sides[direction as 0 | 1]
    if (side.state === HANDED_OVER) this.#next?.damage?.(direction)
    else this.#giveUp(side)
  }

  /** What such a segment says by itself: a head, as far as it is here, or the middle of a message. */
  cut(direction: number, view: DataView, start: number, end: number): void {
    const side = this.#sides[direction as 0 | 1]
    side.pending.clear()
    if (side.state === HANDED_OVER) {
      this.#next?.cut?.(direction, view, start, end)
      return
    }
    this.#giveUp(side)
    side.state = HEAD
    const head = parsePartialHttpHead(view, start, end)
    // Bytes that end no line are the middle of a message where a request was seen, and may be anything elsewhere.
    if (!head && !this.#requested && lineFeedAt(view, start, end) < 0) return
    this.#sight.count(HTTP)
    if (!head) return
    if (head.kind === 'request') this.#requested = true
    const asked = head.kind === 'response' ? this.#asked.shift() : undefined
    this.#facts.add(this.#facts.read(head, asked?.uri ?? ''))
    if (head.status === 101) this.#handsOver(side, head, asked)
  }

  ahead(direction: number, distance: number, view: DataView, start: number, end: number): void {
    const side = this.#sides[direction as 0 | 1]
    if (side.state === HANDED_OVER) this.#next?.ahead?.(direction, distance, view, start, end)
    else if (side.state === HEAD || side.state === CHUNKS) {
      // A head is counted when its turn comes.
      if (!startsHttp(view, start, end) && lineFeedAt(view, start, end) >= 0) this.#sight.count(HTTP)
    }
  }

  end(): void {
    for (const side of this.#sides) this.#giveUp(side)
    this.#next?.end?.()
  }

  close(direction: number): void {
    const side = this.#sides[direction as 0 | 1]
    if (side.state === HANDED_OVER) this.#next?.close(direction)
    else if (side.state === UNTIL_CLOSE) this.#end(side)
    else this.#giveUp(side)
  }
}
