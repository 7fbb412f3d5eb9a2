import { expect, it } from 'vitest'
import { type Frame, pcap, Talk } from '../testdata/capture.ts'
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
