/** Every finding: a capture that raises it, and one that nearly does. */
import { describe, expect, it } from 'vitest'
import { ascii, datagram, dns, type Frame, ip, join, Talk, u16, u32, udp } from '../testdata/capture.ts'
import { codesOf, found, one, times } from '../testdata/findings.ts'
import { FINDING_RULES } from './list.ts'

const none = (frames: readonly Frame[]) => expect(codesOf(frames)).toEqual([])

/** What is worth a word is no accusation. */
const calm = (frames: readonly Frame[]) =>
  expect(
    found(frames)
      .filter(({ severity }) => severity !== 'info')
      .map(({ code }) => code),
  ).toEqual([])

const ME = '10.0.0.1'
const YOU = '10.0.0.2'
const OUTSIDE = '198.51.100.7'
const REQUEST = 'GET / HTTP/1.1\r\nHost: example.org\r\n\r\n'
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

const visit = (n: number, to = YOU, port = 80) =>
  new Talk(ME, to, [20_000 + n, port], { at: n * 0.37 }).open().say(0, REQUEST).say(1, ANSWER).close().frames
const refused = (to: string, port: number, n: number) =>
  new Talk(ME, to, [40_000 + n, port], { at: n * 0.01 }).send(0, { flags: 'S' }).send(1, { flags: 'RA' }).frames
/** A connection made and given up, as load balancers check those behind them. */
const check = (to: string, port: number, n: number, at: number) =>
  new Talk(ME, to, [30_000 + n, port], { at }).open().close().frames

describe('port scan', () => {
  it('many ports of one machine', () => {
    const finding = one('port-scan', times(25, (n) => refused(YOU, 100 + n, n)).flat())
    expect(finding).toMatchObject({ subject: ME, params: { from: ME, to: YOU, ports: 25, open: 0 } })
    expect(finding.packets).toEqual([1, 3, 5, 7, 9, 11, 13, 15])
  })
  it.each([
    ['some ports refused', times(19, (n) => refused(YOU, 100 + n, n)).flat()],
    ['browsing with many connections', times(80, (n) => visit(n)).flat()],
    ['many services that answer', times(30, (n) => visit(n, YOU, 8000 + n)).flat()],
    [
      'files sent by passive FTP, each on a port of its own',
      times(
        30,
        (n) => new Talk(ME, YOU, [20_000 + n, 50_000 + n], { at: n }).open().say(0, 'bytes of a file').close().frames,
      ).flat(),
    ],
  ])('not %s', (_, frames) => none(frames))
  it('not health checks of many ports', () =>
    calm(times(200, (n) => check(YOU, 30_000 + (n % 25), n, n * 1.1 + (n % 7) * 0.3)).flat()))
})

describe('port sweep', () => {
  it('one port of many machines', () => {
    const finding = one('port-sweep', times(25, (n) => refused(`10.0.1.${n}`, 445, n)).flat())
    expect(finding).toMatchObject({ subject: ME, params: { from: ME, port: 445, machines: 25, open: 0 } })
    expect(finding.packets.slice(0, 3)).toEqual([1, 3, 5])
  })
  it('even where all are open', () => {
    const finding = one('port-sweep', times(40, (n) => check(`10.0.1.${n}`, 22, n, n * 0.01)).flat())
    expect(finding.severity).toBe('caution')
  })
  it('of doors that are mostly shut is one, however slow', () => {
    const closed = times(25, (n) => refused(`10.0.1.${n}`, 445, n * 500)).flat()
    const open = times(6, (n) => check(`10.0.2.${n}`, 445, n, n * 3)).flat()
    expect(one('port-sweep', [...closed, ...open]).severity).toBe('danger')
  })
  it('not the measurement of many known servers: worth a word, no accusation', () => {
    const traced = (n: number) => {
      const talk = new Talk(ME, `198.51.100.${n}`, [30_000 + n, 80], { at: n * 8 })
      for (let hop = 0; hop < 4; hop++) talk.send(0, { flags: 'S', seq: 1000 }).wait(0.4)
      return n % 6 === 0 ? talk.frames : talk.send(1, { flags: 'SA' }).frames
    }
    const frames = times(60, traced).flat()
    expect(one('port-sweep', frames)).toMatchObject({ severity: 'info', params: { machines: 60, open: 50 } })
  })
  it('not visits to many machines', () => none(times(60, (n) => visit(n, `198.51.100.${n}`)).flat()))
  it('not health checks', () =>
    calm(times(300, (n) => check(`10.0.1.${n % 30}`, 8080, n, n * 1.1 + (n % 7) * 0.3)).flat()))
})

describe('connections that are never made', () => {
  const syn = (n: number, at: number, from = `198.51.${n >> 8}.${n & 255}`) =>
    new Talk(from, YOU, [1024 + n, 80], { at }).send(0, { flags: 'S' }).frames
  it('a flood', () => {
    const finding = one('syn-flood', times(300, (n) => syn(n, n * 0.01)).flat())
    expect(finding.params).toEqual({ to: YOU, port: 80, count: 300, sources: 300, seconds: 3 })
    expect(finding.packets).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })
  it('a flood that the system still answers', () => {
    const half = (n: number) =>
      new Talk(`198.51.0.${n}`, YOU, [1024 + n, 80], { at: n * 0.01 }).send(0, { flags: 'S' }).send(1, { flags: 'SA' })
    one('syn-flood', times(250, (n) => half(n).frames).flat())
  })
  it('a service that does not answer', () => {
    const finding = one('unanswered-syns', times(4, (n) => syn(n, n * 5, ME)).flat())
    expect(finding.params).toEqual({ to: YOU, port: 80, count: 4, sources: 1 })
    expect(finding.packets).toEqual([1, 2, 3, 4])
  })
  it('a service that only a scanner misses is no finding of its own', () => {
    const sweep = times(30, (n) =>
      [0, 1, 3].flatMap(
        (later) => new Talk(ME, `10.7.0.${n}`, [2000 + later, 445], { at: n + later }).send(0, { flags: 'S' }).frames,
      ),
    ).flat()
    expect(found(sweep).map(({ code }) => code)).toEqual(['port-sweep'])
    // Somebody else misses it too.
    const other = times(4, (n) => new Talk('10.0.0.77', '10.7.0.1', [3000 + n, 445], { at: n }).send(0, { flags: 'S' }))
    const codes = found([...sweep, ...other.flatMap(({ frames }) => frames)]).map(({ code }) => code)
    expect(codes).toEqual(['port-sweep', 'unanswered-syns'])
  })
  it.each([
    ['a busy service', times(300, (n) => visit(n)).flat()],
    ['two that were lost', times(2, (n) => syn(n, n * 5, ME)).flat()],
    ['a service that answers others', [...times(4, (n) => syn(n, n * 5, ME)).flat(), ...visit(9)]],
    ['refusals', times(10, (n) => refused(YOU, 81, n)).flat()],
    ['a capture of one direction', times(30, (n) => visit(n).filter(({ bytes }) => bytes[29] === 1)).flat()],
  ])('not %s', (_, frames) => none(frames))
})

describe('DNS', () => {
  const ask = (name: string, n: number, port = 53): Frame => ({
    at: n * 0.1,
    bytes: udp(
      { from: ME, to: port === 53 ? '10.0.0.53' : '224.0.0.251' },
      [port === 53 ? 5000 : port, port],
      dns(name),
    ),
  })
  const answer = (name: string, n: number, rcode = 0): Frame => ({
    at: n * 0.1 + 0.05,
    bytes: udp({ from: '10.0.0.53', to: ME }, [53, 5000], dns(name, { rcode })),
  })
  const secret = (n: number) => `${String(n).padStart(4, '0')}${'abcdefghijklmnopqrstuvwxyz234567'.repeat(1)}`
  it('a tunnel', () => {
    const finding = one(
      'dns-tunnel',
      times(60, (n) => ask(`${secret(n)}.t.evil.example`, n)),
    )
    expect(finding).toMatchObject({ subject: 'evil.example', params: { zone: 'evil.example', names: 60, letters: 36 } })
  })
  it.each([
    ['names of the local network', times(80, (n) => ask(`${secret(n)}._tcp.local`, n, 5353))],
    ['addresses turned round', times(80, (n) => ask(`${n}.${'0.'.repeat(30)}ip6.arpa`, n))],
    [
      'a black list of IPv6 addresses',
      times(80, (n) => ask(`${n % 10}.${(n / 10) | 0}.${'a.'.repeat(30)}zen.spam.example`, n)),
    ],
    ['names of a cloud', times(80, (n) => ask(`web-${1_000_000_000 + n}.us-east-1.elb.cloud.example`, n))],
    ['ordinary names', times(200, (n) => ask(`www${n}.example.org`, n))],
    ['a few long names', times(40, (n) => ask(`${secret(n)}.t.evil.example`, n))],
  ])('no tunnel: %s', (_, frames) => none(frames))

  it('names that do not exist', () => {
    const frames = times(60, (n) => [ask(`x${n}.example`, n), answer(`x${n}.example`, n, 3)]).flat()
    const finding = one('nxdomain-storm', frames)
    expect(finding).toMatchObject({ subject: ME, params: { from: ME, count: 60, responses: 60 }, packets: [2] })
  })
  it('names that do not exist, beside another machine whose names do', () => {
    const other = times(600, (n): Frame[] => [
      { at: n * 0.1, bytes: udp({ from: '10.0.0.7', to: '10.0.0.53' }, [6000, 53], dns(`www${n}.example`)) },
      {
        at: n * 0.1 + 0.05,
        bytes: udp({ from: '10.0.0.53', to: '10.0.0.7' }, [53, 6000], dns(`www${n}.example`, { answer: '10.0.1.1' })),
      },
    ]).flat()
    const missing = times(60, (n) => [ask(`x${n}.example`, n), answer(`x${n}.example`, n, n < 55 ? 3 : 0)]).flat()
    const finding = one('nxdomain-storm', [...other, ...missing])
    expect(finding).toMatchObject({ subject: ME, params: { from: ME, count: 55, responses: 60 } })
  })
  it('names that do not exist, asked before the capture began', () => {
    const frames = times(60, (n) => answer(`x${n}.example`, n, 3))
    expect(one('nxdomain-storm', frames)).toMatchObject({ subject: ME, params: { count: 60, responses: 60 } })
  })
  it.each([
    ['a few', 49, 0],
    ['many among more that exist', 60, 200],
  ])('no storm: %s', (_, missing, existing) =>
    none(
      times(missing + existing, (n) => [
        ask(`x${n}.example`, n),
        answer(`x${n}.example`, n, n < missing ? 3 : 0),
      ]).flat(),
    ),
  )
})

describe('calls at an even beat', () => {
  const call = (n: number, at: number, to = OUTSIDE) =>
    new Talk(ME, to, [20_000 + n, 443], { at }).open().say(0, 'beat').say(1, 'order').close().frames
  it('to somebody outside', () => {
    const finding = one('beaconing', times(12, (n) => call(n, n * 60 + (n % 3))).flat())
    expect(finding).toMatchObject({
      severity: 'caution',
      params: { from: ME, to: OUTSIDE, port: 443, count: 12, seconds: 60 },
    })
  })
  it('inside one’s own network it is worth no more than a word', () => {
    expect(one('beaconing', times(12, (n) => call(n, n * 30, YOU)).flat()).severity).toBe('info')
  })
  const ntp = (n: number): Frame => ({
    at: n * 64,
    bytes: udp({ from: ME, to: OUTSIDE }, [40_000 + n, 123], join(Uint8Array.of(0x23, 0, 6, 0xec), new Uint8Array(44))),
  })
  it.each([
    ['seven of them', times(7, (n) => call(n, n * 60)).flat()],
    ['as a person clicks', times(20, (n) => call(n, n * 40 + (n % 4) * 25)).flat()],
    ['a burst', times(50, (n) => call(n, n * 0.5)).flat()],
    ['clocks that are set', times(20, ntp)],
    [
      'announcements',
      times(20, (n) => ({ at: n * 30, bytes: udp({ from: ME, to: '239.1.2.3' }, [4000 + n, 9999], ascii('here')) })),
    ],
  ])('not %s', (_, frames) => none(frames))
})

describe('bulk upload', () => {
  const transfer = (from: string, to: string, kilobytes: number, side: 0 | 1) => {
    const talk = new Talk(from, to, [20_000, 443]).open()
    const piece = new Uint8Array(50_000)
    for (let sent = 0; sent < kilobytes; sent += 50) talk.say(side, piece).send((1 - side) as 0 | 1, {})
    return talk.close().frames
  }
  it('from inside to outside', () => {
    const { params } = one('bulk-upload', transfer(ME, OUTSIDE, 11_000, 0))
    expect(params).toMatchObject({ from: ME, to: OUTSIDE })
    expect(params['sentBytes']).toBeGreaterThan(11e6)
    expect(params['receivedBytes']).toBeLessThan(1e5)
  })
  it.each([
    ['less', transfer(ME, OUTSIDE, 9_000, 0)],
    ['a download', transfer(ME, OUTSIDE, 11_000, 1)],
    ['a backup inside', transfer(ME, YOU, 11_000, 0)],
    ['what comes from outside', transfer(OUTSIDE, ME, 11_000, 0)],
  ])('not %s', (_, frames) => none(frames))
})

describe('connections that suffer', () => {
  const lossy = (n: number, again: number, of: number) => {
    const talk = new Talk(ME, YOU, [20_000 + n, 9000], { at: n * 0.1 }).open()
    for (let k = 0; k < of; k++) {
      const seq = talk.next[0]
      talk.say(0, 'x'.repeat(100)).wait(0.5)
      if (k < again) talk.send(0, { flags: 'PA', seq, data: ascii('x'.repeat(100)) }).wait(0.5)
      talk.send(1, {})
    }
    return talk.close().frames
  }
  it('a storm of retransmissions', () => {
    const finding = one('retransmission-storm', times(3, (n) => lossy(n, 10, 20)).flat())
    expect(finding).toMatchObject({
      subject: `${ME} ${YOU}`,
      params: { from: ME, to: YOU, resent: 30, segments: 90, percent: 33, connections: 3 },
    })
    expect(finding.packets).toHaveLength(3)
  })
  it.each([
    ['a few', lossy(0, 10, 20)],
    ['many among far more', lossy(0, 25, 600)],
  ])('no storm: %s', (_, frames) => none(frames))
  it('no black hole: all was acknowledged before a RST that acknowledges nothing', () => {
    const talk = new Talk(ME, YOU, [20_000, 9000], { seqs: [0x1000_0000, 5000] }).open()
    for (let n = 0; n < 9; n++) talk.send(0, { seq: 0x1000_0001, flags: 'PA', data: ascii('again') }).wait(1)
    none(talk.send(1, {}).send(1, { flags: 'R' }).frames)
  })
  it('no storm: SYNs sent again, which hold no data', () => {
    const knock = (n: number) => {
      const talk = new Talk(ME, YOU, [20_000 + n, 9000], { at: 3.1 * n * n })
      for (let tries = 0; tries < 5; tries++) talk.send(0, { flags: 'S', seq: 1000 }).wait(1 << tries)
      return talk.frames
    }
    const codes = found(times(10, knock).flat()).map(({ code }) => code)
    expect(codes).toEqual(['unanswered-syns'])
  })

  const asked = (n: number, stepS: number, answerS: number) =>
    new Talk(ME, YOU, [20_000 + n, 9000], { at: n * 3.7, stepS })
      .open()
      .say(0, 'question')
      .wait(answerS)
      .say(1, 'answer')
      .close().frames
  it('a slow server', () => {
    const finding = one('slow-server', times(3, (n) => asked(n, 0.002, 2)).flat())
    expect(finding.params).toEqual({ to: YOU, port: 9000, count: 3, slowestMs: 2002, handshakeMs: 4 })
  })
  it('a slow network', () => {
    const finding = one('slow-network', times(3, (n) => asked(n, 0.4, 0)).flat())
    expect(finding.params).toEqual({ to: YOU, port: 9000, count: 3, slowestMs: 400, handshakeMs: 800 })
  })
  it.each([
    ['quick ones', times(10, (n) => asked(n, 0.002, 0.1)).flat()],
    ['two', times(2, (n) => asked(n, 0.002, 2)).flat()],
  ])('not slow: %s', (_, frames) => none(frames))
})

describe('packets that are too large', () => {
  const stuck = (data: number, times_: number) => {
    const talk = new Talk(ME, YOU, [20_000, 9000]).open()
    const seq = talk.next[0]
    talk.say(0, 'x'.repeat(data))
    for (let n = 0; n < times_; n++) talk.wait(2 ** n).send(0, { flags: 'PA', seq, data: ascii('x'.repeat(data)) })
    return talk.frames
  }
  it('a black hole', () => {
    const finding = one('mtu-black-hole', stuck(1400, 5))
    expect(finding).toMatchObject({ params: { from: ME, to: YOU, resent: 5, bytes: 1400 }, packets: [1, 5] })
  })
  it('a router says so', () => {
    const quoted = ip(6, { from: ME, to: OUTSIDE }, join(u16(1), u16(2), u32(3))).subarray(14)
    const error = ip(1, { from: '10.0.0.254', to: ME }, join(Uint8Array.of(3, 4, 0, 0), u16(0), u16(1400), quoted))
    const finding = one('path-mtu', [{ at: 0, bytes: error }])
    expect(finding).toMatchObject({ subject: OUTSIDE, params: { to: OUTSIDE, mtu: 1400, count: 1 }, packets: [1] })
  })
  it('not another error of a router', () => {
    const quoted = ip(17, { from: ME, to: OUTSIDE }, datagram(1, 2, new Uint8Array())).subarray(14)
    none([{ at: 0, bytes: ip(1, { from: YOU, to: ME }, join(Uint8Array.of(3, 3, 0, 0), u32(0), quoted)) }])
  })
  it.each([
    ['small ones', stuck(300, 5)],
    ['sent again a few times', stuck(1400, 3)],
  ])('not %s', (_, frames) => none(frames))
})

it('every rule has a name of its own', () => {
  const codes = FINDING_RULES.map((rule) => rule.code)
  expect(new Set(codes).size).toBe(codes.length)
})
