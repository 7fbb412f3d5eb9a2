import { expect, it } from 'vitest'
import { type Frame, join, pcap, Talk } from '../testdata/capture.ts'
import { InFlight } from './in-flight.ts'
import { keptBy } from './testing.ts'

const kept = (frames: readonly Frame[], ...filters: readonly string[]) => keptBy(pcap(frames), filters)
const talk = () => new Talk('10.0.0.1', '10.0.0.2', [4000, 80], { stepS: 0.01 })

it('says how long the handshake took, with whatever else is said of a segment', () => {
  const frames = talk().open().say(0, 'ask').send(1, {}).send(1, { window: 900 }).frames
  expect(kept(frames, 'tcp.analysis.initial_rtt', 'tcp.analysis.initial_rtt == 0.02')).toEqual([
    [3, 4, 5, 6],
    [3, 4, 5, 6],
  ])
  // Its beginning was not seen.
  expect(kept(frames.slice(1), 'tcp.analysis.initial_rtt')).toEqual([[]])
})

it('says how long a segment waited for its acknowledgement, from the first time it was sent', () => {
  const one = talk().open().say(0, 'one').say(0, 'two').send(1, {})
  const again = talk()
    .open()
    .say(0, 'one')
    .wait(0.3)
    .send(0, { flags: 'PA', seq: 1001, data: new Uint8Array(3) })
  expect(kept(one.frames, 'tcp.analysis.ack_rtt')).toEqual([[2, 3, 6]])
  expect(kept(again.send(1, {}).frames, 'tcp.analysis.ack_rtt > 0.3')).toEqual([[6]])
})

it('says how many bytes are under way: of all that nobody acknowledged', () => {
  const frames = talk().open().say(0, '1234').say(0, '56').send(1, { ack: 1005 }).say(0, '7').frames
  const exactly = [4, 6, 2, 3].map((bytes) => `tcp.analysis.bytes_in_flight == ${bytes}`)
  expect(kept(frames, 'tcp.analysis.bytes_in_flight', ...exactly)).toEqual([[4, 5, 7], [4], [5], [], [7]])
})

it('says nothing of bytes under way once some were lost, until the other side says how far it is', () => {
  const lost = talk().open().say(0, '1').say(0, '2').say(0, '3')
  const frames = lost.send(1, { ack: 1002 }).say(0, '4').frames
  expect(kept(frames.toSpliced(4, 1), 'tcp.analysis.bytes_in_flight')).toEqual([[4, 7]])
})

it('a connection that begins anew has nothing under way', () => {
  const first = talk().open().say(0, '1234').say(0, '5678')
  const second = new Talk('10.0.0.1', '10.0.0.2', [4000, 80], { at: 9, seqs: [9000, 70_000] }).open().say(0, 'ab')
  expect(kept([...first.frames, ...second.frames], 'tcp.analysis.bytes_in_flight == 2')).toEqual([[9]])
})

interface Waiting {
  seq: number
  next: number
  atNs: number
}
/** All segments of a side looked through one by one, as Wireshark's packet-tcp.c does. */
function acknowledgeEach(waiting: readonly Waiting[], ack: number, atNs: number) {
  const left = waiting.filter(({ next }) => ((next - ack) | 0) > 0)
  for (const one of left) if (((ack - one.seq) | 0) > 0) one.seq = ack
  const answered = waiting.find(({ next }) => next === ack)
  return { left, ackRtt: answered ? (atNs - answered.atNs) / 1e9 : 0 }
}
function spanOf(waiting: readonly Waiting[], around: number): number {
  const from = Math.min(...waiting.map(({ seq }) => (seq - around) | 0))
  return Math.max(...waiting.map(({ next }) => (next - around) | 0)) - from
}

it('says the same as when all segments are looked through: sent again, out of order, in parts, past 2^32', () => {
  let random = 7
  const below = (most: number) => {
    random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((random / 2 ** 32) * most)
  }
  const inFlight = new InFlight()
  let waiting: Waiting[] = []
  let head = 0x7fffff00 | 0
  for (let n = 0; n < 20_000; n++) {
    const atNs = n * 1e6
    if (below(3) > 0) {
      const length = 1 + below(300)
      const seq = (head + below(4) * 100 - below(3) * 200) | 0
      const next = (seq + length) | 0
      if (((next - head) | 0) > 0) head = next
      inFlight.note(0, 0, { seq, ack: 0, flags: 8, length, atNs, found: 0 })
      waiting.push({ seq, next, atNs })
      expect(inFlight.bytes).toBe(spanOf(waiting, head))
    } else {
      const ack = below(2) ? (waiting[below(waiting.length)]?.next ?? head) : (head - below(2000)) | 0
      inFlight.note(0, 1, { seq: 0, ack, flags: 16, length: 0, atNs, found: 0 })
      const { left, ackRtt } = acknowledgeEach(waiting, ack, atNs)
      waiting = left
      expect(inFlight.ackRtt).toBe(ackRtt)
    }
  }
})

it('of one direction, where nothing is ever acknowledged, it takes no longer the more is under way', {
  timeout: 60_000,
}, () => {
  const one = new Talk('10.0.0.1', '10.0.0.2', [4000, 80])
  const parts: Uint8Array[] = []
  for (let n = 0; n < 20; n++) {
    for (let k = 0; k < 10_000; k++) one.say(0, 'x')
    parts.push(pcap(one.frames.splice(0)).subarray(n === 0 ? 0 : 24))
  }
  const file = join(...parts)
  const cpuOf = (filter: string) => {
    const before = process.threadCpuUsage()
    const [packets] = keptBy(file, [filter])
    const { user, system } = process.threadCpuUsage(before)
    return { packets: packets?.length, us: user + system }
  }
  const stream = cpuOf('tcp.stream == 0')
  // No more than so many are remembered, as in Wireshark.
  const all = cpuOf('tcp.analysis.bytes_in_flight == 10000')
  expect([stream.packets, all.packets]).toEqual([200_000, 190_001])
  expect(all.us).toBeLessThan(stream.us * 3 + 500_000)
})
