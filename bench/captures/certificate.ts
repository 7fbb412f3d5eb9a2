/** A certificate that can be read and proves nothing: its key and signature are chance. RFC 5280, X.690. */
import { join, text, u8, u16 } from './octets.ts'
import type { Random } from './random.ts'

function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const inside = join(...parts)
  const { length } = inside
  if (length < 0x80) return join(u8(tag), u8(length), inside)
  return length < 0x100 ? join(u8(tag), u8(0x81), u8(length), inside) : join(u8(tag), u8(0x82), u16(length), inside)
}
const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts)
const oid = (...bytes: readonly number[]) => der(6, Uint8Array.from(bytes))
const commonName = (name: string) => sequence(der(0x31, sequence(oid(0x55, 4, 3), der(0x0c, text(name)))))
const SHA256_WITH_RSA = sequence(oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11), der(5))
const RSA = sequence(oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1), der(5))

export function makeCertificate(random: Random, name: string): Uint8Array {
  const modulus = random.bytes(256)
  modulus[0] = 0x55
  const key = sequence(RSA, der(3, u8(0), sequence(der(2, modulus), der(2, Uint8Array.of(1, 0, 1)))))
  const names = der(0xa3, sequence(sequence(oid(0x55, 0x1d, 0x11), der(4, sequence(der(0x82, text(name)))))))
  const validity = sequence(der(0x17, text('240101000000Z')), der(0x17, text('340101000000Z')))
  const serial = der(2, join(u8(1), random.bytes(8)))
  const version = der(0xa0, der(2, u8(2)))
  const told = sequence(
    version,
    serial,
    SHA256_WITH_RSA,
    commonName('Bench CA'),
    validity,
    commonName(name),
    key,
    names,
  )
  return sequence(told, SHA256_WITH_RSA, der(3, u8(0), random.bytes(256)))
}
