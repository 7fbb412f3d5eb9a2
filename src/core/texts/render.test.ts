import { describe, expect, it } from 'vitest'
import type { Language } from '../schema.ts'
import { createRenderer, formatDuration, formatUptime, formatValue } from './render.ts'

const atMs = Date.UTC(2026, 10, 21, 6, 30, 5)

describe('values', () => {
  it.each<[number, string, Language, string]>([
    [0, 'bytes', 'en', '0 B'],
    [1_499, 'bytes', 'en', '1.5 kB'],
    [16_000_000_000, 'bytes', 'ru', '16 ГБ'],
    [512, 'bytes', 'ru', '512 Б'],
    [16_000_000_000, 'bytes', 'ko', '16 GB'],
    [1_500, 'bytesPerSecond', 'ru', '1,5 кБ/с'],
    [84_000_000, 'bitsPerSecond', 'ru', '84 Мбит/с'],
    [3, 'perSecond', 'ru', '3/с'],
    [250, 'milliseconds', 'ru', '250 мс'],
    [12.34, 'percent', 'en', '12 %'],
    [1.25, 'percent', 'ru', '1,3 %'],
    [84_000_000, 'bitsPerSecond', 'en', '84 Mb/s'],
    [1.6, 'count', 'en', '2'],
    [2.7049, 'load', 'en', '2.7'],
    [250, 'milliseconds', 'en', '250 ms'],
    [90_000, 'milliseconds', 'ko', '1분 30초'],
    [atMs, 'clock', 'en', '06:30:05'],
    [atMs, 'time', 'ru', '06:30'],
    [-0.0001, 'milliseconds', 'en', '0 ms'],
    [-0, 'count', 'en', '0'],
    [-250, 'milliseconds', 'en', '-250 ms'],
    [8.64e15 + 2, 'datetime', 'en', 'no usable time'],
    [-1e20, 'date', 'ko', '쓸 수 없는 시각'],
    [Number.NaN, 'clock', 'ru', 'время непригодно'],
    [Number.POSITIVE_INFINITY, 'time', 'en', 'no usable time'],
    [1.8446744073709552e22, 'milliseconds', 'en', 'no usable time'],
    [Number.NaN, 'duration', 'ru', 'время непригодно'],
  ])('%s %s in %s is %s', (value, unit, language, expected) =>
    expect(formatValue(value, unit, { language, zone: 'UTC' })).toBe(expected),
  )

  it('follows the zone', () => expect(formatValue(atMs, 'time', { language: 'en', zone: 'Asia/Seoul' })).toBe('15:30'))

  it.each<[number, Language, string]>([
    [0, 'en', '0 s'],
    [999, 'en', '1 s'],
    [12_000_000, 'en', '3 h 20 min'],
    [86_400_000 * 3 + 61_000, 'en', '3 d'],
    [3_600_000, 'ko', '1시간'],
    [61_000, 'ru', '1 мин 1 с'],
  ])('%s ms in %s lasts %s', (ms, language, expected) => expect(formatDuration(ms, language)).toBe(expected))

  it.each([
    [0, '0+0:00'],
    [12 * 86_400 + 4 * 60, '12+0:04'],
    [3_660, '0+1:01'],
  ])('%s s up is %s', (seconds, expected) => expect(formatUptime(seconds)).toBe(expected))
})

describe('sentences', () => {
  const renderer = createRenderer()
  renderer.add('en', {
    'host.free': '{{mount}} has {{free, bytes}} free at {{at, time}}',
    'host.units_one': '{{count}} unit failed',
    'host.units_other': '{{count}} units failed',
  })
  renderer.add('ru', {
    'host.units_one': 'сбой {{count}} службы',
    'host.units_few': 'сбой {{count}} служб (2–4)',
    'host.units_many': 'сбой {{count}} служб (5+)',
    'host.units_other': 'сбой {{count}} службы (дробь)',
  })

  it('are filled with values in the reader’s form and zone', () =>
    expect(
      renderer.render(
        { key: 'host.free', params: { mount: '/', free: 1_500, at: atMs } },
        { language: 'en', zone: 'Asia/Seoul' },
      ),
    ).toBe('/ has 1.5 kB free at 15:30'))

  it.each<[Language, number, string]>([
    ['en', 1, '1 unit failed'],
    ['en', 2, '2 units failed'],
    ['ru', 1, 'сбой 1 службы'],
    ['ru', 3, 'сбой 3 служб (2–4)'],
    ['ru', 11, 'сбой 11 служб (5+)'],
  ])('have the plural of %s for %i', (language, count, expected) =>
    expect(renderer.render({ key: 'host.units', params: { count } }, { language })).toBe(expected),
  )

  it('fall back to English, and a missing one is seen', () => {
    expect(renderer.render({ key: 'host.units', params: { count: 2 } }, { language: 'ko' })).toBe('2 units failed')
    expect(renderer.render({ key: 'host.nowhere' }, { language: 'en' })).toBe('host.nowhere')
    expect(renderer.has('ko', 'host.free')).toBe(false)
  })

  it('never interpret what a value says', () => {
    const params = { mount: '<b>$t(host.units)</b>{{free}}', free: 1, at: atMs }
    const text = renderer.render({ key: 'host.free', params }, { language: 'en', zone: 'UTC' })
    expect(text).toBe('<b>$t(host.units)</b>{{free}} has 1 B free at 06:30')
  })
})
