/** What TLS carried, opened with the keys in the capture: a recorded one, and the same with its keys and packets changed. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createAnalysis } from '../analysis.ts'
import type { Report } from '../report.ts'
import { join } from '../testdata/capture.ts'
import { pcapng } from '../testdata/pcapng.ts'
import { line13, secrets } from '../testdata/sealed-tls.ts'

const DECRYPTION_SECRETS = 10
const ENHANCED_PACKET = 6

const { block, number } = pcapng(true)
const word = (value: number) => number(4, value)

type Block = { readonly type: number; readonly bytes: Uint8Array }
function blocksOf(name: string): readonly Block[] {
  const file = readFileSync(`src/decoder/testdata/${name}.pcapng`)
  const blocks: Block[] = []
  for (let at = 0; at < file.length; ) {
    const length = file.readUInt32LE(at + 4)
    blocks.push({ type: file.readUInt32LE(at), bytes: Uint8Array.from(file.subarray(at, at + length)) })
    at += length
  }
  return blocks
}
const RECORDED = blocksOf('tls-keys')
const isKeys = ({ type }: Block) => type === DECRYPTION_SECRETS
const isPacket = ({ type }: Block) => type === ENHANCED_PACKET
const KEYS = RECORDED.find(isKeys) as Block
const BEFORE = RECORDED.filter((block) => !isKeys(block) && !isPacket(block))
const PACKETS = RECORDED.filter(isPacket)

function analyse(blocks: readonly Block[]): Required<Report> {
  const analysis = createAnalysis({ level: 'full' })
  analysis.push(join(...blocks.map(({ bytes }) => bytes)))
  return analysis.finish() as Required<Report>
}
const changed = ({ type, bytes }: Block, change: (bytes: Uint8Array) => void): Block => {
  const copy = bytes.slice()
  change(copy)
  return { type, bytes: copy }
}
/** Everything but what says that there are keys. */
const withoutKeys = ({ file: { keys: _, secrets: __, ...file }, ...report }: Report) => ({ ...report, file })
const indexOf = (blocks: readonly Block[], text: string) =>
  blocks.findIndex(({ bytes }) => Buffer.from(bytes).includes(text))

describe('TLS with its keys in the file', () => {
  const whole = analyse([...BEFORE, KEYS, ...PACKETS])
  const bare = analyse([...BEFORE, ...PACKETS])

  it('says what every connection carried, whatever protected it', () => {
    expect(whole.file.keys).toEqual({ sessions: 18, opened: 18 })
    expect(whole.http.hosts.toSorted()).toEqual(
      [...['gcm128', 'gcm256', 'chacha', 'cbc-around', 'cbc-inside', 'gcm128-13', 'gcm256-13', 'chacha-13'], 'updated']
        .map((name) => `${name}.example.org`)
        .concat('127.0.0.1')
        .toSorted(),
    )
    expect(whole.http.statuses).toEqual({ 101: 1, 200: 9 })
    expect(whole.protocols).toMatchObject({ http: 20, http2: 72, websocket: 6 })
    // Certificates of TLS 1.3 are encrypted.
    expect(whole.tls.certificates.map(({ count }) => count)).toEqual([18])
    expect(bare.tls.certificates.map(({ count }) => count)).toEqual([10])
    expect(whole.tls.alpn).toEqual({ h2: 8, 'http/1.1': 9 })
    expect(whole.tls.handshakeTypes).toMatchObject({ 8: 8, 20: 36, 24: 2 })
  })

  it('is no clear text: what was said there is no password on the way', () => {
    expect(whole.findings.filter(({ code }) => code === 'cleartext-login')).toEqual([])
    const mail = analyse(blocksOf('starttls-keys'))
    expect(mail.file.keys).toEqual({ sessions: 1, opened: 1 })
    expect(mail.protocols).toMatchObject({ smtp: 11 })
    expect(mail.findings.filter(({ code }) => code === 'cleartext-login')).toEqual([])
  })

  it('stays TLS without keys, with others, and with keys that come too late', () => {
    expect(bare.file.keys).toBeUndefined()
    expect(bare.http.requests).toBe(0)
    const others = changed(KEYS, (bytes) => {
      // The last digit of every line is the last of its secret.
      for (let at = 0; at < bytes.length; at++) if (bytes[at] === 10) bytes[at - 1] = bytes[at - 1] === 48 ? 49 : 48
    })
    const wrong = analyse([...BEFORE, others, ...PACKETS])
    expect(wrong.file.keys).toEqual({ sessions: 18, opened: 0 })
    expect(withoutKeys(wrong)).toEqual(withoutKeys(bare))
    expect(withoutKeys(analyse([...BEFORE, ...PACKETS, KEYS]))).toEqual(withoutKeys(bare))
  })

  it('stays TLS where its secrets are damaged: cut, or longer than they are', () => {
    const log = new TextDecoder().decode(KEYS.bytes.subarray(16))
    for (let digits = 32; digits <= 128; digits += 2) {
      const text = new TextEncoder().encode(
        log.replaceAll(/[0-9a-f]+(?=\n)/g, (secret) => secret.padEnd(128, '0').slice(0, digits)),
      )
      const damaged = { type: DECRYPTION_SECRETS, bytes: block(10, word(0x544c534b), word(text.length), text) }
      // Those of SHA-384 and TLS 1.2 have 96 digits, those of SHA-256 have 64.
      const { keys } = analyse([...BEFORE, damaged, ...PACKETS]).file
      expect(keys?.sessions).toBe(18)
      expect(keys?.opened).toBe(digits === 96 ? 14 : digits === 64 ? 4 : 0)
    }
  })

  it('is opened from where the keys stand, in the midst of a handshake too', () => {
    const second = indexOf(PACKETS, 'gcm256.example.org')
    const later = analyse([...BEFORE, ...PACKETS.slice(0, second), KEYS, ...PACKETS.slice(second)])
    expect(later.file.keys).toEqual({ sessions: 18, opened: 16 })
    expect(later.http.hosts).not.toContain('gcm128.example.org')
    // One packet later its hello has gone by: it is remembered where the file has keys already, of whomever.
    const behind = [...PACKETS.slice(0, second + 1), KEYS, ...PACKETS.slice(second + 1)]
    const begun = analyse([...BEFORE, ...behind])
    expect(begun.file.keys).toEqual({ sessions: 18, opened: 15 })
    expect(begun.http.hosts).not.toContain('gcm256.example.org')
    const others = { type: DECRYPTION_SECRETS, bytes: secrets(line13()) }
    expect(withoutKeys(analyse([...BEFORE, others, ...behind]))).toEqual(withoutKeys(later))
  })

  it('loses what was garbled or never captured, and nothing behind it', () => {
    const large = PACKETS.reduce((longest, packet) => (packet.bytes.length > longest.bytes.length ? packet : longest))
    const place = PACKETS.indexOf(large)
    const garbled = changed(large, (bytes) => {
      bytes[3_000] = (bytes[3_000] as number) ^ 1
    })
    for (const packets of [PACKETS.with(place, garbled), PACKETS.toSpliced(place, 1)]) {
      const report = analyse([...BEFORE, KEYS, ...packets])
      expect(report.file.keys).toEqual({ sessions: 18, opened: 18 })
      expect(report.http.requests).toBe(whole.http.requests)
      expect(report.http.responses).toBe(whole.http.responses - 1)
    }
  })

  it.each(['gcm256', 'cbc-around', 'chacha-13'])('reads on behind any one lost packet (%s)', (name) => {
    const hello = PACKETS.findLastIndex(({ bytes }) => Buffer.from(bytes).includes(`${name}.example.org`))
    // The three packets of a hello, its answer and what ends the handshake: without them there is nothing to go by.
    for (let lost = hello + 5; lost < hello + 16; lost++) {
      const report = analyse([...BEFORE, KEYS, ...PACKETS.toSpliced(lost, 1)])
      expect(report.file.keys).toEqual({ sessions: 18, opened: 18 })
      expect(report.protocols['http2']).toBeGreaterThanOrEqual(70)
    }
  })
})
