import { describe, expect, it } from 'vitest'
import { createAnalysis } from './analysis.ts'
import type { Report } from './report.ts'
import { analyse, ascii, datagram, dns, type Frame, ip, join, pcap, Talk, tcp, udp } from './testdata/capture.ts'
import { pcapng } from './testdata/pcapng.ts'

const ME = '10.0.0.1'
const YOU = '10.0.0.2'
const ENDS = { from: ME, to: YOU }

const BROWSING: readonly Frame[] = [
  ...new Talk(ME, YOU, [40_000, 80])
    .open()
    .say(0, 'GET /a HTTP/1.1\r\nHost: one.example\r\n\r\n')
    .say(1, 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
    .close().frames,
  { at: 1, bytes: udp(ENDS, [5000, 53], dns('one.example')) },
  { at: 1.1, bytes: udp({ from: YOU, to: ME }, [53, 5000], dns('one.example', { answer: YOU })) },
  { at: 2, bytes: udp({ from: '::1', to: '::2' }, [6000, 6001], ascii('hello')) },
]

/** A prefix says that it is one. */
const ended = (report: Report) => ({ ...report, complete: true, file: { ...report.file, problems: [] } })

describe('while a file arrives', () => {
  const file = pcap(BROWSING)
  it.each(['flows', 'full'] as const)('what is known is what the beginning alone says (%s)', (level) => {
    const arriving = createAnalysis({ level })
    for (let at = 0; at < file.length; at += 40) {
      arriving.push(file.subarray(at, at + 40))
      const alone = createAnalysis({ level })
      alone.push(file.subarray(0, at + 40))
      const snapshot = arriving.snapshot()
      expect(snapshot.complete).toBe(false)
      expect(ended(snapshot)).toEqual(ended(alone.finish()))
    }
    expect(arriving.packets).toBe(BROWSING.length)
    expect(arriving.finish().complete).toBe(true)
  })
  it('the end may be told twice, and more may come after it', () => {
    const analysis = createAnalysis({ level: 'full' })
    analysis.push(file.subarray(0, file.length - 3))
    const first = analysis.finish()
    expect(first.file.problems).toMatchObject([{ code: 'cut', missing: 3 }])
    expect(analysis.finish()).toEqual(first)
    analysis.push(file)
    expect(analysis.finish()).toEqual(first)
  })
})

it('reads pieces of any kind of byte array: those whose slices share their memory too', () => {
  const { frames } = new Talk(ME, YOU, [40_000, 80])
    .open()
    .say(0, 'GET /a HTTP/1.1\r\nHost: one.example\r\n\r\n')
    .say(1, 'HTTP/1.1 100 Continue\r\n\r\n')
    .say(1, 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
  // What was said last comes first, and waits.
  const file = pcap([...frames.slice(0, -2), ...frames.slice(-2).toReversed()])
  const says = (piece: Uint8Array) => {
    const analysis = createAnalysis({ level: 'full' })
    analysis.push(piece)
    return analysis.finish()
  }
  expect(says(file).http?.statuses).toEqual({ 100: 1, 200: 1 })
  expect(says(Buffer.concat([Buffer.alloc(100), file]).subarray(100))).toEqual(says(file))
})

it('says what a small capture holds', () => {
  const report = analyse(BROWSING)
  expect(report).toMatchObject({
    packets: 11,
    protocols: { eth: 11, ip: 10, ipv6: 1, tcp: 8, udp: 3, http: 2, dns: 2 },
    addresses: { ipv4: 2, ipv6: 2 },
    conversations: { tcp: 1, udp: 2 },
    flows: 3,
    malformed: 0,
    truncated: 0,
    dns: { queries: 1, responses: 1, names: ['one.example'] },
    http: { requests: 1, responses: 1, hosts: ['one.example'] },
    names: [{ address: YOU, name: 'one.example' }],
  })
  expect(report.topConversations.tcp).toMatchObject([
    { a: `${ME}:40000`, b: `${YOU}:80`, aPackets: 5, bPackets: 3, application: 'http', handshakeUs: 2000 },
  ])
  expect(report.topConversations.udp.map(({ a }) => a)).toEqual([`${ME}:5000`, '[2001:db8::1]:6000'])
})

describe('files that say little', () => {
  it('link types nobody reads are counted', () => {
    const analysis = createAnalysis({ level: 'full' })
    analysis.push(pcap(BROWSING, 9999))
    expect(analysis.finish()).toMatchObject({ packets: 11, unknownLinkTypes: { 9999: 11 }, protocols: {}, flows: 0 })
  })
  it('no time at all', () => {
    const ng = pcapng(true)
    const frame = udp(ENDS, [1, 2], ascii('x'))
    const analysis = createAnalysis({ level: 'full' })
    analysis.push(join(ng.section(), ng.interface(1, 0), ng.simple(frame.length, frame)))
    const report = analysis.finish()
    expect(report).toMatchObject({ packets: 1, firstNs: null, lastNs: null, minNs: null, maxNs: null })
    expect(report.topConversations.udp).toMatchObject([{ firstNs: '0', lastNs: '0' }])
    expect(report).toMatchObject({ untimed: 1, timeline: { protocols: [] } })
  })
  it('a packet without a time among others stands at none of theirs', () => {
    const ng = pcapng(true)
    const frame = udp(ENDS, [1, 2], ascii('x'))
    const timed = (us: number) => ng.enhanced(0, 1_750_000_000_000_000n + BigInt(us), frame, frame.length)
    const read = (...blocks: readonly Uint8Array[]) => {
      const analysis = createAnalysis({ level: 'full' })
      analysis.push(join(ng.section(), ng.interface(1, 0), ...blocks))
      const { packets, untimed, timeline } = analysis.finish()
      return { packets, untimed, steps: timeline?.protocols.flatMap((one) => one.packets) }
    }
    const simple = ng.simple(frame.length, frame)
    expect(read(timed(0), simple, timed(2500))).toEqual({ packets: 3, untimed: 1, steps: [1, 0, 1] })
    expect(read(simple, simple, timed(0), timed(0))).toEqual({ packets: 4, untimed: 2, steps: [2] })
    expect(read(timed(0), timed(999))).toEqual({ packets: 2, untimed: undefined, steps: [2] })
  })
  it.each([
    ['nothing', new Uint8Array()],
    ['text', ascii('no capture at all')],
  ])('%s', (_, bytes) => {
    const analysis = createAnalysis({ level: 'full' })
    analysis.push(bytes)
    expect(analysis.finish()).toMatchObject({
      packets: 0,
      firstNs: null,
      file: { format: 'unknown', problems: [{ code: 'not-a-capture' }] },
      findings: [],
    })
  })
})

it('puts datagrams together from their pieces in any order', () => {
  const whole = datagram(5000, 53, dns(`${'long-name.'.repeat(6)}example`))
  const piece = (from: number, to: number) =>
    ip(17, ENDS, whole.subarray(from, to), (from >> 3) | (to < whole.length ? 0x2000 : 0), 77)
  const cuts = [piece(0, 24), piece(24, 48), piece(48, whole.length)]
  for (const order of [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]) {
    const report = analyse(order.map((n, at) => ({ at, bytes: cuts[n] ?? new Uint8Array() })))
    expect(report).toMatchObject({ packets: 3, malformed: 0, dns: { queries: 1 }, conversations: { tcp: 0, udp: 1 } })
    expect(report.protocols).toMatchObject({ ip: 3, udp: 1, dns: 1 })
  }
})

it('time may go backwards', () => {
  const frame = (at: number, port: number): Frame => ({ at, bytes: tcp(ENDS, [port, 80], { flags: 'S' }) })
  const analysis = createAnalysis({ level: 'full' })
  analysis.push(pcap([frame(100, 1), frame(40, 1), frame(70, 2)]))
  const report = analysis.finish()
  const at = (seconds: number) => `${1_750_000_000 + seconds}000000000`
  expect(report).toMatchObject({ firstNs: at(100), lastNs: at(70), minNs: at(40), maxNs: at(100) })
  const steps = report.timeline?.protocols.flatMap(({ packets }) => packets) ?? []
  expect(steps.reduce((sum, count) => sum + count, 0)).toBe(3)
  const { stepNs = 0, beginsNs = 0 } = report.timeline ?? {}
  expect(beginsNs).toBeLessThanOrEqual(-60e9)
  const [places] = [steps.flatMap((count, step) => (count > 0 ? [beginsNs + step * stepNs] : []))]
  for (const [n, atNs] of [-60e9, -30e9, 0].entries()) expect(Math.abs((places[n] ?? 0) - atNs)).toBeLessThan(stepNs)
})

it('conversations are told without their VLANs, flows with them', () => {
  const inside = (vlans: readonly number[], at: number): Frame => ({
    at,
    bytes: udp({ ...ENDS, vlans }, [1000, 2000], ascii('twelve bytes')),
  })
  const report = analyse([inside([], 0), inside([5], 1), inside([5, 6], 2), inside([7], 3), inside([5], 4)])
  expect(report).toMatchObject({ flows: 4, conversations: { tcp: 0, udp: 1 } })
  const all = { packets: 5, bytes: 54 + 4 * 54 + 5 * 4 }
  expect(report.topConversations.udp).toMatchObject([{ ...all, aPackets: all.packets, aBytes: all.bytes, bPackets: 0 }])
  expect(report.topAddresses.map(({ packets }) => packets)).toEqual([5, 5])
})

it('a segment cut inside its header is counted, and nothing is read behind it', () => {
  const whole = tcp(ENDS, [12_336, 12_337], { flags: 'FA', data: ascii('GET / HTTP/1.1') })
  const headers = 14 + 20
  for (let length = headers; length < headers + 20; length++) {
    const report = analyse([{ at: 0, bytes: whole.subarray(0, length), wire: whole.length }])
    expect(report).toMatchObject({ packets: 1, malformed: 0, truncated: 1, protocols: { tcp: 1 } })
  }
})
