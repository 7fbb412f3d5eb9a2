import { createCipheriv } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fromHex } from '../../../test/strangers-bytes.ts'
import { toHex } from '../addresses.ts'
import { Aes } from './aes.ts'
import { AesBackwards } from './aes-backwards.ts'

const word = (text: string, n: number) => Number.parseInt(text.slice(8 * n, 8 * n + 8), 16) | 0
const block = (aes: Aes, text: string) => {
  aes.encrypt(word(text, 0), word(text, 1), word(text, 2), word(text, 3))
  return Array.from(aes.out, (one) => (one >>> 0).toString(16).padStart(8, '0')).join('')
}

describe('AES', () => {
  it.each([
    [
      'FIPS 197 appendix B',
      '2b7e151628aed2a6abf7158809cf4f3c',
      '3243f6a8885a308d313198a2e0370734',
      '3925841d02dc09fbdc118597196a0b32',
    ],
    [
      'FIPS 197 appendix C.1',
      '000102030405060708090a0b0c0d0e0f',
      '00112233445566778899aabbccddeeff',
      '69c4e0d86a7b0430d8cdb78070b4c55a',
    ],
    [
      'FIPS 197 appendix C.3',
      '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
      '00112233445566778899aabbccddeeff',
      '8ea2b7ca516745bfeafc49904b496089',
    ],
  ])('encrypts the block of %s', (_, key, plain, sealed) => {
    expect(block(new Aes(fromHex(key)), plain)).toBe(sealed)
  })

  it('counts as others do, whatever the length and in whatever parts', () => {
    const key = Uint8Array.from({ length: 16 }, (_, n) => (n * 37 + 11) & 0xff)
    const nonce = Uint8Array.from({ length: 12 }, (_, n) => (n * 91 + 200) & 0xff)
    const plain = Uint8Array.from({ length: 1_237 }, (_, n) => (n * n) & 0xff)
    const cipher = createCipheriv('aes-128-ctr', key, Uint8Array.from([...nonce, 0, 0, 0, 2]))
    const wanted = cipher.update(plain)
    for (const [length, part] of [
      [0, 0],
      [1, 0],
      [16, 0],
      [255, 128],
      [1_237, 640],
      [1_237, 1_232],
    ] as const) {
      const bytes = plain.slice(0, length)
      const aes = new Aes(key)
      aes.count(nonce, 2, bytes, 0, part)
      aes.count(nonce, 2, bytes, part, length)
      expect(toHex(bytes, 0, length)).toBe(wanted.subarray(0, length).toString('hex'))
    }
  })
})

describe('AES backwards', () => {
  it.each([16, 32])('opens a chain of blocks sealed with %i bytes of key', (keyBytes) => {
    const key = Uint8Array.from({ length: keyBytes }, (_, n) => (n * 37 + 11) & 0xff)
    const iv = Uint8Array.from({ length: 16 }, (_, n) => (n * 91 + 200) & 0xff)
    const plain = Uint8Array.from({ length: 512 }, (_, n) => (n * n) & 0xff)
    const cipher = createCipheriv(`aes-${keyBytes * 8}-cbc`, key, iv).setAutoPadding(false)
    expect(new AesBackwards(key).openChain(iv, cipher.update(plain))).toEqual(plain)
  })
})
