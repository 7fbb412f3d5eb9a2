/** Packets of RFC 9001, appendix A, and others made as it says. */
import { ecb, gcm } from '@noble/ciphers/aes.js'
import { toHex } from '../src/decoder/addresses.ts'
import { initialKeys, type PacketKeys } from '../src/decoder/applications/quic/keys.ts'
import { fromHex } from './strangers-bytes.ts'

export const DCID = fromHex('8394c8f03e515708')
const hex = (bytes: Uint8Array) => toHex(bytes, 0, bytes.length)

// RFC 9001 A.2: the CRYPTO frame of the client's first Initial.
export const CLIENT_CRYPTO = fromHex(`
  060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e868 04fe3a47f06a2b69484c00000413011302010000c000000010000e00000b6578
  616d706c652e636f6dff01000100000a00080006001d00170018001000070005 04616c706e000500050100000000003300260024001d00209370b2c9caa47fba
  baf4559fedba753de171fa71f50f1ce15d43e994ec74d748002b000302030400 0d0010000e0403050306030203080408050806002d00020101001c0002400100
  3900320408ffffffffffffffff05048000ffff07048000ffff08011001048000 75300901100f088394c8f03e51570806048000ffff`)
// RFC 9001 A.3.
export const SERVER_PACKET = fromHex(`
  cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a 5816b6394100f37a1c69797554780bb38cc5a99f5ede4cf73c3ec2493a1839b3
  dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb19fb84 022f8ef4cdd93795d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc4
  2158407dd074ee`)

/** Protects a packet as RFC 9001 §5 says; `header` ends with a packet number of four bytes. */
export function protect(
  header: Uint8Array,
  payload: Uint8Array,
  keys: Pick<PacketKeys, 'key' | 'iv' | 'hp'>,
): Uint8Array {
  const nonce = keys.iv.slice()
  for (let n = 0; n < 4; n++) nonce[8 + n] = (nonce[8 + n] as number) ^ (header.at(-4 + n) as number)
  const sealed = gcm(keys.key, nonce, header).encrypt(payload)
  const mask = ecb(keys.hp, { disablePadding: true }).encrypt(sealed.slice(0, 16))
  const packet = Uint8Array.from([...header, ...sealed])
  packet[0] = (packet[0] as number) ^ ((mask[0] as number) & ((header[0] as number) & 0x80 ? 0x0f : 0x1f))
  for (let n = 0; n < 4; n++) {
    const at = header.length - 4 + n
    packet[at] = (packet[at] as number) ^ (mask[1 + n] as number)
  }
  return packet
}
export const padded = (bytes: Uint8Array, length: number) => {
  const all = new Uint8Array(length)
  all.set(bytes)
  return all
}
export function clientInitial(version: number, payload: Uint8Array, first = 0xc3): Uint8Array {
  const keys = initialKeys(version, DCID)
  if (!keys) throw new Error('no keys')
  const length = 4 + payload.length + 16
  const versionHex = version.toString(16).padStart(8, '0')
  const header = `${first.toString(16)}${versionHex}08${hex(DCID)}0000${(0x4000 | length).toString(16)}00000002`
  return protect(fromHex(header), payload, keys.client)
}
