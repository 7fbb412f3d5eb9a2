/** Segments of one connection, and what each is. The same table stands at every place of the circle of sequence numbers. */
import { describe, expect, it } from 'vitest'
import { Packet } from '../packet.ts'
import { ETH } from '../protocols.ts'
import { ascii, type Segment, tcp } from '../testdata/capture.ts'
import { walk } from '../walk.ts'
import {
  ACK_LOST_SEGMENT,
  DUPLICATE_ACK,
  FAST_RETRANSMISSION,
  KEEP_ALIVE,
  KEEP_ALIVE_ACK,
  LOST_SEGMENT,
  OUT_OF_ORDER,
  RETRANSMISSION,
  SPURIOUS_RETRANSMISSION,
  TcpAnalysis,
  WINDOW_FULL,
  WINDOW_UPDATE,
  ZERO_WINDOW,
  ZERO_WINDOW_PROBE,
  ZERO_WINDOW_PROBE_ACK,
} from './tcp-analysis.ts'

const NAMES = {
  ACK_LOST_SEGMENT,
  DUPLICATE_ACK,
  FAST_RETRANSMISSION,
  KEEP_ALIVE,
  KEEP_ALIVE_ACK,
  LOST_SEGMENT,
  OUT_OF_ORDER,
  RETRANSMISSION,
  SPURIOUS_RETRANSMISSION,
  WINDOW_FULL,
  WINDOW_UPDATE,
  ZERO_WINDOW,
  ZERO_WINDOW_PROBE,
  ZERO_WINDOW_PROBE_ACK,
}
/** Side, milliseconds, what is said: numbers count from each side's first; and what it is. */
type Row = readonly [side: 0 | 1, ms: number, said: Segment & { readonly bytes?: number }, found?: string]
const ENDS = { from: '10.0.0.1', to: '10.0.0.2' }
const BACK = { from: '10.0.0.2', to: '10.0.0.1' }
const SCALE_7 = Uint8Array.of(3, 3, 7, 0)

function run(rows: readonly Row[], bases: readonly [number, number]) {
  const analysis = new TcpAnalysis()
  const index = analysis.open(0)
  const packet = new Packet()
  const found = rows.map(([side, ms, { bytes = 0, ...said }]) => {
    const seq = ((bases[side] ?? 0) + (said.seq ?? 0)) >>> 0
    const isAck = (said.flags ?? 'A').includes('A')
    const ack = isAck ? ((bases[1 - side] ?? 0) + (said.ack ?? 0)) >>> 0 : 0
    const data = ascii('x'.repeat(bytes))
    const frame = tcp(side === 0 ? ENDS : BACK, side === 0 ? [4000, 80] : [80, 4000], { ...said, seq, ack, data })
    packet.reset(frame, new DataView(frame.buffer), 0, frame.length, frame.length)
    walk(packet, ETH)
    packet.atNs = ms * 1e6
    const bits = analysis.segment(packet, 0, index, side)
    analysis.counts.add(bits)
    const names = Object.entries(NAMES).filter(([, bit]) => bits & bit)
    return names.map(([name]) => name).join(' ')
  })
  return { found, analysis }
}

const OPEN: readonly Row[] = [
  [0, 0, { flags: 'S', options: SCALE_7 }],
  [1, 10, { flags: 'SA', ack: 1, options: SCALE_7 }],
  [0, 20, { seq: 1, ack: 1 }],
]
const data = (ms: number, seq: number, bytes: number, found = ''): Row => [0, ms, { seq, ack: 1, bytes }, found]
const ack = (ms: number, to: number, found = '', window = 1000): Row => [1, ms, { seq: 1, ack: to, window }, found]

const TABLE: Record<string, readonly Row[]> = {
  'all is well': [data(30, 1, 100), ack(40, 101), data(50, 101, 50), data(51, 151, 50), ack(60, 201)],
  'sent again late': [data(30, 1, 100), data(330, 1, 100, 'RETRANSMISSION')],
  'a SYN sent again': [],
  'sent again though it had arrived': [data(30, 1, 100), ack(40, 101), data(330, 1, 100, 'SPURIOUS_RETRANSMISSION')],
  'one overtakes the other': [
    data(30, 1, 100),
    data(31, 201, 100, 'LOST_SEGMENT'),
    data(32, 101, 100, 'OUT_OF_ORDER'),
    ack(40, 301),
  ],
  'too late for having been overtaken': [
    data(30, 1, 100),
    data(31, 201, 100, 'LOST_SEGMENT'),
    data(90, 101, 100, 'RETRANSMISSION'),
  ],
  'the receiver asks for it thrice': [
    data(30, 1, 100),
    ack(40, 101),
    data(41, 201, 100, 'LOST_SEGMENT'),
    data(42, 301, 100),
    data(43, 401, 100),
    ack(51, 101, 'DUPLICATE_ACK'),
    ack(52, 101, 'DUPLICATE_ACK'),
    ack(53, 101, 'DUPLICATE_ACK'),
    data(60, 101, 100, 'FAST_RETRANSMISSION'),
    ack(70, 501),
  ],
  'asked for thrice and sent late': [
    data(30, 1, 100),
    ack(40, 101),
    data(41, 201, 100, 'LOST_SEGMENT'),
    data(42, 301, 100),
    ack(51, 101, 'DUPLICATE_ACK'),
    ack(52, 101, 'DUPLICATE_ACK'),
    data(90, 101, 100, 'RETRANSMISSION'),
  ],
  'no room, asked, and room again': [
    data(30, 1, 100),
    ack(40, 101, 'ZERO_WINDOW', 0),
    data(200, 101, 1, 'ZERO_WINDOW_PROBE'),
    ack(210, 101, 'ZERO_WINDOW ZERO_WINDOW_PROBE_ACK', 0),
    ack(300, 101, 'WINDOW_UPDATE', 500),
    data(310, 101, 100),
  ],
  'a probe that is taken in': [
    data(30, 1, 100),
    ack(40, 101, 'ZERO_WINDOW', 0),
    data(200, 101, 1, 'ZERO_WINDOW_PROBE'),
    ack(210, 102, 'ZERO_WINDOW ZERO_WINDOW_PROBE_ACK', 0),
    ack(300, 102, 'WINDOW_UPDATE', 500),
    data(310, 102, 100),
    ack(320, 202, '', 500),
  ],
  'a window filled to its edge': [
    ack(25, 1, 'WINDOW_UPDATE', 2),
    data(30, 1, 128),
    data(31, 129, 128, 'WINDOW_FULL'),
    ack(40, 257, '', 2),
    data(50, 257, 255),
  ],
  alive: [
    data(30, 1, 100),
    ack(40, 101),
    data(9000, 100, 0, 'KEEP_ALIVE'),
    ack(9010, 101, 'KEEP_ALIVE_ACK'),
    data(18_000, 100, 1, 'KEEP_ALIVE'),
    ack(18_010, 101, 'KEEP_ALIVE_ACK'),
  ],
  'acknowledged and never seen': [
    data(30, 1, 100),
    ack(40, 301, 'ACK_LOST_SEGMENT'),
    data(50, 301, 10, 'LOST_SEGMENT'),
  ],
  'acknowledged beyond all that was seen, and told once': [
    data(30, 1, 100),
    ack(40, 301, 'ACK_LOST_SEGMENT'),
    ack(41, 401),
    ack(42, 501),
    data(50, 501, 10, 'LOST_SEGMENT'),
    ack(60, 601, 'ACK_LOST_SEGMENT'),
  ],
  'the same window said twice without a question': [ack(30, 1, 'DUPLICATE_ACK'), ack(31, 1, 'DUPLICATE_ACK')],
  ends: [
    [0, 30, { flags: 'FA', seq: 1, ack: 1 }],
    [1, 40, { flags: 'FA', seq: 1, ack: 2 }],
    [0, 50, { seq: 2, ack: 2 }],
  ],
  'resets, and a reset far off says nothing of a loss': [data(30, 1, 10), [0, 40, { flags: 'R', seq: 5000 }]],
}
/** The first acknowledgement of the asked side repeats what its SYN said, but for the window. */
const OTHER_WINDOW = { window: 900 }

describe.each([
  ['small numbers', [1000, 5000]],
  ['numbers that wrap at once', [0xffff_fffe, 0xffff_fffe]],
  ['numbers that wrap in the midst', [0xffff_ff80, 0xffff_fffe]],
  ['the middle of the circle', [0x7fff_ff80, 0x7fff_fffe]],
] as const)('with %s', (_, bases) => {
  it.each(Object.entries(TABLE))('%s', (_name, rows) => {
    const { found } = run([...OPEN, ...rows], bases)
    expect(found).toEqual([...OPEN, ...rows].map(([, , , name = '']) => name))
  })
})

it('a SYN sent again is a retransmission, one with another number a new connection', () => {
  const syn = (ms: number, seq: number): Row => [0, ms, { flags: 'S', seq, ...OTHER_WINDOW }]
  const { found, analysis } = run([syn(0, 0), syn(1000, 0), syn(3000, 0)], [7, 7])
  expect(found).toEqual(['', 'RETRANSMISSION', 'RETRANSMISSION'])
  expect(analysis.counts).toMatchObject({ syns: 3, retransmissions: 2, reusedPorts: 0 })
  const again = run(
    [...OPEN, data(30, 1, 100), syn(60_000, 70_000), [1, 60_010, { flags: 'SA', seq: 9, ack: 70_001 }]],
    [7, 7],
  )
  expect(again.found.slice(-2)).toEqual(['', ''])
  expect(again.analysis.counts).toMatchObject({ reusedPorts: 1, retransmissions: 0, lostSegments: 0 })
  expect(again.analysis.streams).toBe(2)
})

it('counts the fast and the spurious among the retransmissions', () => {
  const { analysis } = run([...OPEN, ...(TABLE['the receiver asks for it thrice'] ?? [])], [1, 1])
  expect(analysis.counts).toMatchObject({
    retransmissions: 1,
    fastRetransmissions: 1,
    duplicateAcks: 3,
    lostSegments: 1,
  })
})
