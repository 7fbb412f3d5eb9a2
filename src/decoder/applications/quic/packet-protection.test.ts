import { createCipheriv, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fromHex } from '../../../../test/strangers-bytes.ts'
import { suiteOf } from '../tls/suites.ts'
import { walkFrames } from './frame-walk.ts'
import { VERSION_1 } from './keys.ts'
import { PacketProtection } from './packet-protection.ts'

const suite = (number: number) => suiteOf(number) as NonNullable<ReturnType<typeof suiteOf>>
const SECRET = Uint8Array.from({ length: 48 }, (_, n) => n * 5)
const ID_BYTES = 4

/** HKDF-Expand of SHA-384, of which one block is enough. */
function expand(secret: Uint8Array, label: string, length: number): Buffer {
  const text = `tls13 quic ${label}`
  const info = Buffer.concat([Buffer.from([0, length, text.length]), Buffer.from(text), Buffer.from([0])])
  return createHmac('sha384', secret)
    .update(info)
    .update(Buffer.from([1]))
    .digest()
    .subarray(0, length)
}

/** A short header, as RFC 9001 §5 seals it with AES-256-GCM. */
function seal(secret: Uint8Array, hp: Buffer, number: number, phase: 0 | 1, plain: Uint8Array): Uint8Array {
  const header = Buffer.from([0x41 | (phase << 2), 1, 2, 3, 4, (number >> 8) & 0xff, number & 0xff])
  const nonce = expand(secret, 'iv', 12)
  nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ number) >>> 0, 8)
  const cipher = createCipheriv('aes-256-gcm', expand(secret, 'key', 32), nonce)
  cipher.setAAD(header)
  const sealed = Buffer.concat([header, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  const at = 1 + ID_BYTES
  const mask = createCipheriv('aes-256-ecb', hp, null).update(sealed.subarray(at + 4, at + 20))
  sealed[0] = (sealed[0] as number) ^ ((mask[0] as number) & 0x1f)
  for (let n = 0; n < 2; n++) sealed[at + n] = (sealed[at + n] as number) ^ (mask[1 + n] as number)
  return Uint8Array.from(sealed)
}

describe('a protected packet', () => {
  it('opens as RFC 9001 §A.5 says', () => {
    const secret = fromHex('9ac312a7f877468ebe69422748ad00a15443f18203a07d6060f688f30f21632b')
    const protection = new PacketProtection(suite(0x1303), secret, VERSION_1)
    const packet = fromHex('4cfe4189655e5cd55c41f69080575d7999c25a5bfb')
    // Its number is told only to who has seen those before it.
    expect(protection.open(packet, 1)).toBeUndefined()
    expect(protection.open(packet, 1, 654_360_563)).toEqual(Uint8Array.of(1))
  })

  it('opens with numbers that go on beyond what is written, and with keys that change', () => {
    const protection = new PacketProtection(suite(0x1302), SECRET, VERSION_1)
    const hp = expand(SECRET, 'hp', 32)
    const plain = Uint8Array.from({ length: 40 }, (_, n) => n)
    const at = 1 + ID_BYTES
    for (const number of [0, 1, 30_000, 60_000, 70_000])
      expect(protection.open(seal(SECRET, hp, number, 0, plain), at)).toEqual(plain)
    const next = expand(SECRET, 'ku', 48)
    const garbled = seal(next, hp, 70_001, 1, plain)
    garbled[30] = (garbled[30] as number) ^ 1
    expect(protection.open(garbled, at)).toBeUndefined()
    expect(protection.open(seal(SECRET, hp, 70_002, 0, plain), at)).toEqual(plain)
    expect(protection.open(seal(next, hp, 70_003, 1, plain), at)).toEqual(plain)
    expect(protection.open(seal(expand(next, 'ku', 48), hp, 70_004, 0, plain), at)).toEqual(plain)
    expect(protection.open(seal(next, hp, 70_005, 0, plain), at)).toBeUndefined()
  })

  it('that is cut anywhere gives nothing', () => {
    const protection = new PacketProtection(suite(0x1302), SECRET, VERSION_1)
    const packet = seal(SECRET, expand(SECRET, 'hp', 32), 0, 0, new Uint8Array(20))
    for (let n = 0; n < packet.length; n++) expect(protection.open(packet.subarray(0, n), 1 + ID_BYTES)).toBeUndefined()
  })
})

it('a sample of the largest counter is no reason to throw', () => {
  const protection = new PacketProtection(suite(0x1303), SECRET.slice(0, 32), VERSION_1)
  expect(protection.open(new Uint8Array(40).fill(0xff), 1)).toBeUndefined()
})

describe('frames', () => {
  const seen = (bytes: Uint8Array) => {
    const found: unknown[] = []
    walkFrames(bytes, {
      crypto: (offset, piece) => found.push(['crypto', offset, [...piece]]),
      stream: (id, offset, piece, isLast) => found.push([id, offset, [...piece], isLast]),
    })
    return found
  }
  const ALL = [
    ...[0, 0, 1],
    ...[2, 5, 0, 1, 0, 1, 1],
    ...[3, 5, 0, 0, 0, 1, 2, 3],
    ...[4, 0, 1, 2, 5, 0, 1, 7, 2, 8, 8],
    ...[6, 3, 2, 10, 11],
    ...[
      0x10,
      1,
      0x11,
      0,
      1,
      0x18,
      1,
      0,
      2,
      9,
      9,
      ...new Array(16).fill(7),
      0x19,
      0,
      0x1a,
      ...new Array(8).fill(7),
      0x1e,
    ],
    ...[0x0a, 4, 2, 20, 21],
    ...[0x31, 1, 0],
    ...[0x1c, 1, 2, 1, 65, 0x1d, 1, 0],
    ...[0x0d, 8, 0x40, 0x80, 30],
  ]
  it('of every kind are passed over, and those with data are shown', () =>
    expect(seen(Uint8Array.from(ALL))).toEqual([
      ['crypto', 3, [10, 11]],
      [4, 0, [20, 21], false],
      [8, 128, [30], true],
    ]))
  it('that are cut or none end it', () => {
    for (let n = 0; n < ALL.length - 1; n++) expect(seen(Uint8Array.from(ALL.slice(0, n))).length).toBeLessThan(3)
    expect(seen(Uint8Array.of(0x3f, 6, 0, 1, 1))).toEqual([])
    expect(seen(Uint8Array.of(6, 0, 0xff, 255, 255, 255, 255, 255, 255, 255, 1))).toEqual([])
  })
})
