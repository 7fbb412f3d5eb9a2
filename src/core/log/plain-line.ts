/** One JSON log line → `[time] [level] [module] - message`. Pure. */

/** ISO 8601 with the zone's offset: `2026-11-21T15:30:12.345+09:00`. */
export function createTimeFormat(zone: string): (atMs: number) => string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    ...(zone ? { timeZone: zone } : {}),
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZoneName: 'longOffset',
  })
  return (atMs) => {
    const at = Object.fromEntries(parts.formatToParts(atMs).map((part) => [part.type, part.value]))
    const offset = (at['timeZoneName'] ?? 'GMT').slice(3).replace(/^(\+00:00)?$/, 'Z')
    return `${at['year']}-${at['month']}-${at['day']}T${at['hour']}:${at['minute']}:${at['second']}.${at['fractionalSecond']}${offset}`
  }
}

const twoDigits = (value: number) => String(value).padStart(2, '0')

/** The same in the zone of this process (TZ), without Intl: its calendars would cost a console that only logs 8 MB. */
export function formatLocalTime(atMs: number): string {
  const at = new Date(atMs)
  const offsetMinutes = -at.getTimezoneOffset()
  const day = [at.getFullYear(), twoDigits(at.getMonth() + 1), twoDigits(at.getDate())].join('-')
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(':')
  const apart = Math.abs(offsetMinutes)
  const offset = [Math.floor(apart / 60), apart % 60].map(twoDigits).join(':')
  const zone = apart === 0 ? 'Z' : `${offsetMinutes < 0 ? '-' : '+'}${offset}`
  return `${day}T${time}.${String(at.getMilliseconds()).padStart(3, '0')}${zone}`
}

const SHOWN_ELSEWHERE = new Set(['time', 'level', 'module', 'msg'])

export function toPlainLine(json: string, time: (atMs: number) => string): string {
  const line = JSON.parse(json) as Record<string, unknown>
  const extra = Object.entries(line)
    .filter(([key]) => !SHOWN_ELSEWHERE.has(key))
    .map(([key, value]) => `${key}=${toShort(value)}`)
  const message = [String(line['msg'] ?? ''), ...extra].join(' ').trimEnd()
  // A line break inside a value would let a stranger's text forge a line of its own.
  const safe = message.replaceAll(/[\r\n]+/g, '\\n')
  return `[${line['time'] ?? time(Date.now())}] [${line['level']}] [${line['module'] ?? 'vedette'}] - ${safe}\n`
}

function toShort(value: unknown): string {
  if (typeof value === 'string') return /[\s"=]/.test(value) ? JSON.stringify(value) : value
  if (typeof value === 'object' && value !== null && 'message' in value) {
    const { type, message } = value as { type?: unknown; message: unknown }
    return JSON.stringify(type === undefined ? message : `${String(type)}: ${String(message)}`)
  }
  return JSON.stringify(value)
}
