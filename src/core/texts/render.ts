/** Sentences in the reader's language, from keys and values. Runs anywhere: API, command line and browser share it. */
import { createInstance, type i18n } from 'i18next'
import type { Language, Text } from '../schema.ts'
import { chooseParticles } from './particles.ts'

/** Flat keys (`host.rule.disk-full.title`) → sentences in i18next's format: `{{free, bytes}}`, plurals by `count`. */
export type TextTable = Readonly<Record<string, string>>

export interface RenderOptions {
  readonly language: Language
  /** IANA name; the machine's own zone when not said. */
  readonly zone?: string
}
export interface Renderer {
  add(language: Language, table: TextTable): void
  has(language: Language, key: string): boolean
  /** A key that is missing everywhere comes back as itself, so that it is seen. */
  render(text: Text, options: RenderOptions): string
}

interface Units {
  readonly bytes: readonly string[]
  readonly bytesPerSecond: readonly string[]
  readonly bitsPerSecond: readonly string[]
  readonly perSecond: string
  readonly milliseconds: string
}
const LATIN_UNITS: Units = {
  bytes: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'],
  bytesPerSecond: ['B/s', 'kB/s', 'MB/s', 'GB/s'],
  bitsPerSecond: ['b/s', 'kb/s', 'Mb/s', 'Gb/s'],
  perSecond: '/s',
  milliseconds: 'ms',
}
const UNITS: Readonly<Record<Language, Units>> = {
  en: LATIN_UNITS,
  ko: LATIN_UNITS,
  ru: {
    bytes: ['Б', 'кБ', 'МБ', 'ГБ', 'ТБ', 'ПБ'],
    bytesPerSecond: ['Б/с', 'кБ/с', 'МБ/с', 'ГБ/с'],
    bitsPerSecond: ['бит/с', 'кбит/с', 'Мбит/с', 'Гбит/с'],
    perSecond: '/с',
    milliseconds: 'мс',
  },
}
const scaled = (value: number, units: readonly string[], number: (value: number, digits: number) => string) => {
  let rest = value
  let index = 0
  while (Math.abs(rest) >= 1000 && index < units.length - 1) {
    rest /= 1000
    index++
  }
  return `${number(rest, Math.abs(rest) >= 100 || index === 0 ? 0 : 1)} ${units[index]}`
}
/** Made once: a table writes hundreds of numbers and times at every look, and making a format is a hundred times dearer than using it. */
const numberFormats = new Map<string, Intl.NumberFormat>()
const plainNumber = (language: string) => (value: number, digits: number) => {
  const key = `${language} ${digits}`
  const make = () =>
    // Nothing is not less than nothing: no `-0`.
    new Intl.NumberFormat(language, { maximumFractionDigits: digits, signDisplay: 'negative' })
  const format = numberFormats.get(key) ?? make()
  numberFormats.set(key, format)
  return format.format(value)
}

/** What a stranger's file calls a time may be none: no date holds it (ECMA-262, time values). */
const LATEST_MS = 8.64e15
const NO_TIME: Readonly<Record<Language, string>> = {
  en: 'no usable time',
  ko: '쓸 수 없는 시각',
  ru: 'время непригодно',
}
/** Whether a date can hold this moment. */
export const isTime = (ms: number) => Math.abs(ms) <= LATEST_MS
/** Whether this much can lie between two moments. */
const isSpan = (ms: number) => Math.abs(ms) <= 2 * LATEST_MS

const TIME_STYLES = {
  time: { hour: '2-digit', minute: '2-digit' },
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  date: { year: 'numeric', month: 'short', day: 'numeric' },
  datetime: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>
const timeFormats = new Map<string, Intl.DateTimeFormat>()
function formatTime(atMs: number, style: keyof typeof TIME_STYLES, { language, zone }: RenderOptions): string {
  if (!isTime(atMs)) return NO_TIME[language]
  const key = `${language} ${style} ${zone ?? ''}`
  const make = () =>
    new Intl.DateTimeFormat(language, {
      ...TIME_STYLES[style],
      hourCycle: 'h23',
      ...(zone ? { timeZone: zone } : {}),
    })
  const format = timeFormats.get(key) ?? make()
  timeFormats.set(key, format)
  return format.format(atMs)
}

const DURATION_PARTS: Readonly<Record<Language, readonly [string, string, string, string]>> = {
  en: ['d', 'h', 'min', 's'],
  ko: ['일', '시간', '분', '초'],
  ru: ['д', 'ч', 'мин', 'с'],
}
/** Two largest parts: `3 h 20 min`. Total, as every form here: what no two moments lie apart is said to be no time. */
export function formatDuration(ms: number, language: Language): string {
  if (!isSpan(ms)) return NO_TIME[language]
  const seconds = Math.max(0, Math.round(ms / 1000))
  const values = [
    Math.floor(seconds / 86400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ]
  const first = values.findIndex((value) => value > 0)
  if (first === -1) return `0 ${DURATION_PARTS[language][3]}`
  const gap = language === 'ko' ? '' : ' '
  return values
    .map((value, index) =>
      value > 0 && (index === first || index === first + 1) ? `${value}${gap}${DURATION_PARTS[language][index]}` : '',
    )
    .filter(Boolean)
    .join(' ')
}
/** Uptime as `D+H:M`. */
export function formatUptime(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  return `${Math.floor(minutes / 1440)}+${Math.floor(minutes / 60) % 24}:${String(minutes % 60).padStart(2, '0')}`
}

/** Every unit and form a sentence or a chart may ask for. */
export function formatValue(value: number, unit: string, options: RenderOptions): string {
  const { language } = options
  const units = UNITS[language]
  const number = plainNumber(language)
  switch (unit) {
    case 'percent':
      return `${number(value, Math.abs(value) < 10 ? 1 : 0)} %`
    case 'bytes':
      return scaled(value, units.bytes, number)
    case 'bytesPerSecond':
      return scaled(value, units.bytesPerSecond, number)
    case 'bitsPerSecond':
      return scaled(value, units.bitsPerSecond, number)
    case 'perSecond':
      return `${number(value, 1)}${units.perSecond}`
    case 'seconds':
      return formatDuration(value * 1000, language)
    case 'milliseconds':
      return value < 1000 ? `${number(value, 1)} ${units.milliseconds}` : formatDuration(value, language)
    case 'duration':
      return formatDuration(value, language)
    case 'uptime':
      return formatUptime(value)
    case 'celsius':
      return `${number(value, 0)} °C`
    case 'count':
      return number(value, 0)
    case 'load':
      return number(value, 2)
    case 'time':
    case 'clock':
    case 'date':
    case 'datetime':
      return formatTime(value, unit, options)
    default:
      return number(value, 1)
  }
}

const FORMS = [
  'percent',
  'bytes',
  'bytesPerSecond',
  'bitsPerSecond',
  'perSecond',
  'seconds',
  'milliseconds',
  'duration',
  'uptime',
  'celsius',
  'load',
  'time',
  'clock',
  'date',
  'datetime',
  'number',
] as const

export function createRenderer(): Renderer {
  const engine: i18n = createInstance()
  engine.init({
    lng: 'en',
    fallbackLng: 'en',
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    interpolation: { escapeValue: false },
    resources: {},
  })
  for (const form of FORMS) {
    engine.services.formatter?.add(form, (value: unknown, language, options: { zone?: string }) =>
      typeof value === 'number'
        ? formatValue(value, form, { language: language as Language, ...(options.zone ? { zone: options.zone } : {}) })
        : String(value ?? '–'),
    )
  }
  return {
    add: (language, table) => {
      engine.addResourceBundle(language, 'translation', table, true, true)
    },
    has: (language, key) => engine.exists(key, { lng: language, fallbackLng: [] }),
    render: (text, options) => {
      const { language, zone } = options
      const said = engine.t(text.key, { ...text.params, lng: language, ...(zone ? { zone } : {}) })
      return language === 'ko' ? chooseParticles(said) : said
    },
  }
}
