import { describe, expect, it } from 'vitest'
import { Packet } from '../packet.ts'
import { walk } from '../walk.ts'
import { type Conversation, conversationOf, toFilter } from './conversation.ts'
import { StreamFollower, type StreamPiece } from './stream.ts'

const SYN = 0x02
const ACK = 0x10

/** Ethernet, IPv4, TCP from 10.0.0.1:1000 (a) to 10.0.0.2:80 (b) or back. */
function segment(from: 'a' | 'b', sequence: number, text: string, flags = ACK): Packet {
  const bytes = new Uint8Array(54 + text.length)
  const view = new DataView(bytes.buffer)
  view.setUint16(12, 0x0800)
  bytes[14] = 0x45
  view.setUint16(16, 40 + text.length)
  bytes[22] = 64
  bytes[23] = 6
  const [source, target] = from === 'a' ? [1, 2] : [2, 1]
  bytes.set([10, 0, 0, source, 10, 0, 0, target], 26)
  view.setUint16(34, from === 'a' ? 1000 : 80)
  view.setUint16(36, from === 'a' ? 80 : 1000)
  view.setUint32(38, sequence)
  bytes[46] = 0x50
  bytes[47] = flags
  bytes.set(new TextEncoder().encode(text), 54)
  const packet = new Packet()
  packet.reset(bytes, view, 0, bytes.length, bytes.length)
  walk(packet, 1)
  return packet
}

const conversation = conversationOf(segment('a', 0, '')) as Conversation
function follow(segments: readonly Packet[]): (StreamPiece & { text: string })[] {
  const pieces: (StreamPiece & { text: string })[] = []
  const follower = new StreamFollower(conversation, (piece) =>
    pieces.push({ ...piece, text: new TextDecoder().decode(piece.bytes) }),
  )
  for (const [n, packet] of segments.entries()) follower.packet(packet, n + 1)
  follower.end()
  return pieces
}
const told = (segments: readonly Packet[]) =>
  follow(segments).map(({ from, number, text, missing }) => `${from}${number}:${missing ? `-${missing}-` : ''}${text}`)

it('knows the conversation and its filter', () => {
  expect(conversation).toEqual({
    transport: 'tcp',
    version: 4,
    a: { address: '10.0.0.1', port: 1000 },
    b: { address: '10.0.0.2', port: 80 },
  })
  expect(toFilter(conversation)).toBe(
    '(ip.src == 10.0.0.1 && tcp.srcport == 1000 && ip.dst == 10.0.0.2 && tcp.dstport == 80) || (ip.src == 10.0.0.2 && tcp.srcport == 80 && ip.dst == 10.0.0.1 && tcp.dstport == 1000)',
  )
})

describe('what each side said', () => {
  it.each<[what: string, segments: Packet[], said: string[]]>([
    [
      'in turn',
      [segment('a', 99, '', SYN), segment('a', 100, 'GET'), segment('b', 7, 'OK'), segment('a', 103, 'MORE')],
      ['a2:GET', 'b3:OK', 'a4:MORE'],
    ],
    [
      'out of order',
      [segment('a', 100, 'one'), segment('a', 106, 'three'), segment('a', 103, 'two')],
      ['a1:one', 'a3:two', 'a2:three'],
    ],
    [
      'sent again, partly and whole',
      [segment('a', 100, 'abcd'), segment('a', 100, 'abcd'), segment('a', 102, 'cdef'), segment('a', 105, 'f')],
      ['a1:abcd', 'a3:ef'],
    ],
    [
      'with a hole the capture has',
      [segment('a', 100, 'one'), segment('a', 110, 'later'), segment('a', 115, 'on')],
      ['a1:one', 'a2:-7-later', 'a3:on'],
    ],
    [
      'across the end of sequence numbers',
      [segment('a', 0xffff_fffe, 'abcd'), segment('a', 2, 'ef')],
      ['a1:abcd', 'a2:ef'],
    ],
    [
      'from ports that are used again',
      [segment('a', 100, 'old'), segment('a', 5000, '', SYN), segment('a', 5001, 'new')],
      ['a1:old', 'a3:new'],
    ],
    [
      'after a keep-alive',
      [segment('a', 100, 'abc'), segment('a', 102, 'c'), segment('a', 103, 'd')],
      ['a1:abc', 'a3:d'],
    ],
  ])('%s', (_what, segments, said) => expect(told(segments)).toEqual(said))

  it('holds little back when a hole never fills', () => {
    const many = Array.from({ length: 3000 }, (_, n) => segment('a', 200 + n * 10, 'ten bytes!'))
    const pieces = follow([segment('a', 100, 'x'), ...many])
    expect(pieces.map(({ bytes }) => bytes.length).reduce((sum, length) => sum + length)).toBe(30_001)
    expect(pieces.filter(({ missing }) => missing !== undefined)).toHaveLength(1)
  })
})
