/** Keys in the file, and connections made to cost far more than their bytes, or to lead astray whoever opens them. */
import { describe, expect, it } from 'vitest'
import { type Frame, join, Talk } from '../testdata/capture.ts'
import {
  APPLICATION_DATA,
  analyseBlocks,
  CHANGE_CIPHER,
  clientSecret,
  HANDSHAKE,
  hellos,
  KEY_UPDATE,
  line12,
  line13,
  packets,
  record,
  request,
  Sealed12,
  Sealed13,
  SUITE_12_CBC,
  SUITE_12_GCM,
  SUITE_13,
  secrets,
} from '../testdata/sealed-tls.ts'

/** Of processor time, which a busy machine does not stretch: far above what it takes, far below what it took. */
const SOON_MS = 4_000

const analyse = (log: string, frames: readonly Frame[]) => analyseBlocks([secrets(log), ...packets(frames)])
function timed<T>(work: () => T): [T, number] {
  const start = process.threadCpuUsage()
  const done = work()
  const { user, system } = process.threadCpuUsage(start)
  return [done, (user + system) / 1000]
}

function talk13(): Talk {
  const [client, server] = hellos(SUITE_13)
  return new Talk('10.0.0.1', '10.0.0.2', [40_000, 443]).open().say(0, client).say(1, server)
}
const many = (count: number) => join(...Array.from({ length: count }, () => KEY_UPDATE))

describe('a KeyUpdate', () => {
  it('counts as the last message of an opened record, and nowhere else', () => {
    const talk = talk13()
    const client = new Sealed13(clientSecret)
    const say = (name: string) => talk.say(0, client.record(APPLICATION_DATA, request(name)))
    say('first')
    talk.say(0, client.record(HANDSHAKE, KEY_UPDATE))
    client.update()
    say('updated')
    talk.say(0, record(HANDSHAKE, KEY_UPDATE))
    say('behind-a-clear-one')
    talk.say(0, client.record(HANDSHAKE, join(KEY_UPDATE, KEY_UPDATE, KEY_UPDATE)))
    client.update()
    say('behind-three')
    // In two records: it ends with the second.
    talk.say(0, client.record(HANDSHAKE, KEY_UPDATE.subarray(0, 2)))
    talk.say(0, client.record(HANDSHAKE, KEY_UPDATE.subarray(2)))
    client.update()
    say('behind-two-halves')
    talk.say(0, hellos(SUITE_12_GCM)[1])
    say('behind-another-hello')
    expect(analyse(line13(), talk.frames).http.hosts).toEqual(
      ['first', 'updated', 'behind-a-clear-one', 'behind-three', 'behind-two-halves', 'behind-another-hello'].map(
        (name) => `${name}.example`,
      ),
    )
  })

  it.each(['in clear', 'opened'])('costs nothing a thousand times over (%s)', (how) => {
    const talk = talk13()
    const client = new Sealed13(clientSecret)
    talk.say(0, client.record(APPLICATION_DATA, request('first')))
    const flood = many(3_000)
    for (let n = 0; n < 60; n++) {
      talk.say(0, how === 'in clear' ? record(HANDSHAKE, flood) : client.record(HANDSHAKE, flood))
      if (how === 'opened') client.update()
    }
    talk.say(0, client.record(APPLICATION_DATA, request('last')))
    const [report, ms] = timed(() => analyse(line13(), talk.frames))
    expect(report.http.hosts).toEqual(['first.example', 'last.example'])
    expect(ms).toBeLessThan(SOON_MS)
  })

  it('is followed a thousand times on one side', () => {
    const talk = talk13()
    const client = new Sealed13(clientSecret)
    for (let n = 0; n < 1_000; n++) {
      talk.say(0, client.record(HANDSHAKE, KEY_UPDATE))
      client.update()
    }
    talk.say(0, client.record(APPLICATION_DATA, request('last')))
    talk.say(0, client.record(HANDSHAKE, KEY_UPDATE))
    client.update()
    talk.say(0, client.record(APPLICATION_DATA, request('beyond')))
    expect(analyse(line13(), talk.frames).http.hosts).toEqual(['last.example'])
  })
})

describe('a connection handed over again and again', () => {
  it('is opened once: TLS inside TLS is counted alone', () => {
    const talk = new Talk('10.0.0.1', '10.0.0.2', [40_000, 25]).open()
    const layers: { readonly sides: readonly [Sealed12, Sealed12] }[] = []
    const say = (side: 0 | 1, ...said: readonly Uint8Array[]) => {
      let bytes = join(...said)
      for (const { sides } of layers.toReversed()) bytes = sides[side].record(APPLICATION_DATA, bytes)
      talk.say(side, bytes)
    }
    for (let n = 0; n < 40; n++) {
      say(1, new TextEncoder().encode('220 a.example ESMTP\r\n'))
      say(0, new TextEncoder().encode('STARTTLS\r\n'))
      const [client, server] = hellos(SUITE_12_GCM)
      say(0, client)
      say(1, server)
      say(0, CHANGE_CIPHER)
      say(1, CHANGE_CIPHER)
      layers.push({ sides: [new Sealed12(SUITE_12_GCM, 0), new Sealed12(SUITE_12_GCM, 1)] })
    }
    const report = analyse(line12(), talk.frames)
    expect(report.file.keys).toEqual({ sessions: 1, opened: 1 })
    // The hellos of the second layer are there to be read, those of a third are sealed in it.
    expect(report.tls.handshakeTypes).toEqual({ 1: 2, 2: 2 })
    expect(report.protocols).toMatchObject({ smtp: 4 })
  })

  it('is handed over a few times only, in clear too', () => {
    const talk = new Talk('10.0.0.1', '10.0.0.2', [40_000, 80]).open()
    for (let n = 0; n < 20_000; n++) {
      talk.say(0, `GET /${n} HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: http\r\n\r\n`)
      talk.say(1, 'HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: http\r\n\r\n')
    }
    const report = analyseBlocks(packets(talk.frames))
    expect(report.packets).toBe(40_003)
    expect(report.http).toMatchObject({ requests: 5, responses: 5 })
  })
})

/** Bytes of the client get lost, and what it says then is known to have come. */
function sayBehindGap(talk: Talk, data: Uint8Array): void {
  talk.next[0] += 10
  talk.say(0, data).send(1, {})
}
function talk12(suite: number): Talk {
  const [client, server] = hellos(suite)
  return new Talk('10.0.0.1', '10.0.0.2', [40_000, 443]).open().say(0, client).say(1, server).say(0, CHANGE_CIPHER)
}

describe('records behind lost ones', () => {
  it.each([0, 5, 4_000_000_000])('tell their number where their nonces count (from %d)', (firstNonce) => {
    const talk = talk12(SUITE_12_GCM)
    const client = new Sealed12(SUITE_12_GCM, 0, 1, firstNonce)
    talk.say(0, client.record(APPLICATION_DATA, request('first')))
    client.number += 1_000
    sayBehindGap(talk, client.record(APPLICATION_DATA, request('second')))
    talk.say(0, client.record(APPLICATION_DATA, request('third')))
    expect(analyse(line12(), talk.frames).http.hosts).toEqual(['first.example', 'second.example', 'third.example'])
  })

  it.each([SUITE_12_GCM, SUITE_12_CBC])('are found among the next numbers (%d)', (suite) => {
    const talk = talk12(suite)
    // Nothing was opened before that its nonce could be held against.
    const client = new Sealed12(suite, 0, 1, 77)
    client.number += 16
    sayBehindGap(talk, client.record(APPLICATION_DATA, request('first')))
    expect(analyse(line12(), talk.frames).http.hosts).toEqual(['first.example'])
  })

  it('are looked for so often only in one connection', () => {
    const talk = talk13()
    const client = new Sealed13(clientSecret)
    talk.say(0, client.record(APPLICATION_DATA, request('first')))
    for (let n = 0; n < 18; n++) {
      client.number += 15
      sayBehindGap(talk, client.record(APPLICATION_DATA, request(`behind-${n}`)))
    }
    // 17 gaps of 15 records take 255 guesses of 256.
    expect(analyse(line13(), talk.frames).http.hosts).toHaveLength(18)
  })

  it.each(['CBC', 'GCM'])('cost little more than others (AES-%s)', (mode) => {
    const talk = mode === 'CBC' ? talk12(SUITE_12_CBC) : talk13()
    const client = mode === 'CBC' ? new Sealed12(SUITE_12_CBC, 0) : new Sealed13(clientSecret)
    talk.say(0, client.record(APPLICATION_DATA, request('first')))
    const noise = record(APPLICATION_DATA, new Uint8Array(16_000))
    for (let n = 1; n < (mode === 'CBC' ? 400 : 1_600); n++) {
      // One that opens keeps the others from being given up.
      if (n % 40 === 0) talk.say(0, client.record(APPLICATION_DATA, request(`n${n}`)))
      else {
        sayBehindGap(talk, noise)
        client.number++
      }
    }
    const [report, ms] = timed(() => analyse(mode === 'CBC' ? line12() : line13(), talk.frames))
    expect(report.http.requests).toBe(mode === 'CBC' ? 10 : 40)
    expect(ms).toBeLessThan(SOON_MS)
  })
})

describe('blocks of secrets', () => {
  it('cost nothing when they say nothing new of a connection', () => {
    const talk = talk13()
    for (let n = 0; n < 60_000; n++) talk.say(0, record(APPLICATION_DATA, new Uint8Array(8)))
    const frames = packets(talk.frames)
    const own = secrets(`${line13()}${line13().replace('_TRAFFIC_SECRET_0', '_HANDSHAKE_TRAFFIC_SECRET')}`)
    const others = Array.from({ length: 200 }, (_, n) => secrets(line13(n)))
    const [, usualMs] = timed(() => analyseBlocks([own, ...frames]))
    const blocks = [own, ...frames.flatMap((frame, n) => [others[n % 200] as Uint8Array, frame])]
    const [report, ms] = timed(() => analyseBlocks(blocks))
    expect(report.file).toMatchObject({ secrets: 60_006, keys: { sessions: 200, opened: 0 } })
    expect(ms).toBeLessThan(usualMs + SOON_MS)
  })
})
