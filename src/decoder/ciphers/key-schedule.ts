/** Keys from secrets: the pseudo-random function of TLS 1.2 (RFC 5246 §5) and HKDF-Expand-Label of TLS 1.3 (RFC 8446 §7.1). */
import { expand } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import type { CHash } from '@noble/hashes/utils.js'

const asBytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

/** HkdfLabel with an empty context. `label` is ASCII. */
export function expandLabel(hash: CHash, secret: Uint8Array, label: string, length: number): Uint8Array {
  const info = new Uint8Array(4 + 6 + label.length)
  info[1] = length
  info[2] = 6 + label.length
  info.set(asBytes(`tls13 ${label}`), 3)
  return expand(hash, secret, info, length)
}

/** P_hash over `label` and the `seeds`. */
export function expandPrf(
  hash: CHash,
  secret: Uint8Array,
  label: string,
  seeds: readonly Uint8Array[],
  length: number,
): Uint8Array {
  const seed = Uint8Array.from([...asBytes(label), ...seeds.flatMap((one) => [...one])])
  const out = new Uint8Array(length)
  let a = seed
  for (let at = 0; at < length; ) {
    a = hmac(hash, secret, a) as Uint8Array<ArrayBuffer>
    const part = hmac.create(hash, secret).update(a).update(seed).digest()
    out.set(part.subarray(0, length - at), at)
    at += part.length
  }
  return out
}
