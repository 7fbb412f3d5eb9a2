/** Findings about TLS: handshakes and certificates made for each, and those that nearly are. */
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../bench/captures/random.ts'
import { makeClientHello } from '../../../bench/captures/tls.ts'
import { keptBy } from '../filter/testing.ts'
import type { ReportFinding } from '../report.ts'
import { analyse, ascii, type Frame, join, pcap, Talk, u16, udp } from '../testdata/capture.ts'

const ME = '10.0.0.1'
const YOU = '10.0.0.2'
const random = createRandom(11)
/** When captures of tests begin. */
const NOW_MS = 1_750_000_000_000
const DAY_MS = 86_400_000

const u24 = (value: number) => join(Uint8Array.of(value >> 16), u16(value & 0xffff))
const record = (...messages: readonly Uint8Array[]) => {
  const inside = join(...messages)
  return join(Uint8Array.of(22, 3, 3), u16(inside.length), inside)
}
const message = (type: number, body: Uint8Array) => join(Uint8Array.of(type), u24(body.length), body)
/** `negotiated` goes into supported_versions, as TLS 1.3 says it. */
function serverHello({ version = 0x0303, cipher = 0xc02f, negotiated = 0 }) {
  const extensions = negotiated === 0 ? new Uint8Array() : join(u16(6), u16(43), u16(2), u16(negotiated))
  return message(
    2,
    join(u16(version), new Uint8Array(32).fill(7), Uint8Array.of(0), u16(cipher), Uint8Array.of(0), extensions),
  )
}
/** One connection: a hello of each side, and a chain. */
function handshake(chosen: Parameters<typeof serverHello>[0], chain: readonly Uint8Array[] = [], n = 0): Frame[] {
  const certificates = join(...chain.map((one) => join(u24(one.length), one)))
  const more = chain.length === 0 ? [] : [message(11, join(u24(certificates.length), certificates))]
  return new Talk(ME, YOU, [40_000 + n, 443], { at: n })
    .open()
    .say(0, record(makeClientHello(random, 'www.example.org')))
    .say(1, record(serverHello(chosen), ...more))
    .close().frames
}

const findings = (frames: readonly Frame[]) => analyse(frames).findings ?? []
const codes = (frames: readonly Frame[]) => findings(frames).map(({ code }) => code)
function one(code: string, frames: readonly Frame[]): ReportFinding {
  const of = findings(frames)
  expect(of.map((finding) => finding.code)).toEqual([code])
  const [finding] = of
  // What proves it is what its filter keeps.
  expect(keptBy(pcap(frames), [finding?.filter ?? ''])[0]).toEqual(finding?.packets)
  return finding as ReportFinding
}

describe('versions', () => {
  it.each([
    ['SSL 3.0', 0x0300],
    ['TLS 1.0', 0x0301],
    ['TLS 1.1', 0x0302],
  ])('%s is out of date', (name, version) => {
    const finding = one('weak-tls-version', handshake({ version, cipher: 0x002f }))
    expect(finding).toMatchObject({ severity: 'caution', params: { version: name, count: 1 }, packets: [5] })
  })
  it('counts connections, and is told once', () => {
    const frames = [0, 1, 2].flatMap((n) => handshake({ version: 0x0301, cipher: 0x002f }, [], n))
    expect(findings(frames)).toMatchObject([{ code: 'weak-tls-version', params: { count: 3 }, packets: [5] }])
  })
  it.each([
    ['TLS 1.2', { version: 0x0303 }],
    ['TLS 1.3, which calls itself 1.2 and its records 1.0', { negotiated: 0x0304, cipher: 0x1301 }],
  ])('not %s', (_, chosen) => expect(codes(handshake(chosen))).toEqual([]))
  it('not what a client offers and the server does not take', () => {
    const offered = new Talk(ME, YOU, [40_000, 443]).open().say(0, record(makeClientHello(random, 'a.example')))
    expect(codes(offered.frames)).toEqual([])
  })
})

describe('DTLS', () => {
  const datagram = (type: number, body: Uint8Array) => {
    const inside = join(Uint8Array.of(type), u24(body.length), u16(0), u24(0), u24(body.length), body)
    return join(Uint8Array.of(22, 0xfe, 0xfd), new Uint8Array(8), u16(inside.length), inside)
  }
  const talk = (version: number, cipher = 0xc02f): Frame[] => {
    const offered = makeClientHello(random, 'calls.example.org')
    // After version and random value come the session's ID and the cookie, which only DTLS has.
    const session = 4 + 2 + 32
    const ids = session + 1 + (offered[session] ?? 0)
    const hello = join(u16(0xfefd), offered.subarray(6, ids), Uint8Array.of(0), offered.subarray(ids))
    const chosen = serverHello({ version, cipher }).subarray(4)
    return [
      { at: 0, bytes: udp({ from: ME, to: YOU }, [5000, 5001], datagram(1, hello)) },
      { at: 1, bytes: udp({ from: YOU, to: ME }, [5001, 5000], datagram(2, chosen)) },
    ]
  }
  it('1.0 is out of date', () => {
    expect(one('weak-tls-version', talk(0xfeff))).toMatchObject({
      params: { version: 'DTLS 1.0', count: 1 },
      packets: [2],
    })
  })
  it('with a weak cipher', () => {
    expect(one('weak-tls-cipher', talk(0xfefd, 0x0005))).toMatchObject({ params: { weakness: 'RC4' }, packets: [2] })
  })
  it('1.2 is not, and what it says stands apart from TLS', () => {
    const report = analyse(talk(0xfefd))
    expect(report.findings).toEqual([])
    expect([report.tls?.clientHellos, report.tls?.sni]).toEqual([0, []])
    expect(report.dtls).toMatchObject({ clientHellos: 1, serverHellos: 1, sni: ['calls.example.org'] })
    expect(report.dtls?.ja4[0]).toMatch(/^d/)
  })
})

describe('cipher suites', () => {
  it.each([
    ['TLS_RSA_WITH_NULL_SHA', 0x0002, 'NULL'],
    ['TLS_RSA_WITH_NULL_SHA256', 0x003b, 'NULL'],
    ['TLS_PSK_WITH_NULL_SHA384', 0x00b1, 'NULL'],
    ['TLS_ECDHE_RSA_WITH_NULL_SHA', 0xc010, 'NULL'],
    ['TLS_RSA_EXPORT_WITH_RC4_40_MD5', 0x0003, 'EXPORT'],
    ['TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA', 0x0019, 'EXPORT'],
    ['TLS_RSA_WITH_RC4_128_SHA', 0x0005, 'RC4'],
    ['TLS_ECDHE_RSA_WITH_RC4_128_SHA', 0xc011, 'RC4'],
    ['TLS_RSA_WITH_DES_CBC_SHA', 0x0009, 'DES'],
    ['TLS_RSA_WITH_3DES_EDE_CBC_SHA', 0x000a, '3DES'],
    ['TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA', 0xc012, '3DES'],
    ['TLS_DH_anon_WITH_AES_128_CBC_SHA', 0x0034, 'anonymous'],
    ['TLS_ECDH_anon_WITH_AES_256_CBC_SHA', 0xc019, 'anonymous'],
  ])('%s protects too little', (_, cipher, weakness) => {
    const finding = one('weak-tls-cipher', handshake({ cipher }))
    const number = `0x${cipher.toString(16).padStart(4, '0')}`
    expect(finding).toMatchObject({ severity: 'danger', subject: number, packets: [5] })
    expect(finding.params).toEqual({ cipher: number, weakness, count: 1 })
  })
  it.each([
    ['TLS_RSA_WITH_AES_128_CBC_SHA', 0x002f],
    ['TLS_DHE_RSA_WITH_AES_128_CBC_SHA', 0x0033],
    ['TLS_RSA_WITH_AES_128_CBC_SHA256, next to a NULL one', 0x003c],
    ['TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, between 3DES and others', 0xc009],
    ['TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 0xcca8],
    ['TLS_AES_128_GCM_SHA256', 0x1301],
    ['one nobody knows', 0x7777],
  ])('not %s', (_, cipher) => expect(codes(handshake({ cipher }))).toEqual([]))
})

const tag = (number: number, ...parts: readonly Uint8Array[]) => {
  const body = join(...parts)
  const length = body.length < 128 ? Uint8Array.of(body.length) : join(Uint8Array.of(0x82), u16(body.length))
  return join(Uint8Array.of(number), length, body)
}
const oid = (...bytes: readonly number[]) => tag(6, Uint8Array.from(bytes))
const name = (commonName: string) => tag(0x30, tag(0x31, tag(0x30, oid(0x55, 4, 3), tag(12, ascii(commonName)))))
/** UTCTime (RFC 5280 §4.1.2.5.1). */
const time = (ms: number) => {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]/g, '')
  return tag(0x17, ascii(`${digits.slice(2, 14)}Z`))
}
const rsaKey = (bits: number) => {
  const modulus = join(Uint8Array.of(0, 0xc5), random.bytes(bits / 8 - 1))
  const key = tag(0x30, tag(2, modulus), tag(2, Uint8Array.of(1, 0, 1)))
  const kind = tag(0x30, oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1), tag(5))
  return tag(0x30, kind, tag(3, Uint8Array.of(0), key))
}
const ecKey = () => {
  const kind = tag(0x30, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1), oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7))
  return tag(0x30, kind, tag(3, Uint8Array.of(0, 4), random.bytes(64)))
}
interface Wanted {
  readonly issuer?: string
  readonly from?: number
  readonly until?: number
  readonly key?: Uint8Array
  readonly isAuthority?: boolean
}
/** An X.509 certificate of `www.example.org` (RFC 5280 §4.1), but for its signature. */
function certificate(wanted: Wanted): Uint8Array {
  const { issuer = 'Example CA', from = NOW_MS - 30 * DAY_MS, until = NOW_MS + 60 * DAY_MS } = wanted
  const { key = rsaKey(2048), isAuthority = false } = wanted
  const signature = tag(0x30, oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11), tag(5))
  const constraints = tag(0x30, oid(0x55, 0x1d, 0x13), tag(4, tag(0x30, tag(1, Uint8Array.of(0xff)))))
  const body = tag(
    0x30,
    tag(0xa0, tag(2, Uint8Array.of(2))),
    tag(2, random.bytes(8)),
    signature,
    name(issuer),
    tag(0x30, time(from), time(until)),
    name('www.example.org'),
    key,
    ...(isAuthority ? [tag(0xa3, tag(0x30, constraints))] : []),
  )
  return tag(0x30, body, signature, tag(3, Uint8Array.of(0), random.bytes(256)))
}

describe('certificates', () => {
  const shown = (wanted: Wanted) => handshake({}, [certificate(wanted)])
  it('that have run out', () => {
    const finding = one('expired-certificate', shown({ until: NOW_MS - DAY_MS }))
    expect(finding).toMatchObject({
      severity: 'caution',
      params: { name: 'www.example.org', until: '2025-06-14' },
      packets: [5],
    })
    expect(finding.subject).toMatch(/^www\.example\.org [0-9a-f]{16}$/)
  })
  it('that are not valid yet', () => {
    const finding = one('early-certificate', shown({ from: NOW_MS + DAY_MS }))
    expect(finding.params).toEqual({ name: 'www.example.org', from: '2025-06-16' })
  })
  it('with a short key', () => {
    const finding = one('weak-key', shown({ key: rsaKey(1024) }))
    expect(finding).toMatchObject({ severity: 'caution', params: { name: 'www.example.org', bits: 1024 } })
  })
  it('that nobody vouches for', () => {
    const finding = one('self-signed', shown({ issuer: 'www.example.org' }))
    expect(finding).toMatchObject({ severity: 'info', params: { name: 'www.example.org' } })
  })
  it('are each told of, with all that is wrong with one', () => {
    const frames = handshake({}, [
      certificate({ until: NOW_MS - DAY_MS, key: rsaKey(1024), issuer: 'www.example.org' }),
      certificate({ from: NOW_MS + DAY_MS }),
    ])
    expect(codes(frames).toSorted()).toEqual(['early-certificate', 'expired-certificate', 'self-signed', 'weak-key'])
  })
  it('are told of once, however often they are shown', () => {
    const expired = certificate({ until: NOW_MS - DAY_MS })
    const frames = [0, 1, 2].flatMap((n) => handshake({}, [expired], n))
    expect(findings(frames)).toMatchObject([{ code: 'expired-certificate', packets: [5] }])
  })
  it('are judged at the time of the capture', () => {
    // Both have run out by now, and had not then.
    expect(codes(shown({ until: NOW_MS + DAY_MS }))).toEqual([])
  })
  it.each<[what: string, wanted: Wanted]>([
    ['one that runs out this hour', { until: NOW_MS + 3_600_000 }],
    ['one that began this minute', { from: NOW_MS - 60_000 }],
    ['an RSA key of 2048 bits', { key: rsaKey(2048) }],
    ['an EC key, which is short and strong', { key: ecKey() }],
    ['an authority of its own', { issuer: 'www.example.org', isAuthority: true }],
  ])('not %s', (_, wanted) => expect(codes(shown(wanted))).toEqual([]))
})
