/** One codec of values for both databases: what goes in comes out the same, whichever engine holds it. */

/** Truth is 0 or 1 (SQLite has no boolean), and a NUL character, which PostgreSQL refuses in text, becomes U+FFFD. */
export function toParameter(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'string' && value.includes('\0')) return value.replaceAll('\0', '\uFFFD')
  return value
}

/** Integers are read as numbers as long as that is exact; microseconds since the epoch stay below 2^53 until 2255. */
export const isExact = (value: number) => !Number.isInteger(value) || Number.isSafeInteger(value)
