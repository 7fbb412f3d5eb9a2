/** QUIC v1: a first packet sealed with the keys everybody can derive, then packets of chance. RFC 9000, RFC 9001 §5. */
import { createCipheriv, createHmac } from 'node:crypto'
import { join, prefixed, text, u8, u16, u32 } from './octets.ts'
import type { Random } from './random.ts'
import { makeClientHello } from './tls.ts'

const SALT = Buffer.from('38762cf7f55934b34d179ae6a4c80cadccbb7f0a', 'hex')
const INITIAL_LENGTH = 1200

const hmac = (key: Uint8Array, data: Uint8Array) => new Uint8Array(createHmac('sha256', key).update(data).digest())
/** HKDF-Expand-Label of RFC 8446 §7.1, for at most 32 bytes. */
const expand = (secret: Uint8Array, label: string, length: number) =>
  hmac(secret, join(u16(length), prefixed(u8, text(`tls13 ${label}`)), u8(0), u8(1))).subarray(0, length)
const varint = (value: number) => u16(0x4000 | value)

export function makeInitial(random: Random, name: string): { readonly id: Uint8Array; readonly packet: Uint8Array } {
  const id = random.bytes(8)
  const secret = expand(hmac(SALT, id), 'client in', 32)
  const [key, iv, mask] = [expand(secret, 'quic key', 16), expand(secret, 'quic iv', 12), expand(secret, 'quic hp', 16)]
  const hello = makeClientHello(random, name, [
    join(u16(57), prefixed(u16, Uint8Array.of(1, 2, 0x67, 0x10, 3, 2, 0x45, 0xc0))),
  ])
  const crypto = join(u8(6), u8(0), varint(hello.length), hello)
  const head = join(u8(0xc0), u32(1), prefixed(u8, id), u8(0), u8(0))
  const length = INITIAL_LENGTH - head.length - 2
  const header = join(head, varint(length), u8(0))
  const plain = join(crypto, new Uint8Array(length - 1 - 16 - crypto.length))
  const cipher = createCipheriv('aes-128-gcm', key, iv).setAAD(header)
  const sealed = join(cipher.update(plain), cipher.final(), cipher.getAuthTag())
  const block = createCipheriv('aes-128-ecb', mask, null).update(sealed.subarray(3, 19))
  header[0] = (header[0] ?? 0) ^ ((block[0] ?? 0) & 0x0f)
  const last = header.length - 1
  header[last] = (header[last] ?? 0) ^ (block[1] ?? 0)
  return { id, packet: join(header, sealed) }
}

/** A packet with the short header, of the key phase nobody else can read. */
export const makeSealed = (random: Random, id: Uint8Array, length: number) =>
  join(u8(0x40 | random.between(0, 31)), id, random.bytes(length))
