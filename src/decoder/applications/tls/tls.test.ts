import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SeenFields } from '../../../../test/seen-fields.ts'
import { eachVariant, fromHex } from '../../../../test/strangers-bytes.ts'
import { NEED_MORE, NOT_MINE } from '../../fields.ts'
import { brokenPromises } from '../../testing/application-contract.ts'
import { tls } from './tls.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const size = (text: string, digits: number) => (text.length / 2).toString(16).padStart(digits, '0')
const record = (type: string, body: string, version = '0303') => `${type}${version}${size(body, 4)}${body}`
const message = (type: string, body: string) => `${type}${size(body, 6)}${body}`

const SNI = hex(Buffer.from('example.org'))
const CLIENT_HELLO = message(
  '01',
  `0303${'11'.repeat(32)}0000041301c02f0100${'0023'}` +
    `0000001000${'0e00000b'}${SNI}` +
    '002b0003020304' +
    '000a00040002001d',
)
const SERVER_HELLO = message('02', `0303${'22'.repeat(32)}00c02f00${'0005'}ff01000100`)
const der = new X509Certificate(readFileSync(new URL('./testdata/ec.pem', import.meta.url))).raw
const CERTIFICATE = message('0b', `${size(`${hex(der)}000000`, 6)}${size(hex(der), 6)}${hex(der)}`)
const on = <T>(text: string, read: (view: DataView, start: number, end: number) => T): T => {
  const bytes = fromHex(text)
  return read(new DataView(bytes.buffer), 0, bytes.length)
}
const described = (text: string) => {
  const seen = new SeenFields(fromHex(text))
  tls.describe(seen, 0, seen.bytes.length)
  return seen
}
const summary = (text: string) => on(text, (view, start, end) => tls.summary(view, new Uint8Array(0), start, end))

describe('which bytes are TLS', () => {
  it.each([
    { bytes: record('16', CLIENT_HELLO, '0301'), any: true, port: true },
    { bytes: '1703030020', any: true, port: true },
    { bytes: '1403030001 01', any: false, port: true },
    { bytes: '1503030002 0228', any: false, port: true },
    { bytes: '1603030000', any: false, port: false },
    { bytes: '160303ffff', any: false, port: false },
    { bytes: '1605030020', any: false, port: false },
    { bytes: '1603', any: false, port: false },
    { bytes: '474554202f20485454502f312e31', any: false, port: false },
    { bytes: `802c0103010003000000200100 80${'00'.repeat(31)}`, any: true, port: true },
  ])('$bytes', ({ bytes, any, port }) => {
    const tell = (expected: boolean) => on(bytes, (view, start, end) => tls.recognises(view, start, end, { expected }))
    expect({ any: tell(false), port: tell(true) }).toEqual({ any, port })
  })
  it.each([
    ['170303002011', 37],
    ['1703', NEED_MORE],
    ['474554202f', NOT_MINE],
  ])('%s is %i long', (bytes, length) => {
    expect(on(bytes, tls.measure)).toBe(length)
  })
})

describe('records', () => {
  it('of a client’s hello say their names, and its fingerprints', () => {
    const seen = described(record('16', CLIENT_HELLO, '0301'))
    expect(seen.first('tls.handshake.extensions_server_name')).toBe('example.org')
    expect(seen.all('tls.handshake.ciphersuite')).toEqual([0x1301, 0xc02f])
    expect(seen.meaning('tls.handshake.ciphersuite')).toBe('TLS_AES_128_GCM_SHA256')
    expect(seen.first('tls.handshake.ja3_full')).toBe('771,4865-49199,0-43-10,29,')
    expect(seen.first('tls.handshake.ja4')).toMatch(/^t13d020300_/)
    expect(seen.problems).toEqual([])
  })
  it('hold several messages', () => {
    const seen = described(record('16', SERVER_HELLO + CERTIFICATE + message('0e', '')))
    expect(seen.all('tls.handshake.type')).toEqual([2, 11, 14])
    expect(seen.first('tls.handshake.certificate.subject')).toBe('CN=예제.example')
    expect(seen.problems).toEqual([])
  })
  it.each([
    [record('16', CLIENT_HELLO), 'Client Hello (SNI=example.org)'],
    [record('16', SERVER_HELLO + CERTIFICATE), 'Server Hello, Certificate'],
    [record('14', '01') + record('16', 'e1'.repeat(40)), 'Change Cipher Spec, Encrypted Handshake Message'],
    [record('15', '0228'), 'Alert (fatal: Handshake Failure)'],
    [record('15', 'ab'.repeat(26)), 'Encrypted Alert'],
    [record('17', 'ab'.repeat(26)), 'Application Data'],
    ['abcdef', 'Continuation data'],
  ])('in one line: %#', (bytes, line) => {
    expect(summary(bytes)).toBe(line)
  })
  it('that are Heartbleed are shown as wrong', () => {
    expect(described(record('18', '014000')).problems).toEqual(['malformed'])
  })
  it('are no reason to throw, hang or read outside, whatever the bytes', () => {
    const flight = fromHex(
      record('16', CLIENT_HELLO, '0301') +
        record('16', SERVER_HELLO + CERTIFICATE) +
        record('15', '0228') +
        record('18', '0140'),
    )
    eachVariant(
      flight,
      (view, start, end) => {
        const seen = new SeenFields(new Uint8Array(view.buffer))
        for (let at = start, n = 0; at < end && n < 50; n++) {
          const length = tls.measure(view, at, end)
          const next = length > 0 ? Math.min(end, at + length) : end
          tls.describe(seen, at, next)
          at = next
        }
        return [seen.names, tls.summary(view, seen.bytes, start, end)]
      },
      { mutations: 1500 },
    )
  })
})

it('keeps what every application promises', () => {
  expect(
    brokenPromises(
      tls,
      [record('16', CLIENT_HELLO), record('16', SERVER_HELLO + CERTIFICATE), record('15', '0228')].map(fromHex),
    ),
  ).toEqual([])
})
