import { createCipheriv } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { AesGcm, ChaCha20Poly1305 } from './aead.ts'

const bytes = (length: number, factor: number) => Uint8Array.from({ length }, (_, n) => (n * factor + 7) & 0xff)
const NONCE = bytes(12, 91)

describe.each([
  ['aes-128-gcm', 16, AesGcm],
  ['aes-256-gcm', 32, AesGcm],
  ['chacha20-poly1305', 32, ChaCha20Poly1305],
] as const)('%s', (name, keyBytes, Aead) => {
  const key = bytes(keyBytes, 37)
  const seal = (plain: Uint8Array, associated: Uint8Array) => {
    const cipher = createCipheriv(name as 'aes-128-gcm', key, NONCE, { authTagLength: 16 })
    cipher.setAAD(associated)
    return Uint8Array.from(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]))
  }

  it.each([0, 1, 15, 16, 17, 1_234, 16_384])('opens what another has sealed: %i bytes', (length) => {
    const plain = bytes(length, 13)
    expect(new Aead(key).open(NONCE, bytes(13, 5), seal(plain, bytes(13, 5)))).toEqual(plain)
  })

  it('gives nothing for another key, another nonce, other associated data, a changed byte or a missing one', () => {
    const sealed = seal(bytes(40, 13), bytes(5, 5))
    const aead = new Aead(key)
    expect(new Aead(bytes(keyBytes, 39)).open(NONCE, bytes(5, 5), sealed)).toBeUndefined()
    expect(aead.open(bytes(12, 93), bytes(5, 5), sealed)).toBeUndefined()
    expect(aead.open(NONCE, bytes(5, 6), sealed)).toBeUndefined()
    for (let n = 0; n < sealed.length; n++) {
      const changed = sealed.slice()
      changed[n] = (changed[n] as number) ^ 0x10
      expect(aead.open(NONCE, bytes(5, 5), changed)).toBeUndefined()
    }
    for (let n = 0; n < sealed.length; n++) expect(aead.open(NONCE, bytes(5, 5), sealed.subarray(0, n))).toBeUndefined()
  })
})
