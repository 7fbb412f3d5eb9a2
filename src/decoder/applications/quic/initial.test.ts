import { describe, expect, it } from 'vitest'
import { CLIENT_CRYPTO, clientInitial, DCID, padded, SERVER_PACKET } from '../../../../test/quic-initials.ts'
import { eachVariant, fromHex } from '../../../../test/strangers-bytes.ts'
import { toHex } from '../../addresses.ts'
import { parseClientHello } from '../tls/client-hello.ts'
import { parseServerHello } from '../tls/server-hello.ts'
import { CryptoStream } from './crypto-stream.ts'
import { looksLikeQuic } from './header.ts'
import { openInitial } from './initial.ts'
import { initialKeys, type PacketKeys, VERSION_1, VERSION_2 } from './keys.ts'

const hex = (bytes: Uint8Array) => toHex(bytes, 0, bytes.length)
const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const open = (bytes: Uint8Array, dcid?: Uint8Array) => openInitial(view(bytes), 0, bytes.length, dcid)

describe('keys of Initials', () => {
  it.each([
    {
      name: 'RFC 9001 A.1',
      version: VERSION_1,
      client: ['1f369613dd76d5467730efcbe3b1a22d', 'fa044b2f42a3fd3b46fb255c', '9f50449e04a0e810283a1e9933adedd2'],
      server: ['cf3a5331653c364c88f0f379b6067e37', '0ac1493ca1905853b0bba03e', 'c206b8d9b9f0f37644430b490eeaa314'],
    },
    {
      name: 'RFC 9369 A.1',
      version: VERSION_2,
      client: ['8b1a0bc121284290a29e0971b5cd045d', '91f73e2351d8fa91660e909f', '45b95e15235d6f45a6b19cbcb0294ba9'],
      server: ['82db637861d55e1d011f19ea71d5d2a7', 'dd13c276499c0249d3310652', 'edf6d05c83121201b436e16877593c3a'],
    },
  ])('$name', ({ version, client, server }) => {
    const keys = initialKeys(version, DCID)
    const texts = (side: PacketKeys | undefined) => side && [hex(side.key), hex(side.iv), hex(side.hp)]
    expect(texts(keys?.client)).toEqual(client)
    expect(texts(keys?.server)).toEqual(server)
  })
  it('are kept, and are none for a version nobody knows', () => {
    expect(initialKeys(VERSION_1, DCID)).toBe(initialKeys(VERSION_1, DCID.slice()))
    expect(initialKeys(0x12345678, DCID)).toBeUndefined()
  })
})

describe('an Initial', () => {
  const packet = clientInitial(VERSION_1, padded(CLIENT_CRYPTO, 1162))
  it('is protected here as in RFC 9001 A.2', () => {
    expect(packet.length).toBe(1200)
    expect(hex(packet.subarray(0, 48))).toBe(
      'c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11d242b123dc9bd8bab936b47d92ec356c',
    )
  })
  it('of a client gives its ClientHello', () => {
    const opened = open(packet)
    expect(opened).toMatchObject({ version: 1, fromClient: true, packetNumber: 2 })
    const [piece] = opened?.crypto ?? []
    const stream = new CryptoStream()
    if (piece) stream.add(piece)
    const end = stream.firstMessageEnd
    const hello = parseClientHello(view(stream.contiguous), 4, end ?? 0, 'q')
    expect(hello).toMatchObject({ sni: 'example.com', alpn: ['alpn'], complete: true })
    expect(hello?.ja4).toMatch(/^q13d0211an_/)
  })
  it('of a server needs the ID of the client', () => {
    expect(open(SERVER_PACKET)).toBeUndefined()
    const opened = open(SERVER_PACKET, DCID)
    expect(opened).toMatchObject({ fromClient: false, packetNumber: 1, scid: fromHex('f067a5502a4262b5') })
    const bytes = opened?.crypto[0]?.bytes ?? new Uint8Array(0)
    expect(parseServerHello(view(bytes), 4, bytes.length)).toMatchObject({ version: 0x0304, cipher: 0x1301 })
  })
  it.each([
    { name: 'version 2', version: VERSION_2, first: 0xd3 },
    { name: 'draft 29', version: 0xff00001d, first: 0xc3 },
    { name: 'draft 27', version: 0xff00001b, first: 0xc3 },
  ])('of $name opens', ({ version, first }) => {
    expect(open(clientInitial(version, padded(CLIENT_CRYPTO, 600), first))?.crypto[0]?.bytes.length).toBe(241)
  })
  it('is read when the capture cut it, and when others share its datagram', () => {
    expect(open(packet.subarray(0, 400))?.crypto[0]?.bytes.length).toBe(241)
    const half = CLIENT_CRYPTO.subarray(4)
    const piece = (offset: number, bytes: Uint8Array) =>
      Uint8Array.from([
        0x06,
        0x40 | (offset >> 8),
        offset & 0xff,
        0x40 | (bytes.length >> 8),
        bytes.length & 0xff,
        ...bytes,
      ])
    const second = clientInitial(VERSION_1, piece(100, half.subarray(100)))
    const first = clientInitial(VERSION_1, padded(piece(0, half.subarray(0, 100)), 300))
    const stream = new CryptoStream()
    for (const part of open(Uint8Array.from([...second, ...first]))?.crypto ?? []) stream.add(part)
    expect(hex(stream.contiguous)).toBe(hex(half))
  })
  it.each([
    ['draft 22', 0xff000016],
    ['draft 22 as Facebook built it', 0xfaceb001],
    ['one reserved to force a negotiation', 0x1a2a3a4a],
  ])('of %s opens', (_, version) => {
    const early = clientInitial(version, padded(CLIENT_CRYPTO, 1162))
    expect(looksLikeQuic(view(early), 0, early.length)).toBe(true)
    expect(open(early)?.crypto[0]?.bytes.subarray(0, 4)).toEqual(Uint8Array.of(1, 0, 0, 0xed))
  })
  it.each([
    ['Google’s T050', 0x54303530],
    ['Google’s T051', 0x54303531],
  ])('of %s opens', (_, version) => {
    const googles = padded(Uint8Array.of(8, ...CLIENT_CRYPTO.subarray(1)), 1162)
    expect(open(clientInitial(version, googles))?.crypto[0]?.bytes[0]).toBe(1)
    expect(open(clientInitial(version, padded(CLIENT_CRYPTO, 1162)))).toBeUndefined()
  })
  it('of Google’s Q050 is QUIC, and stays closed', () => {
    const early = packet.slice()
    early.set(new TextEncoder().encode('Q050'), 1)
    expect([looksLikeQuic(view(early), 0, early.length), open(early)]).toEqual([true, undefined])
  })
  it('that is damaged does not open', () => {
    const damaged = packet.slice()
    damaged[400] = (damaged[400] as number) ^ 0x55
    expect(open(damaged)).toBeUndefined()
  })
  it('is no reason to throw or read outside, whatever the bytes', () => {
    eachVariant(packet, (v, start, end) => openInitial(v, start, end)?.crypto.length, { cuts: 120, mutations: 400 })
    eachVariant(SERVER_PACKET, (v, start, end) => openInitial(v, start, end, DCID)?.crypto.length, { mutations: 400 })
    eachVariant(packet, looksLikeQuic, { cuts: 60 })
  })
})

describe('handshake bytes', () => {
  it('come in order whatever order they arrive in, and again', () => {
    const whole = Uint8Array.from({ length: 100 }, (_, n) => n)
    const pieces = [60, 20, 80, 0, 40, 20].map((offset) => ({ offset, bytes: whole.subarray(offset, offset + 30) }))
    const stream = new CryptoStream()
    for (const piece of pieces) stream.add(piece)
    expect(hex(stream.contiguous)).toBe(hex(whole))
  })
  it('stay bounded', () => {
    const stream = new CryptoStream()
    for (let n = 0; n < 10_000; n++) stream.add({ offset: 7 * n + 1, bytes: new Uint8Array(50) })
    stream.add({ offset: 1e9, bytes: new Uint8Array(50) })
    expect(stream.contiguous.length).toBe(0)
  })
})
