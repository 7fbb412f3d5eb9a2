/** Timestamps of pcapng: a 64-bit count of ticks (draft-ietf-opsawg-pcapng §4.3), too large for a double. */

/** The last second a date of four digits holds (ISO 8601): what claims to be later is no time. */
export const END_OF_9999 = 253_402_300_799

/** Result of `splitTicks`, reused: whole seconds, and nanoseconds within the second. */
export const split = { seconds: 0, nanoseconds: 0 }

/** `if_tsresol` (an octet: 10^-n, or 2^-n with the top bit) as ticks a second; `undefined` when no double holds it. */
export function parseResolution(octet: number): number | undefined {
  const exponent = octet & 0x7f
  if ((octet & 0x80) !== 0) return exponent <= 52 ? 2 ** exponent : undefined
  return exponent <= 15 ? 10 ** exponent : undefined
}

/** Long division by 16-bit digits: every intermediate stays below 2^53 while `ticksPerSecond` is below 2^36. */
export function splitTicks(high: number, low: number, ticksPerSecond: number): void {
  if (ticksPerSecond === 1e6 && high < 0x200000) {
    const ticks = high * 0x1_0000_0000 + low
    const seconds = Math.floor(ticks / 1e6)
    split.seconds = seconds
    split.nanoseconds = (ticks - seconds * 1e6) * 1000
    return
  }
  if (ticksPerSecond > 0xf_ffff_ffff) {
    splitBig(high, low, ticksPerSecond)
    return
  }
  let seconds = Math.floor(high / ticksPerSecond)
  let rest = (high % ticksPerSecond) * 0x10000 + (low >>> 16)
  let digit = Math.floor(rest / ticksPerSecond)
  seconds = seconds * 0x10000 + digit
  rest = (rest - digit * ticksPerSecond) * 0x10000 + (low & 0xffff)
  digit = Math.floor(rest / ticksPerSecond)
  split.seconds = seconds * 0x10000 + digit
  split.nanoseconds = toNanoseconds(rest - digit * ticksPerSecond, ticksPerSecond)
}

function toNanoseconds(ticks: number, ticksPerSecond: number): number {
  return ticksPerSecond <= 1e9 && 1e9 % ticksPerSecond === 0
    ? ticks * (1e9 / ticksPerSecond)
    : Number((BigInt(ticks) * 1_000_000_000n) / BigInt(ticksPerSecond))
}

function splitBig(high: number, low: number, ticksPerSecond: number): void {
  const ticks = (BigInt(high) << 32n) + BigInt(low)
  const perSecond = BigInt(ticksPerSecond)
  split.seconds = Number(ticks / perSecond)
  split.nanoseconds = Number(((ticks % perSecond) * 1_000_000_000n) / perSecond)
}
