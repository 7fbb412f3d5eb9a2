/** What is read of a conversation does not depend on how it was cut into segments, nor on their order. */
import { describe, expect, it } from 'vitest'
import { makeInitial } from '../../../bench/captures/quic.ts'
import { createRandom } from '../../../bench/captures/random.ts'
import { makeClientHello } from '../../../bench/captures/tls.ts'
import type { Report } from '../report.ts'
import { analyse, ascii, dns, type Frame, join, Talk, u16, udp } from '../testdata/capture.ts'

type Turn = readonly [side: 0 | 1, bytes: Uint8Array | string]
const bytesOf = (said: Uint8Array | string) => (typeof said === 'string' ? ascii(said) : said)

/** The conversation in segments of at most `most` bytes; `cutAt` cuts the bytes of all turns once more. */
function talk(turns: readonly Turn[], port: number, { most = 1400, cutAt = -1, close = true } = {}): Frame[] {
  const one = new Talk('10.0.0.1', '10.0.0.2', [40_000, port], { seqs: [0xffff_fff0, 0xffff_ff00] }).open()
  let passed = 0
  for (const [side, said] of turns) {
    const bytes = bytesOf(said)
    const cut = cutAt - passed
    const parts = cut > 0 && cut < bytes.length ? [bytes.subarray(0, cut), bytes.subarray(cut)] : [bytes]
    for (const part of parts)
      for (let at = 0; at < part.length; at += most)
        one.say(side, part.subarray(at, at + most)).send(side === 0 ? 1 : 0, {})
    passed += bytes.length
  }
  return close ? one.close().frames : one.frames
}

/** What was read, without where it was. */
function facts({ http, tls, dns: names }: Report) {
  const said = JSON.stringify({ http, tls, names }, (key, value) => (key === 'frame' ? undefined : value))
  return JSON.parse(said)
}

const random = createRandom(5)
const record = (type: number, ...content: readonly Uint8Array[]) => {
  const inside = join(...content)
  return join(Uint8Array.of(type, 3, 3), u16(inside.length), inside)
}
const hello = makeClientHello(random, 'www.example.org')
const serverHello = join(
  Uint8Array.of(2, 0, 0, 40, 3, 3),
  new Uint8Array(32).fill(7),
  Uint8Array.of(0, 0x13, 0x01, 0, 0, 0),
)
const done = Uint8Array.of(14, 0, 0, 0)
const TLS: readonly Turn[] = [
  // The hello goes on in a second record.
  [0, join(record(22, hello.subarray(0, 60)), record(22, hello.subarray(60)))],
  [1, join(record(22, serverHello, done), record(20, Uint8Array.of(1)), record(23, random.bytes(90)))],
  [0, join(record(20, Uint8Array.of(1)), record(22, random.bytes(40)), record(23, random.bytes(300)))],
  [1, join(record(23, random.bytes(30)), record(21, Uint8Array.of(2, 40)))],
]
const chunked =
  'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nHTTP/\r\n0\r\nTrailer: 1\r\n\r\n'
const ask = (method: string, path: string, body = '') =>
  `${method} ${path} HTTP/1.1\r\nHost: h${path.length}.example\r\nUser-Agent: t/1\r\n${body ? `Content-Length: ${body.length}\r\n` : ''}\r\n${body}`
const HTTP: readonly Turn[] = [
  [0, `${ask('GET', '/a')}${ask('HEAD', '/bb')}${ask('POST', '/ccc', 'GET / HTTP/1.1\r\n\r\n')}`],
  [
    1,
    `${chunked}HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 3\r\n\r\nyes`,
  ],
  [0, ask('HEAD', '/dddd')],
  [1, 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n'],
  [0, ask('GET', '/eeeee')],
  [1, 'HTTP/1.0 200 OK\r\nContent-Type: image/png\r\n\r\nuntil the end, HTTP/1.1 500 No\r\n\r\n'],
]
const CONNECT: readonly Turn[] = [
  [0, 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n'],
  [1, 'HTTP/1.1 200 Connection established\r\n\r\n'],
  [0, 'GET /secret HTTP/1.1\r\n\r\n'],
]
const message = (bytes: Uint8Array) => join(u16(bytes.length), bytes)
const DNS: readonly Turn[] = [
  [0, join(message(dns('one.example')), message(dns('two.example')))],
  [1, join(message(dns('one.example', { answer: '10.0.0.9' })), message(dns('two.example', { rcode: 3 })))],
]
const STARTTLS: readonly Turn[] = [
  [1, '220 mail.example ESMTP\r\n'],
  [0, 'EHLO me\r\n'],
  [1, '250 STARTTLS\r\n'],
  [0, 'STARTTLS\r\n'],
  [1, '220 go ahead\r\n'],
  ...TLS,
]
describe.each([
  ['TLS', 443, TLS],
  ['HTTP', 80, HTTP],
  ['CONNECT', 80, CONNECT],
  ['DNS', 53, DNS],
  ['STARTTLS', 25, STARTTLS],
] as const)('%s', (name, port, turns) => {
  const whole = facts(analyse(talk(turns, port)))
  const length = turns.reduce((sum, [, said]) => sum + said.length, 0)
  it('is read at all', () => {
    const { http, tls, names } = whole
    if (name === 'HTTP') {
      expect(http).toMatchObject({ requests: 5, responses: 6, unfinished: 0, methods: { GET: 2, HEAD: 2, POST: 1 } })
      expect(http.statuses).toEqual({ 100: 1, 200: 3, 201: 1, 204: 1 })
    } else if (name === 'CONNECT') expect(http).toMatchObject({ requests: 1, responses: 1, methods: { CONNECT: 1 } })
    else if (name === 'DNS') expect(names).toMatchObject({ queries: 2, responses: 2, rcodes: { 0: 1, 3: 1 } })
    else {
      expect(tls).toMatchObject({ clientHellos: 1, serverHellos: 1, sni: ['www.example.org'] })
      expect(tls.alerts).toEqual(name === 'TLS' ? { '2.40': 1 } : tls.alerts)
      expect(tls.handshakeTypes).toEqual({ 1: 1, 2: 1, 14: 1 })
    }
  })
  it('is the same cut at every byte', () => {
    // What follows STARTTLS is read by the same follower as TLS.
    for (let cutAt = 1; cutAt < length; cutAt += name === 'STARTTLS' ? 3 : 1)
      expect([cutAt, facts(analyse(talk(turns, port, { cutAt })))]).toEqual([cutAt, whole])
  })
  it('is the same byte by byte, and in small pieces', () => {
    for (const most of [1, 2, 5, 37]) expect([most, facts(analyse(talk(turns, port, { most })))]).toEqual([most, whole])
  })
  it('is the same when segments overtake one another, and come twice', () => {
    for (let n = 0; n < 30; n++) {
      const frames = talk(turns, port, { most: 30 })
      const order = createRandom(n)
      const data = frames.map((frame, at) => ({ ...frame, at }))
      for (let at = 3; at < data.length - 5; at += 4) {
        const late = data[at]
        // Never past an acknowledgement of its own bytes: that says it was lost to the capture.
        if (late && order.fraction() < 0.5 && late.bytes.length > 54) data.push({ ...late, at: at + 0.5 })
      }
      expect(facts(analyse(data))).toEqual(whole)
    }
  })
})

describe('a connection that HTTP hands over', () => {
  const upgrade = (protocol: string) =>
    `GET /chat HTTP/1.1\r\nHost: h.example\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`
  const switched = (protocol: string) =>
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`
  /** RFC 6455 §5.2: the text is in one frame, masked with zeros where a client sends it. */
  const framed = (text: string, isMasked: boolean) =>
    join(Uint8Array.of(0x81, (isMasked ? 0x80 : 0) | text.length), new Uint8Array(isMasked ? 4 : 0), ascii(text))
  /** RFC 9113 §3.4 and §6.5: empty settings. */
  const settings = new Uint8Array(9)
  settings[3] = 4
  const cases = {
    websocket: [framed('GET / HTTP/1.1\r\n\r\n', true), framed('HTTP/1.1 500 No\r\n\r\n', false)],
    h2c: [join(ascii('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), settings), settings],
  } as const
  const NAMES = { websocket: 'websocket', h2c: 'http2' } as const
  describe.each(['websocket', 'h2c'] as const)('to %s', (protocol) => {
    const [asked, answered] = cases[protocol]
    const turns: readonly Turn[] = [
      [0, upgrade(protocol)],
      [1, switched(protocol)],
      [0, asked],
      [1, answered],
      [0, asked.subarray(protocol === 'h2c' ? asked.length - settings.length : 0)],
    ]
    const read = ({ http, protocols }: Report) => ({
      asked: http?.requests,
      answered: http?.responses,
      statuses: http?.statuses,
      lost: http?.unfinished,
      inside: protocols[NAMES[protocol]],
    })
    const whole = read(analyse(talk(turns, 80)))
    it('says no more HTTP, whatever it looks like', () => {
      expect(whole).toEqual({ asked: 1, answered: 1, statuses: { 101: 1 }, lost: 0, inside: 3 })
    })
    it('is the same cut at every byte of what follows', () => {
      const from = upgrade(protocol).length + switched(protocol).length
      const length = turns.reduce((sum, [, said]) => sum + said.length, 0)
      for (let cutAt = from + 1; cutAt < length; cutAt++)
        expect([cutAt, read(analyse(talk(turns, 80, { cutAt }))).statuses]).toEqual([cutAt, { 101: 1 }])
    })
    it('begins within the segment that hands it over', () => {
      const together: readonly Turn[] = [
        [0, upgrade(protocol)],
        [1, join(ascii(switched(protocol)), answered)],
        [0, asked],
      ]
      expect(read(analyse(talk(together, 80)))).toMatchObject({ asked: 1, answered: 1, inside: 2 })
    })
  })
  it('to a protocol nobody knows is passed over', () => {
    const turns: readonly Turn[] = [
      [0, upgrade('x-own')],
      [1, switched('x-own')],
      [0, 'GET /secret HTTP/1.1\r\nHost: other.example\r\n\r\n'],
    ]
    expect(analyse(talk(turns, 80)).http).toMatchObject({ requests: 1, responses: 1, hosts: ['h.example'] })
  })
  it('is not handed over by a refusal', () => {
    const turns: readonly Turn[] = [
      [0, upgrade('websocket')],
      [1, 'HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n'],
      [0, ask('GET', '/a')],
      [1, 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
    ]
    expect(analyse(talk(turns, 80)).http).toMatchObject({ requests: 2, responses: 2, statuses: { 200: 1, 426: 1 } })
  })
})

describe('HTTP that is not whole', () => {
  const asked: Turn = [0, ask('GET', '/a')]
  const half: Turn = [1, 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it']
  it('broken off', () =>
    expect(analyse(talk([asked, half], 80)).http).toMatchObject({ requests: 1, responses: 0, unfinished: 1 }))
  it('still under way at the end', () =>
    expect(analyse(talk([asked, half], 80, { close: false })).http).toMatchObject({ responses: 0, unfinished: 1 }))
  it('goes on behind bytes that nobody captured', () => {
    const frames = talk(
      [asked, [1, 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n'], [1, 'lost'], [1, chunked], asked],
      80,
    )
    const kept = frames.filter(({ bytes }) => !String.fromCharCode(...bytes).includes('lost'))
    expect(kept.length).toBe(frames.length - 1)
    expect(analyse(kept).http).toMatchObject({ requests: 2, responses: 1, unfinished: 1 })
  })
})

describe('QUIC', () => {
  const at = (from: string, to: string, ports: [number, number], bytes: Uint8Array, n: number): Frame => ({
    at: n,
    bytes: udp({ from, to }, ports, bytes),
  })
  it('its hello is read once, and nothing of what is sealed', () => {
    const { id, packet } = makeInitial(random, 'quic.example')
    const sealed = join(Uint8Array.of(0x45), id, random.bytes(200))
    const report = analyse([
      at('10.0.0.1', '10.0.0.2', [5000, 443], packet, 0),
      at('10.0.0.1', '10.0.0.2', [5000, 443], packet, 1),
      at('10.0.0.1', '10.0.0.2', [5000, 443], sealed, 2),
    ])
    expect(report.tls).toMatchObject({ clientHellos: 1, sni: ['quic.example'] })
    expect(report.tls?.ja4[0]).toMatch(/^q13d/)
    // Sent again it is QUIC, and no more TLS than a segment that is.
    expect(report.protocols).toMatchObject({ quic: 3, tls: 1 })
  })
  it('a damaged one says nothing', () => {
    const { packet } = makeInitial(random, 'quic.example')
    packet[8] = (packet[8] ?? 0) ^ 1
    expect(analyse([at('10.0.0.1', '10.0.0.2', [5000, 443], packet, 0)]).tls).toMatchObject({ clientHellos: 0 })
  })
})

it('a connection of TLS that was caught in its midst is TLS, and is read from the first record on that begins a segment', () => {
  const noise = random.bytes(300).fill(0xe5, 0, 5)
  const one = new Talk('10.0.0.1', '10.0.0.2', [40_000, 443])
  for (let n = 0; n < 8; n++) one.say(1, noise)
  const { protocols, tls } = analyse(one.say(1, record(22, hello)).say(0, record(23, noise)).frames)
  expect([protocols['tls'], tls?.sni]).toEqual([10, ['www.example.org']])
  const elsewhere = new Talk('10.0.0.1', '10.0.0.2', [40_000, 27_017]).say(1, noise).say(1, noise)
  expect(analyse(elsewhere.frames).protocols['tls']).toBeUndefined()
})

it('what a side still sends after the other has reset the connection is read', () => {
  const one = new Talk('10.0.0.1', '10.0.0.2', [40_000, 443]).open().say(0, record(22, hello)).send(0, { flags: 'R' })
  expect(analyse(one.say(1, record(21, Uint8Array.of(2, 40))).frames).protocols['tls']).toBe(2)
})

describe('HTTP of which the capture holds the beginnings of segments', () => {
  const snapped = (turns: readonly Turn[], bytes: number) =>
    talk(turns, 80).map((frame) => ({ ...frame, bytes: frame.bytes.subarray(0, bytes), wire: frame.bytes.length }))
  it('counts each, and says as much of a head as is there', () => {
    const body = 'x'.repeat(3000)
    const turns: readonly Turn[] = [
      [0, ask('GET', `/${'long/'.repeat(20)}`)],
      [1, `HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n${body}`],
    ]
    const { http, protocols } = analyse(snapped(turns, 80))
    expect(http).toMatchObject({ requests: 1, methods: { GET: 1 }, responses: 1, statuses: { 200: 1 } })
    expect(protocols['http']).toBe(4)
  })
  it('takes half of a line’s end for no part of the host', () => {
    const request = 'GET / HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n\r\n'
    expect(analyse(snapped([[0, request]], 54 + request.indexOf('\r\nAccept') + 1)).http?.hosts).toEqual(['a.example'])
  })
  it('ends where another protocol takes the connection over', () => {
    const turns: readonly Turn[] = [
      [0, 'GET /chat HTTP/1.1\r\nUpgrade: x-own\r\n\r\n'],
      [1, 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x-own\r\n\r\n'],
      [1, 'y'.repeat(200)],
    ]
    expect(analyse(snapped(turns, 120)).protocols['http']).toBe(2)
  })
})

describe('segments that a capture holds in part', () => {
  const snapped = (turns: readonly Turn[], port: number, bytes: number) =>
    talk(turns, port).map((frame) => ({ ...frame, bytes: frame.bytes.subarray(0, bytes), wire: frame.bytes.length }))
  it('of messages count each', () => {
    const publish = join(Uint8Array.of(0x30, 0xac, 0x02, 0, 1), new Uint8Array(297).fill(0x61))
    expect(
      analyse(
        snapped(
          [
            [0, publish],
            [1, publish],
          ],
          1883,
          54 + 60,
        ),
      ).protocols['mqtt'],
    ).toBe(2)
  })
})
