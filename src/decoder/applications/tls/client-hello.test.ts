import { describe, expect, it } from 'vitest'
import { eachVariant, fromHex } from '../../../../test/strangers-bytes.ts'
import { parseClientHello } from './client-hello.ts'
import { ja3Text, type Transport } from './fingerprints.ts'
import { parseServerHello } from './server-hello.ts'

const hex4 = (value: number) => value.toString(16).padStart(4, '0')
const hex2 = (value: number) => value.toString(16).padStart(2, '0')
const list16 = (values: readonly number[]) => hex4(values.length * 2) + values.map(hex4).join('')

interface Hello {
  readonly version?: number
  readonly ciphers: readonly number[]
  /** Type and body; no extensions at all when absent. */
  readonly extensions?: readonly (readonly [number, string])[]
  readonly cookie?: string
}
function helloBytes({ version = 0x0303, ciphers, extensions, cookie = '' }: Hello): Uint8Array {
  const body = (extensions ?? []).map(([type, value]) => hex4(type) + hex4(value.length / 2) + value).join('')
  return fromHex(
    hex4(version) +
      'ab'.repeat(32) +
      `20${'cd'.repeat(32)}` +
      cookie +
      list16(ciphers) +
      '0100' +
      (extensions ? hex4(body.length / 2) + body : ''),
  )
}
const serverName = (name: string): readonly [number, string] => {
  const bytes = Buffer.from(name).toString('hex')
  return [0, `${hex4(bytes.length / 2 + 3)}00${hex4(bytes.length / 2)}${bytes}`]
}
const alpn = (...names: string[]): readonly [number, string] => {
  const body = names.map((name) => hex2(name.length) + Buffer.from(name, 'latin1').toString('hex')).join('')
  return [16, hex4(body.length / 2) + body]
}
const parse = (hello: Hello, transport: Transport = 't') => {
  const bytes = helloBytes(hello)
  return parseClientHello(new DataView(bytes.buffer), 0, bytes.length, transport)
}

// The example of FoxIO's JA4 technical details, with GREASE where Chrome puts it.
const CHROME_CIPHERS = [
  0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x9c, 0x9d, 0x2f, 0x35,
]
const CHROME_SIGNATURES = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601]
const chrome = (grease: number, order: readonly number[]): Hello => {
  const bodies = new Map<number, string>([
    [0x001b, '020002'],
    serverName('clients.example.org'),
    [0x0033, '0000'],
    alpn('h2', 'http/1.1'),
    [0x4469, '0003026832'],
    [0x0017, ''],
    [0x002d, '0101'],
    [0x000d, list16(CHROME_SIGNATURES)],
    [0x0005, '0100000000'],
    [0x0023, ''],
    [0x0012, ''],
    [0x002b, `06${hex4(grease)}03040303`],
    [0xff01, '00'],
    [0x000b, '0100'],
    [0x000a, list16([grease, 0x001d, 0x0017, 0x0018])],
    [0x0015, '00'.repeat(20)],
  ])
  return {
    ciphers: [grease, ...CHROME_CIPHERS],
    extensions: [
      [grease, ''],
      ...order.map((type) => [type, bodies.get(type) ?? ''] as const),
      [grease ^ 0x1010, '00'],
    ],
  }
}
const ORDER = [0x1b, 0, 0x33, 0x10, 0x4469, 0x17, 0x2d, 0x0d, 5, 0x23, 0x12, 0x2b, 0xff01, 0x0b, 0x0a, 0x15]

describe('a ClientHello', () => {
  it('gives the published JA4, whatever its GREASE and the order of its extensions', () => {
    for (const grease of [0x0a0a, 0x3a3a, 0xfafa]) {
      for (const order of [ORDER, ORDER.toReversed()]) {
        expect(parse(chrome(grease, order))?.ja4).toBe('t13d1516h2_8daaf6152771_e5627efa2ab1')
      }
    }
  })
  it('says the same again, and another thing of another hello', () => {
    const first = parse(chrome(0x0a0a, ORDER))
    expect(parse(chrome(0x1a1a, ORDER))).toEqual(first)
    expect(parse(chrome(0x1a1a, ORDER.toReversed()))?.ja3).not.toBe(first?.ja3)
  })
  it('says what it offers', () => {
    expect(parse(chrome(0x2a2a, ORDER))).toMatchObject({
      version: 0x0303,
      sni: 'clients.example.org',
      alpn: ['h2', 'http/1.1'],
      ciphers: CHROME_CIPHERS,
      groups: [0x1d, 0x17, 0x18],
      signatureAlgorithms: CHROME_SIGNATURES,
      supportedVersions: [0x0304, 0x0303],
      encryptedHello: false,
      complete: true,
    })
  })
  // The two examples of JA3's description.
  it.each([
    {
      hello: {
        version: 769,
        ciphers: [47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4],
        extensions: [serverName('a'), [10, list16([23, 24, 25])], [11, '0100']],
      } as Hello,
      text: '769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0',
      ja3: 'ada70206e40642a3e4461f35503241d5',
    },
    {
      hello: { version: 769, ciphers: [4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99] },
      text: '769,4-5-10-9-100-98-3-6-19-18-99,,,',
      ja3: 'de350869b8c85de67a350c8d186f11e6',
    },
  ])('gives the published JA3 $ja3', ({ hello, text, ja3 }) => {
    const parsed = parse(hello)
    expect(parsed && ja3Text(parsed)).toBe(text)
    expect(parsed?.ja3).toBe(ja3)
  })
  it.each([
    {
      name: 'no extensions',
      hello: { ciphers: [0x2f] },
      transport: 't',
      ja4: /^t12i010000_[0-9a-f]{12}_000000000000$/,
    },
    { name: 'over QUIC', hello: { ciphers: [0x1301], extensions: [alpn('h3')] }, transport: 'q', ja4: /^q12i0101h3_/ },
    { name: 'odd ALPN', hello: { ciphers: [1], extensions: [alpn('\xab')] }, transport: 't', ja4: /^t12i0101ab_/ },
    { name: 'odd ALPN end', hello: { ciphers: [1], extensions: [alpn('0\xab')] }, transport: 't', ja4: /^t12i01013b_/ },
    { name: 'SSL 3', hello: { version: 0x0300, ciphers: [4] }, transport: 't', ja4: /^ts3i010000_/ },
    {
      name: 'DTLS 1.2 with a cookie',
      hello: { version: 0xfefd, ciphers: [0xc02b], cookie: '0401020304' },
      transport: 'd',
      ja4: /^dd2i010000_/,
    },
  ] as const)('JA4: $name', ({ hello, transport, ja4 }) => {
    expect(parse(hello, transport)?.ja4).toMatch(ja4)
  })
  it('has no fingerprint when cut, but keeps what came before', () => {
    const bytes = helloBytes(chrome(0x0a0a, ORDER))
    const cut = parseClientHello(new DataView(bytes.buffer), 0, bytes.length - 10)
    expect(cut).toMatchObject({ complete: false, ja3: '', ja4: '', sni: 'clients.example.org' })
  })
  it('is no reason to throw, hang or read outside, whatever the bytes', () => {
    const good = helloBytes(chrome(0x0a0a, ORDER))
    eachVariant(good, (view, start, end) => parseClientHello(view, start, end))
    eachVariant(good, (view, start, end) => parseClientHello(view, start, end, 'd'), { mutations: 500 })
  })
})

describe('a ServerHello', () => {
  const bytes = (extensions: string, random = 'ab'.repeat(32)) =>
    fromHex(`0303${random}00${'1301'}00${extensions === '' ? '' : hex4(extensions.length / 2) + extensions}`)
  const read = (good: Uint8Array) => parseServerHello(new DataView(good.buffer), 0, good.length)
  const RETRY = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c'

  it.each([
    { name: 'TLS 1.2', extensions: '', expected: { version: 0x0303, cipher: 0x1301, helloRetry: false } },
    { name: 'TLS 1.3', extensions: '002b00020304', expected: { version: 0x0304, resumed: false } },
    { name: 'ALPN', extensions: '001000050003026832', expected: { alpn: 'h2' } },
    { name: 'a resumption', extensions: '002900020000', expected: { resumed: true } },
    { name: 'a retry', extensions: '002b00020304', random: RETRY, expected: { helloRetry: true, version: 0x0304 } },
  ])('$name', ({ extensions, random, expected }) => {
    expect(read(bytes(extensions, random))).toMatchObject(expected)
  })
  it('is no reason to throw or read outside, whatever the bytes', () => {
    eachVariant(bytes('002b00020304001000050003026832002900020000'), parseServerHello)
  })
})
