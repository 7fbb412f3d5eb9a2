import { describe, expect, it } from 'vitest'
import { SeenFields } from '../../../../test/seen-fields.ts'
import { eachVariant, fromHex } from '../../../../test/strangers-bytes.ts'
import { brokenPromises } from '../../testing/application-contract.ts'
import { dtls } from './dtls.ts'
import { readHandshakes } from './handshakes.ts'

const size = (text: string, digits: number) => (text.length / 2).toString(16).padStart(digits, '0')
const record = (type: string, body: string, epoch = '0000') => `${type}fefd${epoch}000000000007${size(body, 4)}${body}`
const message = (type: string, body: string, length = size(body, 6), offset = '000000') =>
  `${type}${length}0001${offset}${size(body, 6)}${body}`
const HELLO = `fefd${'11'.repeat(32)}00${'02abcd'}0002c02b0100${'0014'}${'0000001000'}${'0e00000b'}${Buffer.from('example.org').toString('hex')}`
const CLIENT_HELLO = record('16', message('01', HELLO))
const on = <T>(text: string, read: (view: DataView, start: number, end: number) => T): T => {
  const bytes = fromHex(text)
  return read(new DataView(bytes.buffer), 0, bytes.length)
}
const described = (text: string) => {
  const seen = new SeenFields(fromHex(text))
  dtls.describe(seen, 0, seen.bytes.length)
  return seen
}
const summary = (text: string) => on(text, (view, start, end) => dtls.summary(view, new Uint8Array(0), start, end))

describe('DTLS', () => {
  it.each([
    ['a hello', CLIENT_HELLO, true, true],
    ['two records', record('14', '01') + record('16', 'ab'.repeat(40), '0001'), true, true],
    ['a connection ID', `19fefd0001000000000001c1c2${'00'.repeat(30)}`, true, true],
    ['a record and noise', `${record('14', '01')}abcdef`, false, false],
    ['a cut record', CLIENT_HELLO.slice(0, 100), false, true],
    ['TLS', '1603030001', false, false],
    ['nothing', '', false, false],
  ])('knows %s', (_name, bytes, anywhere, port) => {
    const tell = (expected: boolean) =>
      on(bytes, (...range) => dtls.recognises(...range, { transport: 'udp', expected }))
    expect([tell(false), tell(true)]).toEqual([anywhere, port])
  })
  it('says a hello with its cookie, its name and its fingerprint', () => {
    const seen = described(CLIENT_HELLO)
    expect(seen.first('dtls.handshake.extensions_server_name')).toBe('example.org')
    expect(seen.first('dtls.handshake.cookie')).toBe('abcd')
    expect(seen.first('dtls.handshake.ja4')).toMatch(/^dd2d010100_/)
    expect(seen.first('dtls.record.sequence_number')).toBe(7)
    expect(seen.problems).toEqual([])
  })
  it('says fragments, and refuses those that contradict themselves', () => {
    const later = described(record('16', message('0b', 'ab'.repeat(20), '000400', '000100')))
    expect(later.first('dtls.handshake.fragment_offset')).toBe(256)
    expect(later.first('dtls.handshake.data')).toBe('ab'.repeat(20))
    expect(described(record('16', message('0b', 'abab', '000001'))).problems).toEqual(['malformed'])
  })
  it.each([
    [CLIENT_HELLO, 'Client Hello (SNI=example.org)'],
    [record('14', '01') + record('16', 'ab'.repeat(40), '0001'), 'Change Cipher Spec, Encrypted Handshake'],
    [record('17', 'ab'.repeat(40), '0001'), 'Application Data'],
    [record('15', '0228'), 'Alert (Handshake Failure)'],
    [record('16', message('0b', 'abab', '000400')), 'Certificate (fragment)'],
  ])('in one line: %#', (text, line) => {
    expect(summary(text)).toBe(line)
  })
  it('says its messages and fragments in the clear to whoever asks', () => {
    const said = (text: string) =>
      on(text, (view, start, end) => {
        const parts: string[] = []
        readHandshakes(view, start, end, (part) =>
          parts.push(`${part.type} ${part.sequence}: ${part.end - part.start} at ${part.offset} of ${part.length}`),
        )
        return parts
      })
    const whole = HELLO.length / 2
    expect(said(CLIENT_HELLO + record('16', message('0e', '') + message('03', 'abcd')))).toEqual([
      `1 1: ${whole} at 0 of ${whole}`,
      '14 1: 0 at 0 of 0',
      '3 1: 2 at 0 of 2',
    ])
    expect(said(record('16', message('0b', 'ab'.repeat(20), '000400', '000100')))).toEqual(['11 1: 20 at 256 of 1024'])
    expect(said(record('16', message('0b', 'abab', '000001')))).toEqual([])
    expect(said(record('16', message('01', HELLO), '0001'))).toEqual([])
    expect(said(CLIENT_HELLO.slice(0, -2))).toEqual([])
  })
  it('is no reason to throw, hang or say ranges outside, whatever the bytes', () => {
    const good = fromHex(CLIENT_HELLO + record('15', '0228') + record('16', message('03', 'fefd04abcdef01')))
    eachVariant(good, (view, start, end) => {
      const seen = new SeenFields(new Uint8Array(view.buffer))
      dtls.describe(seen, start, end)
      readHandshakes(view, start, end, () => undefined)
      return [seen.names, dtls.summary(view, seen.bytes, start, end)]
    })
  })
})

it('keeps what every application promises', () => {
  expect(
    brokenPromises(dtls, [fromHex(CLIENT_HELLO), fromHex(record('16', message('0b', 'ab'.repeat(20), '000400')))]),
  ).toEqual([])
})
