/** Hellos of DTLS in fragments: in order, in any other, sent again, cut elsewhere, and as strangers would like them. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../bench/captures/random.ts'
import { makeClientHello } from '../../../bench/captures/tls.ts'
import { createAnalysis } from '../analysis.ts'
import { Sight } from '../facts/sight.ts'
import { TlsFacts } from '../facts/tls-facts.ts'
import { analyse, type Bytes, join, u16, u32, udp } from '../testdata/capture.ts'
import { DtlsFollower } from './dtls-follower.ts'

const u24 = (value: number) => u32(value).subarray(1)
/** A hello of TLS without its header, with the cookie that only DTLS has. */
function helloOf(name: string): Bytes {
  const hello = makeClientHello(createRandom(3), name).slice(4)
  const sessionEnd = 35 + (hello[34] as number)
  return join(u16(0xfefd), hello.subarray(2, sessionEnd), Uint8Array.of(0), hello.subarray(sessionEnd))
}

interface Fragment {
  readonly type?: number
  readonly sequence?: number
  readonly of: Bytes
  readonly from: number
  readonly to: number
}
function record({ type = 1, sequence = 0, of, from, to }: Fragment): Bytes {
  const body = join(
    Uint8Array.of(type),
    u24(of.length),
    u16(sequence),
    u24(from),
    u24(Math.min(of.length, to) - from),
    of.subarray(from, to),
  )
  return join(Uint8Array.of(22), u16(0xfefd), new Uint8Array(8), u16(body.length), body)
}
const HELLO = helloOf('fragments.example.org')
const inPieces = (bytes: number, of = HELLO, sequence = 0) =>
  Array.from({ length: Math.ceil(of.length / bytes) }, (_, n) =>
    record({ of, sequence, from: n * bytes, to: (n + 1) * bytes }),
  )
const named = (records: readonly Bytes[]) => {
  const ends = { from: '10.0.0.1', to: '10.0.0.2' }
  const { dtls } = analyse(records.map((bytes, at) => ({ at, bytes: udp(ends, [40_000, 4433], bytes) })))
  return { hellos: dtls?.clientHellos, sni: dtls?.sni }
}
const ONCE = { hellos: 1, sni: ['fragments.example.org'] }

describe('a hello in fragments', () => {
  it.each<[string, readonly Bytes[]]>([
    ['in order', inPieces(50)],
    ['in one datagram', [join(...inPieces(60))]],
    ['backwards', inPieces(50).toReversed()],
    ['every second one first', [...inPieces(9).filter((_, n) => n % 2), ...inPieces(9).filter((_, n) => n % 2 === 0)]],
    [
      'each sent twice',
      inPieces(50)
        .flatMap((one) => [one, one])
        .slice(0, -1),
    ],
    ['sent again in other pieces', [...inPieces(50).slice(0, 2), ...inPieces(64).slice(1)]],
    [
      'beside another message',
      inPieces(50).flatMap((one, n) => [one, record({ type: 11, sequence: 1, of: HELLO, from: n, to: n + 1 })]),
    ],
    ['after one that was given up', [...inPieces(50, helloOf('given-up.example.org')).slice(1), ...inPieces(40)]],
  ])('%s is read', (_, records) => {
    expect(named(records)).toEqual(ONCE)
  })
  it('of which one is missing is not', () => {
    for (let n = 0; n < inPieces(50).length; n++) expect(named(inPieces(50).toSpliced(n, 1)).hellos ?? 0).toBe(0)
  })
  it('of each direction and each flow is another one', () => {
    const [first, ...others] = inPieces(100)
    const ends = { from: '10.0.0.1', to: '10.0.0.2' }
    const back = { from: '10.0.0.2', to: '10.0.0.1' }
    const frames = [
      udp(ends, [40_000, 4433], first as Bytes),
      ...others.map((one) => udp(back, [4433, 40_000], one)),
      ...others.map((one) => udp(ends, [40_001, 4433], one)),
    ]
    expect(analyse(frames.map((bytes, at) => ({ at, bytes }))).dtls?.clientHellos ?? 0).toBe(0)
  })
})

it('of a real handshake over a narrow link the same is read as tshark reads', () => {
  const analysis = createAnalysis({ level: 'full' })
  analysis.push(readFileSync(new URL('../testdata/dtls-fragments.pcap', import.meta.url)))
  const { dtls, malformed } = analysis.finish()
  // dtls.handshake.extensions_server_name in frames 3 and 7, x509sat.uTF8String in frame 12.
  expect(dtls).toMatchObject({ clientHellos: 2, serverHellos: 1, sni: ['dtls.example.org'] })
  expect(dtls?.handshakeTypes).toEqual({ 1: 2, 2: 1, 3: 1, 4: 1, 11: 1, 12: 1, 14: 1, 16: 1 })
  expect(dtls?.certificates).toMatchObject([{ subject: 'CN=tls.example.org', frame: 12, count: 1 }])
  expect(malformed).toBe(0)
})

describe('what strangers send', () => {
  const follow = (records: Iterable<Bytes>) => {
    const facts = new TlsFacts(new Sight())
    const follower = new DtlsFollower(facts)
    let flow = 0
    for (const bytes of records) follower.datagram(flow++, 0, new DataView(bytes.buffer), 0, bytes.length)
    return { facts, follower }
  }
  it.each([
    [900, 1],
    [1_100, 0],
  ])('after %d messages that are never whole, the oldest is still there: %d', (count, hellos) => {
    const [first = new Uint8Array(), ...others] = inPieces(50)
    const long = record({ of: new Uint8Array(65_536), from: 1, to: 2 })
    const { follower, facts } = follow([first, ...Array.from({ length: count }, () => long)])
    for (const bytes of others) follower.datagram(0, 0, new DataView(bytes.buffer), 0, bytes.length)
    expect(facts.clientHellos).toBe(hellos)
    for (const bytes of inPieces(50)) follower.datagram(1_999_999, 1, new DataView(bytes.buffer), 0, bytes.length)
    expect(facts.clientHellos).toBe(hellos + 1)
  })
  it('longer than any hello, empty or beyond its own end is passed over', () => {
    const { facts } = follow([
      record({ of: new Uint8Array(70_000), from: 0, to: 100 }),
      record({ of: HELLO, from: 5, to: 5 }),
      join(record({ of: HELLO, from: 0, to: 9 }).subarray(0, 13 + 6), u24(HELLO.length), u24(9), new Uint8Array(9)),
    ])
    expect(facts.handshakeTypes.size).toBe(0)
  })
  it('as a message of each tiny fragment takes neither memory nor time', () => {
    const tiny = record({ of: new Uint8Array(65_536), from: 1, to: 2 })
    const { follower } = follow([])
    const startMs = performance.now()
    for (let flow = 0; flow < 300_000; flow++) follower.datagram(flow, 0, new DataView(tiny.buffer), 0, tiny.length)
    expect(performance.now() - startMs).toBeLessThan(15_000)
    expect(follower.heldMessages).toBeLessThanOrEqual(1_000)
  })
  it('in more pieces than are kept is no reason to hang', () => {
    const odd = inPieces(1).filter((_, n) => n % 2)
    expect(named([...odd, ...inPieces(30)])).toEqual(ONCE)
  })
})
