import { expect, it } from 'vitest'
import { parseLocalTime, writeLocalTime } from './zoned-time.ts'

it.each([
  ['2026-11-21T06:30', 'UTC', '2026-11-21T06:30:00Z'],
  ['2026-11-21T06:30', 'Asia/Seoul', '2026-11-20T21:30:00Z'],
  ['2026-07-01T12:00', 'America/New_York', '2026-07-01T16:00:00Z'],
  ['2026-01-01T12:00', 'America/New_York', '2026-01-01T17:00:00Z'],
  ['2026-11-21T00:00', 'Asia/Kolkata', '2026-11-20T18:30:00Z'],
  ['2026-03-29T03:30', 'Europe/Moscow', '2026-03-29T00:30:00Z'],
])('%s in %s', (text, zone, utc) => {
  expect(parseLocalTime(text, zone)).toBe(Date.parse(utc))
  expect(writeLocalTime(Date.parse(utc), zone)).toBe(text)
})

it.each([[''], ['yesterday'], ['2026-13-01T00:00'], ['2026-11-21']])('%j is no time', (text) => {
  expect(parseLocalTime(text, 'UTC')).toBeUndefined()
})
