import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { eachVariant } from '../../../../test/strangers-bytes.ts'
import { parseCertificate, parseCertificates } from './certificate.ts'

const NAMES = ['rsa', 'ec', 'ed25519'] as const
const certificates = NAMES.map((name) => {
  const known = new X509Certificate(readFileSync(new URL(`./testdata/${name}.pem`, import.meta.url)))
  return { name, known, der: new Uint8Array(known.raw) }
})
const parse = (der: Uint8Array) => parseCertificate(new DataView(der.buffer, der.byteOffset), 0, der.length)
const EXPECTED = {
  rsa: {
    subject: 'C=KR, O=Example\\, Inc., CN=example.org',
    commonName: 'example.org',
    names: ['example.org', '*.example.org', '192.0.2.7', '2001:db8::1', 'a@example.org', 'https://example.org/'],
    publicKey: { kind: 'RSA', bits: 2048 },
    signatureAlgorithm: 'sha256WithRSAEncryption',
    isAuthority: true,
  },
  ec: {
    subject: 'CN=예제.example',
    commonName: '예제.example',
    names: [],
    publicKey: { kind: 'EC P-384', bits: 384 },
    signatureAlgorithm: 'ecdsaWithSha384',
  },
  ed25519: { publicKey: { kind: 'Ed25519', bits: 256 }, signatureAlgorithm: 'Ed25519', names: [] },
} as const

const length24 = (length: number) => [length >> 16, (length >> 8) & 255, length & 255]
function message(...list: readonly Uint8Array[]): Uint8Array {
  const body = list.flatMap((der) => [...length24(der.length), ...der])
  return Uint8Array.from([...length24(body.length), ...body])
}
const parseMessage = (bytes: Uint8Array) => parseCertificates(new DataView(bytes.buffer), 0, bytes.length)

describe('a certificate', () => {
  it.each(certificates)('says what it is: $name', ({ name, known, der }) => {
    const found = parse(der)
    expect(found).toMatchObject(EXPECTED[name])
    expect(found).toMatchObject({
      notBeforeMs: Date.parse(known.validFrom),
      notAfterMs: Date.parse(known.validTo),
      selfSigned: true,
      issuer: found?.subject,
      fingerprint: known.fingerprint256.replaceAll(':', '').toLowerCase(),
    })
    expect(BigInt(`0x${found?.serial}`)).toBe(BigInt(`0x${known.serialNumber}`))
  })
  it('is read from its message, and remembered', () => {
    const bytes = message(...certificates.map(({ der }) => der))
    const [first, second, third] = parseMessage(bytes)
    expect([first, second, third].map((found) => found?.publicKey.kind)).toEqual(['RSA', 'EC P-384', 'Ed25519'])
    expect(parseMessage(bytes)[0]).toBe(first)
    const other = bytes.slice()
    // The year of notBefore: the signature at the end, and so the place in the memory, stays the same.
    const at = Buffer.from(other).indexOf(Buffer.from('170d', 'hex')) + 2
    other[at] = 0x30
    expect(parseMessage(other)[0]).not.toBe(first)
    expect(parseMessage(other)[0]?.notBeforeMs).toBeLessThan(first?.notBeforeMs ?? 0)
  })
  it('is left out when it is none', () => {
    expect(parseMessage(message(new Uint8Array(100), certificates[0]?.der ?? new Uint8Array(0)))).toHaveLength(1)
  })
  it('is no reason to throw, hang or read outside, whatever the bytes', () => {
    for (const { der } of certificates) {
      eachVariant(der, parseCertificate, { mutations: 1500 })
      eachVariant(message(der, der), parseCertificates, { mutations: 500, cuts: 300 })
    }
  })
})
