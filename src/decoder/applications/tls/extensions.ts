/** Single extensions of handshake messages (RFC 8446 §4.2), for those who want no more of a message. */
import { protocolText } from './client-hello.ts'

const EXT_ALPN = 16

/** Every whole extension of the list at `at`, which begins with the two bytes of its length. */
function eachExtension(
  view: DataView,
  at: number,
  end: number,
  found: (type: number, start: number, end: number) => void,
): void {
  for (let next = at + 2; next + 4 <= end; ) {
    const stop = next + 4 + view.getUint16(next + 2)
    if (stop > end) return
    found(view.getUint16(next), next + 4, stop)
    next = stop
  }
}

/** Whether the list of extensions at `at` holds `wanted`. */
export function hasExtension(view: DataView, at: number, end: number, wanted: number): boolean {
  let has = false
  eachExtension(view, at, end, (type) => {
    if (type === wanted) has = true
  })
  return has
}

/** The protocol inside, as the body of an EncryptedExtensions message says it (RFC 7301 §3.1). */
export function encryptedAlpn(view: DataView, start: number, end: number): string | undefined {
  let alpn: string | undefined
  eachExtension(view, start, end, (type, from, to) => {
    if (type === EXT_ALPN && from + 3 <= to)
      alpn = protocolText(view, from + 3, Math.min(to, from + 3 + view.getUint8(from + 2)))
  })
  return alpn
}
