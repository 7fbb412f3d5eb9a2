/** Addresses and bytes as text. */

export function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 0xff}.${(address >>> 8) & 0xff}.${address & 0xff}`
}

/** RFC 5952: lower case, the longest run of zero groups (the first of equals, at least two) as `::`. */
export function formatIpv6(view: DataView, start: number): string {
  const groups = Array.from({ length: 8 }, (_, n) => view.getUint16(start + 2 * n))
  let best = -1
  let bestLength = 1
  for (let from = 0; from < 8; from++) {
    let length = 0
    while (from + length < 8 && groups[from + length] === 0) length++
    if (length > bestLength) {
      best = from
      bestLength = length
    }
  }
  const text = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':')
  if (best < 0) return text(groups)
  return `${text(groups.slice(0, best))}::${text(groups.slice(best + bestLength))}`
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

export function toHex(bytes: Uint8Array, start: number, end: number, separator = ''): string {
  let text = ''
  for (let at = start; at < end; at++) text += (at > start ? separator : '') + HEX[bytes[at] as number]
  return text
}
