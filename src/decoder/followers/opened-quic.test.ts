/** DNS over QUIC with its keys in the file: the hellos of RFC 9001, appendix A, and what might have followed them. */
import { sha256 } from '@noble/hashes/sha2.js'
import { describe, expect, it } from 'vitest'
import { CLIENT_CRYPTO, clientInitial, padded, protect, SERVER_PACKET } from '../../../test/quic-initials.ts'
import { toHex } from '../addresses.ts'
import { createAnalysis } from '../analysis.ts'
import { VERSION_1 } from '../applications/quic/keys.ts'
import { expandLabel } from '../ciphers/key-schedule.ts'
import { ascii, dns, join, u16, u32, udp } from '../testdata/capture.ts'
import { pcapng } from '../testdata/pcapng.ts'

const ng = pcapng(true)
const SERVER_ID = SERVER_PACKET.slice(7, 15)
const CLIENT_RANDOM = CLIENT_CRYPTO.slice(10, 42)
const SECRETS = ['SERVER_HANDSHAKE_TRAFFIC_SECRET', 'CLIENT_TRAFFIC_SECRET_0', 'SERVER_TRAFFIC_SECRET_0'] as const
const secretOf = (label: (typeof SECRETS)[number]) => new Uint8Array(32).fill(SECRETS.indexOf(label) + 1)

function seal(label: (typeof SECRETS)[number], header: Uint8Array, payload: Uint8Array): Uint8Array {
  const expand = (what: string, length: number) => expandLabel(sha256, secretOf(label), `quic ${what}`, length)
  return protect(header, payload, { key: expand('key', 16), iv: expand('iv', 12), hp: expand('hp', 16) })
}
const number = (n: number) => join(u16(0), u16(n))
const short = (id: Uint8Array, n: number) => join(Uint8Array.of(0x43), id, number(n))
/** The end of a stream that was begun with it. */
const stream = (message: Uint8Array) => join(Uint8Array.of(0x09, 0), u16(message.length), message)

/** EncryptedExtensions that agree on a protocol. */
function agree(alpn: string): Uint8Array {
  const name = ascii(alpn)
  const extension = join(u16(16), u16(name.length + 3), u16(name.length + 1), Uint8Array.of(name.length), name)
  const message = join(Uint8Array.of(8, 0), u16(extension.length + 2), u16(extension.length), extension)
  const frame = join(Uint8Array.of(6, 0, message.length), message)
  const length = u16(0x4000 | (4 + frame.length + 16))
  const header = join(Uint8Array.of(0xe3, 0, 0, 0, 1, 0, 8), SERVER_ID, length, number(0))
  return seal('SERVER_HANDSHAKE_TRAFFIC_SECRET', header, frame)
}

const CLIENT = { from: '10.0.0.1', to: '10.0.0.2' }
const SERVER = { from: '10.0.0.2', to: '10.0.0.1' }
const said = (fromClient: boolean, bytes: Uint8Array) =>
  fromClient ? udp(CLIENT, [40_000, 853], bytes) : udp(SERVER, [853, 40_000], bytes)

const QUESTION = seal('CLIENT_TRAFFIC_SECRET_0', short(SERVER_ID, 0), stream(dns('quic.example')))
const ANSWER = seal(
  'SERVER_TRAFFIC_SECRET_0',
  short(new Uint8Array(0), 0),
  stream(dns('quic.example', { answer: '10.0.0.9' })),
)
const AGAIN = seal('CLIENT_TRAFFIC_SECRET_0', short(SERVER_ID, 1), stream(dns('quic.example')))
const FRAMES = (alpn: string) => [
  said(true, clientInitial(VERSION_1, padded(CLIENT_CRYPTO, 1162))),
  said(false, SERVER_PACKET),
  said(false, agree(alpn)),
  said(true, QUESTION),
  said(false, ANSWER),
  said(true, AGAIN),
]
const keyLog = (change: (line: string) => string = (line) => line) =>
  SECRETS.map((label) => change(`${label} ${toHex(CLIENT_RANDOM, 0, 32)} ${toHex(secretOf(label), 0, 32)}`)).join('\n')

function analyse(frames: readonly Uint8Array[], log: string) {
  const text = ascii(log)
  const analysis = createAnalysis({ level: 'full' })
  const secrets = ng.block(10, ng.number(4, 0x544c534b), ng.number(4, text.length), text)
  const packets = frames.map((bytes, n) => ng.enhanced(0, BigInt(n), bytes, bytes.length))
  analysis.push(join(ng.section(), ng.interface(1, 0), ...(log === '' ? [] : [secrets]), ...packets))
  return analysis.finish()
}

describe('DNS over QUIC', () => {
  it('is read with the keys in the file, each message once', () => {
    const report = analyse(FRAMES('doq'), keyLog())
    expect(report.file.keys).toEqual({ sessions: 1, opened: 1 })
    expect(report.dns).toMatchObject({ queries: 1, responses: 1, names: ['quic.example'] })
    expect(report.protocols).toMatchObject({ quic: 6, tls: 3, dns: 2 })
    expect(report.tls).toMatchObject({ alpn: { doq: 1 }, handshakeTypes: { 1: 1, 2: 1, 8: 1 } })
  })
  it('needs its keys, and the right ones', () => {
    const bare = analyse(FRAMES('doq'), '')
    expect(bare.dns?.queries).toBe(0)
    const wrong = analyse(
      FRAMES('doq'),
      keyLog((line) => line.replace(/..$/, 'ff')),
    )
    expect(wrong.file.keys).toEqual({ sessions: 1, opened: 0 })
    expect([wrong.protocols, wrong.tls, wrong.dns]).toEqual([bare.protocols, bare.tls, bare.dns])
  })
  it('is not what other protocols say', () =>
    expect(analyse(FRAMES('h3'), keyLog())).toMatchObject({ file: { keys: { opened: 1 } }, dns: { queries: 0 } }))
  it('is not read where it was begun by too many at a time', () => {
    // 700 messages of 60 KB wait for their last byte, on eleven connections: the first have made room when it comes.
    const long = join(dns('long.example'), new Uint8Array(60_000))
    const message = join(u16(long.length), long)
    const last = message.length - 1
    const packet = (n: number, frame: Uint8Array) => seal('CLIENT_TRAFFIC_SECRET_0', short(SERVER_ID, n), frame)
    const ids = Array.from({ length: 64 }, (_, n) => u16(0x4000 | (4 * n)))
    const begun = ids.map((id, n) => packet(n, join(Uint8Array.of(0x08), id, message.subarray(0, last))))
    const end = join(u32(0x8000_0000 | last), message.subarray(last))
    const ended = ids.map((id, n) => packet(64 + n, join(Uint8Array.of(0x0d), id, end)))
    const sent = (port: number, bytes: Uint8Array) => udp(CLIENT, [port, 853], bytes)
    const opening = (port: number) => [
      sent(port, clientInitial(VERSION_1, padded(CLIENT_CRYPTO, 1162))),
      ...[SERVER_PACKET, agree('doq')].map((bytes) => udp(SERVER, [853, port], bytes)),
    ]
    const ports = Array.from({ length: 11 }, (_, n) => 40_000 + n)
    const frames = [
      ...ports.flatMap((port) => [...opening(port), ...begun.map((bytes) => sent(port, bytes))]),
      ...ports.flatMap((port) => ended.map((bytes) => sent(port, bytes))),
    ]
    const { queries = 0 } = analyse(frames, keyLog()).dns ?? {}
    expect(queries).toBeGreaterThan(400)
    expect(queries).toBeLessThan(600)
  })
  it('may come in any order, broken or cut', () => {
    const frames = FRAMES('doq')
    for (let n = 0; n < frames.length; n++) {
      const frame = frames[n] as Uint8Array
      for (let at = 42; at < frame.length; at += 7) {
        const broken = frame.slice()
        broken[at] = (broken[at] as number) ^ 0x55
        expect(analyse(frames.with(n, broken as never), keyLog()).packets).toBe(6)
        expect(analyse(frames.with(n, frame.slice(0, at) as never), keyLog()).packets).toBe(6)
      }
    }
    expect(analyse(frames.toReversed(), keyLog()).packets).toBe(6)
  })
})
