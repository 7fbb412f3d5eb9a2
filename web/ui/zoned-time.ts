/** A moment as a clock on the wall of some zone shows it, and back: `2026-11-21T06:30`. */

const OFFSET_PARTS = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const

export function writeLocalTime(ms: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { ...OFFSET_PARTS, timeZone: zone, hourCycle: 'h23' }).formatToParts(
    ms,
  )
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '00'
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

/** `undefined` for no time at all. A time that a change of the clock skips is taken an hour later. */
export function parseLocalTime(text: string, zone: string): number | undefined {
  const utcMs = Date.parse(`${text}Z`)
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) || Number.isNaN(utcMs)) return undefined
  const offsetAt = (ms: number) => Date.parse(`${writeLocalTime(ms, zone)}Z`) - Math.floor(ms / 60_000) * 60_000
  const guessMs = utcMs - offsetAt(utcMs)
  return utcMs - offsetAt(guessMs)
}
