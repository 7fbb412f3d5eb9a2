import { describe, expect, it } from 'vitest'
import { CLIENT_CRYPTO, clientInitial, DCID, padded, SERVER_PACKET } from '../../../../test/quic-initials.ts'
import { SeenFields } from '../../../../test/seen-fields.ts'
import { eachVariant, fromHex } from '../../../../test/strangers-bytes.ts'
import { brokenPromises } from '../../testing/application-contract.ts'
import { VERSION_1, VERSION_2 } from './keys.ts'
import { describeQuic, quic } from './quic.ts'

const described = (bytes: Uint8Array, clientDcid?: Uint8Array) => {
  const seen = new SeenFields(bytes)
  describeQuic(seen, 0, bytes.length, clientDcid)
  return seen
}
const summary = (bytes: Uint8Array) => quic.summary(new DataView(bytes.buffer), bytes, 0, bytes.length)
const FIRST = clientInitial(VERSION_1, padded(CLIENT_CRYPTO, 600))
// RFC 9001 A.4, and a Version Negotiation of RFC 9000 §17.2.1.
const RETRY = fromHex('ff000000010008f067a5502a4262b5746f6b656e04a265ba2eff4d829058fb3f0f2496ba')
const NEGOTIATION = fromHex('80000000000008f067a5502a4262b5000000016b3343cf1a2a3a4a')
const SHORT = fromHex('4cfe4189655e5cd55c41f69080575d7999c25a5bfb')

describe('QUIC for the eye', () => {
  it('shows the hello inside a client’s Initial, where its bytes are', () => {
    const seen = described(FIRST)
    expect(seen.layers).toEqual(['quic', 'tls'])
    expect(seen.first('tls.handshake.extensions_server_name')).toBe('example.com')
    expect(seen.first('tls.handshake.ja4')).toMatch(/^q13d0211an_/)
    expect(seen.all('quic.frame_type')).toEqual([6, 0])
    expect(seen.first('quic.packet_number')).toBe(2)
    expect(seen.problems).toEqual([])
  })
  it('shows a server’s with the ID of the client, and without it what is not hidden', () => {
    const seen = described(SERVER_PACKET, DCID)
    expect(seen.all('tls.handshake.type')).toEqual([2])
    expect(seen.first('quic.ack.largest_acknowledged')).toBe(0)
    const closed = described(SERVER_PACKET)
    expect(closed.layers).toEqual(['quic'])
    expect(closed.first('quic.scid')).toBe('f067a5502a4262b5')
    expect(closed.first('quic.packet_number')).toBeUndefined()
  })
  it('takes what follows with another connection ID for padding', () => {
    const seen = described(Uint8Array.from([...FIRST, ...SHORT]))
    expect(seen.layers).toEqual(['quic', 'tls'])
    expect(seen.first('quic.coalesced_padding_data')).toHaveLength(2 * SHORT.length)
    const own = described(Uint8Array.from([...FIRST, 0x41, ...DCID, ...SHORT]))
    expect(own.layers).toEqual(['quic', 'quic', 'tls'])
  })
  it('names packet types alike in both versions', () => {
    const second = clientInitial(VERSION_2, padded(CLIENT_CRYPTO, 600), 0xd3)
    expect(described(second).meaning('quic.long.packet_type')).toBe('Initial')
    expect(described(second).meaning('quic.version')).toBe('version 2')
  })
  it('shows retries, negotiations and the rest', () => {
    expect(described(RETRY).first('quic.retry_token')).toBe('746f6b656e')
    expect(described(RETRY).first('quic.retry_integrity_tag')).toBe('04a265ba2eff4d829058fb3f0f2496ba')
    expect(described(NEGOTIATION).all('quic.supported_version')).toEqual([1, VERSION_2, 0x1a2a3a4a])
    expect(described(SHORT).meaning('quic.header_form')).toBe('Short Header')
  })
  it.each([
    [FIRST, true, 'Initial, Client Hello (SNI=example.com)'],
    [SERVER_PACKET, true, 'Initial'],
    [RETRY, true, 'Retry'],
    [NEGOTIATION, false, 'Version Negotiation'],
    [SHORT, false, 'Protected Payload'],
  ])('is known by its long header, in one line: %#', (bytes, known, line) => {
    const view = new DataView(bytes.buffer)
    expect(quic.recognises(view, 0, bytes.length, { transport: 'udp', expected: true })).toBe(known)
    expect(summary(bytes)).toBe(line)
  })
  it('has short headers where its connection is known', () => {
    const tell = (bytes: Uint8Array) =>
      quic.recognises(new DataView(bytes.buffer), 0, bytes.length, { transport: 'udp', expected: true, known: true })
    expect([tell(SHORT), tell(SHORT.slice(0, 20))]).toEqual([true, false])
  })
  it('has the answer that no version fits where its connection is known', () => {
    const tell = (bytes: Uint8Array) =>
      quic.recognises(new DataView(bytes.buffer), 0, bytes.length, { transport: 'udp', expected: true, known: true })
    expect([tell(NEGOTIATION), tell(NEGOTIATION.slice(0, -1)), tell(NEGOTIATION.slice(0, -12))]).toEqual([
      true,
      false,
      false,
    ])
  })
  it('has short headers whose fixed bit is varied, beside which STUN is STUN', () => {
    const tell = (bytes: Uint8Array) =>
      quic.recognises(new DataView(bytes.buffer), 0, bytes.length, { transport: 'udp', expected: true, known: true })
    const varied = SHORT.slice()
    varied[0] = (varied[0] as number) & ~0x40
    const binding = fromHex('01010008 2112a442 000102030405060708090a0b 00030004 00000000')
    expect([tell(varied), tell(binding)]).toEqual([true, false])
  })
  it('is no reason to throw, hang or say ranges outside, whatever the bytes', () => {
    for (const good of [FIRST.slice(0, 420), RETRY, NEGOTIATION, SHORT]) {
      eachVariant(
        good,
        (view, start, end) => {
          const seen = new SeenFields(new Uint8Array(view.buffer))
          describeQuic(seen, start, end)
          return [seen.names, quic.summary(view, seen.bytes, start, end)]
        },
        { mutations: 300, cuts: 150 },
      )
    }
  })
})

it('keeps what every application promises', () => {
  expect(brokenPromises(quic, [FIRST.slice(0, 420), SERVER_PACKET, RETRY, NEGOTIATION, SHORT], 100)).toEqual([])
})
