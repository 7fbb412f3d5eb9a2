/** TLS in EAP: a real exchange, and fragments that are lost, sent again or given up. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../bench/captures/random.ts'
import { makeClientHello } from '../../../bench/captures/tls.ts'
import { createAnalysis } from '../analysis.ts'
import { keptBy } from '../filter/testing.ts'
import { analyse, type Bytes, join, mac, u16, u32 } from '../testdata/capture.ts'

const FILE = readFileSync(new URL('../testdata/eap-tls.pcap', import.meta.url))

it('of a real exchange the same is read as tshark reads', () => {
  const analysis = createAnalysis({ level: 'full' })
  analysis.push(FILE)
  const { protocols, hierarchy, tls, malformed, truncated } = analysis.finish()
  // Display filters eapol, eap and tls.
  expect(protocols).toEqual({ eth: 22, eapol: 22, eap: 21, tls: 4 })
  expect(hierarchy[0]?.inside[0]?.inside[0]).toMatchObject({
    name: 'eap',
    frames: 21,
    inside: [{ name: 'tls', frames: 4 }],
  })
  expect(tls).toMatchObject({ clientHellos: 1, serverHellos: 1, versions: { '0x0303': 1 } })
  // tls.handshake.type of frames 5, 12 and 19.
  expect(tls?.handshakeTypes).toEqual({ 1: 1, 2: 1, 11: 2, 12: 1, 13: 1, 14: 1, 15: 1, 16: 1 })
  expect(tls?.certificates.map(({ subject, frame }) => [subject, frame])).toEqual(
    [
      ['CN=radius.example.org', 12],
      ['CN=Golden CA', 12],
      ['CN=alice.example.org', 19],
      ['CN=Golden CA', 19],
    ].filter(([subject], n, all) => all.findIndex(([other]) => other === subject) === n),
  )
  expect([malformed, truncated]).toEqual([0, 0])
})

it('filters find it, each frame alone', () => {
  const filters = ['eapol', 'eap.code == 1', 'eap.identity == "alice@example.org"', 'eap.tls.flags.more_fragments == 1']
  const kept = keptBy(FILE, [...filters, 'tls.handshake.type == 1', 'eapol.type == 1'])
  expect(kept.map((frames) => frames.length)).toEqual([22, 10, 1, 6, 1, 1])
  expect(kept[4]).toEqual([5])
})

const hello = makeClientHello(createRandom(4), 'eap.example.org')
const RECORD = join(Uint8Array.of(22), u16(0x0301), u16(hello.length), hello)

interface Piece {
  readonly id: number
  readonly from: number
  readonly to: number
  /** Length of the whole that it says. */
  readonly says?: number
  readonly of?: Bytes
  readonly sender?: number
}
function eapol({ id, from, to, says, of = RECORD, sender = 7 }: Piece): Bytes {
  const flags = (says === undefined ? 0 : 0x80) | (to < of.length ? 0x40 : 0)
  const body = join(Uint8Array.of(13, flags), says === undefined ? new Uint8Array() : u32(says), of.subarray(from, to))
  const eap = join(Uint8Array.of(2, id), u16(4 + body.length), body)
  return join(mac(3), mac(sender), u16(0x888e), Uint8Array.of(1, 0), u16(eap.length), eap)
}
const read = (...pieces: readonly Piece[]) => {
  const { tls, protocols } = analyse(pieces.map((piece, at) => ({ at, bytes: eapol(piece) })))
  return [tls?.sni ?? [], protocols['tls'] ?? 0]
}
const ONCE = [['eap.example.org'], 1]
const NEVER = [[], 0]
const all = RECORD.length
const FIRST = { id: 1, from: 0, to: 100, says: all }

describe('a message', () => {
  it.each<[string, readonly Piece[]]>([
    ['whole', [{ id: 1, from: 0, to: all }]],
    ['whole with its length', [{ id: 1, from: 0, to: all, says: all }]],
    ['in pieces', [FIRST, { id: 2, from: 100, to: 150 }, { id: 3, from: 150, to: all }]],
    ['that says its length each time', [FIRST, { id: 2, from: 100, to: all, says: all }]],
    [
      'that never says its length',
      [
        { id: 1, from: 0, to: 100 },
        { id: 2, from: 100, to: all },
      ],
    ],
    [
      'with a piece sent again',
      [FIRST, FIRST, { id: 2, from: 100, to: 150 }, { id: 2, from: 100, to: 150 }, { id: 3, from: 150, to: all }],
    ],
    [
      'after one that was given up',
      [
        { ...FIRST, to: 120 },
        { ...FIRST, id: 2 },
        { id: 3, from: 100, to: all },
      ],
    ],
    ['beside that of another one', [FIRST, { ...FIRST, sender: 8 }, { id: 2, from: 100, to: all }]],
  ])('%s is read', (_, pieces) => {
    expect(read(...pieces)).toEqual(ONCE)
  })
  it('that lacks a piece is not', () => {
    expect(read(FIRST, { id: 3, from: 150, to: all })[0]).toEqual([])
    expect(read({ id: 2, from: 100, to: all })).toEqual(NEVER)
    expect(read(FIRST)).toEqual(NEVER)
  })
  it.each([
    [200, ['eap.example.org']],
    [300, []],
  ])('is given up when %d others came that were never whole', (count, sni) => {
    const others = Array.from({ length: count }, (_, n) => ({ ...FIRST, sender: 100 + n }))
    expect(read(FIRST, ...others, { id: 2, from: 100, to: all })[0]).toEqual(sni)
  })
  it('longer than any is given up', () => {
    const long = join(RECORD, new Uint8Array(70_000))
    const pieces = Array.from({ length: 72 }, (_, n) => ({ id: n, of: long, from: n * 1000, to: (n + 1) * 1000 }))
    expect(read(...pieces)[0]).toEqual([])
  })
})
