/** Bytes out of numbers, texts and one another, in network order. */
export const u8 = (value: number) => Uint8Array.of(value)
export const u16 = (value: number) => Uint8Array.of(value >>> 8, value)
export const u24 = (value: number) => Uint8Array.of(value >>> 16, value >>> 8, value)
export const u32 = (value: number) => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
export const text = (value: string) => Uint8Array.from(value, (letter) => letter.charCodeAt(0))
export const join = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts))

/** What stands behind its own length: `prefixed(u16, …)`. */
export function prefixed(length: (value: number) => Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const inside = join(...parts)
  return join(length(inside.length), inside)
}
