/** Bytes of connections in order, each once; and how much may wait for bytes that do not come. */
import { describe, expect, it } from 'vitest'
import type { Follower } from '../followers/follower.ts'
import { Packet } from '../packet.ts'
import { ETH } from '../protocols.ts'
import { ascii, type Segment, tcp } from '../testdata/capture.ts'
import { walk } from '../walk.ts'
import { TcpAnalysis } from './tcp-analysis.ts'
import { TcpStreams } from './tcp-streams.ts'

type Said = Omit<Segment, 'data'> & { readonly data?: Uint8Array | string }
const MOST_SEGMENTS = 256
const MOST_BYTES_OF_ALL = 32 * 1024 * 1024
/** Numbers wrap on the way. */
const FIRST = 0xffff_ff00

/** Connections between two machines, told by their ports, and what whoever follows them hears. */
class Heard {
  readonly #analysis = new TcpAnalysis()
  readonly #packet = new Packet()
  readonly #indexes = new Map<number, number>()
  readonly #streams: TcpStreams
  readonly events: string[] = []
  /** Bytes that were shown, of all connections. */
  shown = 0
  /** Longer data are told by their length. */
  readonly #longest = 40

  constructor() {
    const open = (flow: number): Follower => ({
      data: (direction, view, _bytes, start, end) => {
        this.shown += end - start
        const text = String.fromCharCode(...new Uint8Array(view.buffer, start, Math.min(end - start, this.#longest)))
        this.#tell(flow, `${direction}: ${end - start > this.#longest ? end - start : text}`)
        return 0
      },
      gap: (direction, length) => this.#tell(flow, `${direction} lacks ${length}`),
      close: (direction) => this.#tell(flow, `${direction} ends`),
    })
    this.#streams = new TcpStreams(this.#analysis.table, { open, claim: () => undefined, attribute: () => undefined })
  }
  #tell(flow: number, what: string): void {
    this.events.push(this.#indexes.size === 1 ? what : `${flow} ${what}`)
  }

  /** `seq` and `ack` count from `FIRST`. */
  say(side: 0 | 1, { seq = 0, ack = 0, data = '', ...said }: Said, port = 4000): this {
    let index = this.#indexes.get(port)
    if (index === undefined) {
      index = this.#analysis.open(port)
      this.#indexes.set(port, index)
    }
    const bytes = typeof data === 'string' ? ascii(data) : data
    const whole = { ...said, seq: (FIRST + seq) >>> 0, ack: (FIRST + ack) >>> 0, data: bytes }
    const frame = side === 0 ? tcp(A_TO_B, [port, 80], whole) : tcp(B_TO_A, [80, port], whole)
    const packet = this.#packet
    packet.reset(frame, new DataView(frame.buffer), 0, frame.length, frame.length)
    walk(packet, ETH)
    this.#analysis.segment(packet, 0, index, side)
    if (this.#analysis.restarted) this.#streams.forget(index)
    this.#streams.segment(packet, 0, index, side)
    return this
  }
  finish(): this {
    this.#streams.finish()
    return this
  }
}
const A_TO_B = { from: '10.0.0.1', to: '10.0.0.2' }
const B_TO_A = { from: '10.0.0.2', to: '10.0.0.1' }
const hear = () => new Heard().say(0, { flags: 'S' }).say(1, { flags: 'SA', ack: 1 })

describe('bytes', () => {
  it('are shown in order, each once', () => {
    const { events } = hear()
      .say(0, { seq: 1, data: 'one ' })
      .say(0, { seq: 1, data: 'one ' })
      .say(0, { seq: 9, data: 'three ' })
      .say(0, { seq: 3, data: 'e two ' })
      .say(0, { seq: 15, data: 'four' })
    expect(events).toEqual(['0: one ', '0: two ', '0: three ', '0: four'])
  })
  it('that the receiver has and the capture lacks are a gap', () => {
    const talk = hear().say(0, { seq: 1, data: 'one ' }).say(0, { seq: 9, data: 'three ' })
    expect(talk.events).toEqual(['0: one '])
    talk.say(1, { seq: 1, ack: 8 })
    expect(talk.events).toEqual(['0: one '])
    talk.say(1, { seq: 1, ack: 15 })
    expect(talk.events).toEqual(['0: one ', '0 lacks 4', '0: three '])
    talk.say(0, { seq: 5, data: 'two ' })
    expect(talk.events).toHaveLength(3)
  })
  it('that still wait at the end are shown all the same', () => {
    const talk = hear()
      .say(0, { seq: 1, data: 'one ' })
      .say(0, { seq: 9, data: 'three ' })
      .say(0, { seq: 20, data: 'five' })
    expect(talk.finish().events).toEqual(['0: one ', '0 lacks 4', '0: three ', '0 lacks 5', '0: five'])
  })
  it('of a connection whose ports are used again are not those of the new one', () => {
    const talk = hear()
      .say(0, { seq: 1, data: 'one ' })
      .say(0, { seq: 9, data: 'three ' })
      .say(0, { flags: 'S', seq: 70_000 })
      .say(1, { flags: 'SA', seq: 90_000, ack: 70_001 })
      .say(0, { seq: 70_001, data: 'anew' })
    expect(talk.finish().events).toEqual(['0: one ', '0: anew'])
  })
  it('are followed to the end of each side or a reset, and what comes later is looked at anew', () => {
    const talk = hear()
      .say(0, { seq: 1, data: 'one ' })
      .say(0, { flags: 'FA', seq: 5 })
      .say(1, { seq: 1, ack: 6, data: 'two ' })
      .say(1, { flags: 'R', seq: 5 })
      .say(1, { seq: 5, ack: 6, data: 'late' })
    expect(talk.events).toEqual(['0: one ', '0 ends', '1: two ', '1 ends', '0 ends', '1: late'])
  })
})

describe('what waits is bounded', () => {
  it('by segments: then what is missing is given up', () => {
    const talk = hear().say(0, { seq: 1, data: '.' })
    for (let n = 0; n < MOST_SEGMENTS; n++) talk.say(0, { seq: 100 + n, data: 'x' })
    expect(talk.events).toEqual(['0: .'])
    talk.say(0, { seq: 100 + MOST_SEGMENTS, data: 'x' })
    expect(talk.events.slice(0, 3)).toEqual(['0: .', '0 lacks 98', '0: x'])
    expect(talk.events).toHaveLength(2 + MOST_SEGMENTS + 1)
    talk.say(0, { seq: 101 + MOST_SEGMENTS, data: 'and on' })
    expect(talk.events.at(-1)).toBe('0: and on')
  })
  it('by their distance: a megabyte', () => {
    const talk = hear().say(0, { seq: 1, data: '.' }).say(0, { seq: 100, data: 'x' })
    talk.say(0, { seq: 100 + 1024 * 1024, data: 'far' })
    expect(talk.events).toEqual(['0: .'])
    talk.say(0, { seq: 104 + 1024 * 1024, data: 'farther' })
    expect(talk.events.slice(0, 3)).toEqual(['0: .', '0 lacks 98', '0: x'])
  })
  it('by the bytes of all connections together', () => {
    const talk = new Heard()
    const piece = new Uint8Array(60_000).fill(120)
    let sent = 0
    let most = 0
    for (let round = 0; round < 16; round++) {
      for (let port = 1000; port < 1050; port++) {
        if (round === 0) {
          talk.say(0, { seq: 0, data: '.' }, port)
          sent++
        }
        talk.say(0, { seq: 100 + round * piece.length, data: piece }, port)
        sent += piece.length
        most = Math.max(most, sent - talk.shown)
      }
    }
    // More was sent than may wait, the bound was reached, and never passed by more than the piece at hand.
    expect(sent).toBeGreaterThan(MOST_BYTES_OF_ALL)
    expect(most).toBeGreaterThan(MOST_BYTES_OF_ALL - piece.length)
    expect(most).toBeLessThanOrEqual(MOST_BYTES_OF_ALL + piece.length)
    expect(talk.finish().shown).toBe(sent)
  })
})
