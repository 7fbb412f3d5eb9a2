/** Values as people write them in filters. Each answers `undefined` for what is no such value. */

export function parseNumber(text: string): number | undefined {
  if (/^(0[xX][0-9a-fA-F]{1,14}|0[bB][01]{1,53}|[1-9]\d{0,15}|0)$/.test(text)) return safe(Number(text))
  // A leading zero is octal there.
  return /^0[0-7]{1,17}$/.test(text) ? safe(Number.parseInt(text, 8)) : undefined
}
function safe(value: number): number | undefined {
  return Number.isSafeInteger(value) ? value : undefined
}

export function parseDecimal(text: string): number | undefined {
  return /^-?(\d{1,17}(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : undefined
}

export function parseBoolean(text: string): number | undefined {
  if (/^(1|true)$/i.test(text)) return 1
  return /^(0|false)$/i.test(text) ? 0 : undefined
}

export interface Ipv4Range {
  readonly address: number
  /** 0xffffffff for a single address. */
  readonly mask: number
}
export function parseIpv4(text: string): Ipv4Range | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text)
  if (!parts) return undefined
  const [a = 0, b = 0, c = 0, d = 0, bits = 32] = parts.slice(1).map((part) => (part === undefined ? 32 : Number(part)))
  if (Math.max(a, b, c, d) > 255 || bits > 32) return undefined
  return { address: ((a << 24) | (b << 16) | (c << 8) | d) >>> 0, mask: bits === 0 ? 0 : (-1 << (32 - bits)) >>> 0 }
}

export interface BytesPrefix {
  readonly bytes: Uint8Array
  /** How many bits of it count. */
  readonly bits: number
}
export function parseIpv6(text: string): BytesPrefix | undefined {
  const [address = '', bitsText, more] = text.split('/')
  const bits = bitsText === undefined ? 128 : /^\d{1,3}$/.test(bitsText) ? Number(bitsText) : 129
  const bytes = parseIpv6Address(address)
  return bytes && bits <= 128 && more === undefined ? { bytes, bits } : undefined
}
function parseIpv6Address(text: string): Uint8Array | undefined {
  const halves = text.split('::')
  if (halves.length > 2 || !text.includes(':')) return undefined
  const head = parseGroups(halves[0] ?? '')
  const tail = parseGroups(halves[1] ?? '')
  if (!head || !tail) return undefined
  const gap = 16 - head.length - tail.length
  if (halves.length === 2 ? gap < 2 : gap !== 0) return undefined
  return Uint8Array.from([...head, ...new Array<number>(gap).fill(0), ...tail])
}
/** Groups of four digits; the last may be an IPv4 address (RFC 4291 §2.2). */
function parseGroups(text: string): readonly number[] | undefined {
  if (text === '') return []
  const bytes: number[] = []
  const groups = text.split(':')
  for (const [n, group] of groups.entries()) {
    const embedded = n === groups.length - 1 ? parseIpv4(group) : undefined
    if (embedded) bytes.push(...[24, 16, 8, 0].map((shift) => (embedded.address >>> shift) & 0xff))
    else if (/^[0-9a-f]{1,4}$/i.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff)
    else return undefined
  }
  return bytes.length <= 16 ? bytes : undefined
}

/** `00:1b`, `00-1b`, `00.1b`, `001b.44ff`, `001b`. */
export function parseHexBytes(text: string): Uint8Array | undefined {
  const pairs = /^[0-9a-f]{1,2}([:.-][0-9a-f]{1,2})*$/i.test(text)
  if (pairs) return Uint8Array.from(text.split(/[:.-]/), (pair) => Number.parseInt(pair, 16))
  if (!/^[0-9a-f]{4}([:.-]?[0-9a-f]{4})*$/i.test(text) && !/^([0-9a-f]{2})+$/i.test(text)) return undefined
  return Uint8Array.from(text.replace(/[:.-]/g, '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

export function parseMac(text: string): Uint8Array | undefined {
  const bytes = parseHexBytes(text)
  return bytes?.length === 6 ? bytes : undefined
}

export interface Instant {
  readonly seconds: number
  readonly nanos: number
}
/** Seconds since 1970, or a date (`2026-11-28`, with a time and a zone if need be; UTC where none is said). */
export function parseInstant(text: string): Instant | undefined {
  const epoch = /^(\d{1,11})(?:\.(\d{0,9}))?$/.exec(text)
  if (epoch) return { seconds: Number(epoch[1]), nanos: toNanos(epoch[2]) }
  const date = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/.exec(
    text,
  )
  if (!date) return undefined
  const zone = date[5] === undefined || date[5] === 'UTC' ? 'Z' : date[5]
  const ms = Date.parse(`${date[1]}T${date[2] ?? '00:00'}:${date[3] ?? '00'}${zone}`)
  return Number.isNaN(ms) ? undefined : { seconds: Math.floor(ms / 1000), nanos: toNanos(date[4]) }
}
function toNanos(fraction: string | undefined): number {
  return Number((fraction ?? '').padEnd(9, '0'))
}
