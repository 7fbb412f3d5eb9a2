/** Time zones to choose from: found by name, by offset, and by what the reader's language calls them. */
import type { Language } from '../../../core/schema.ts'

export interface ZoneRow {
  /** IANA name. */
  readonly id: string
  /** `UTC+9`, at this moment. */
  readonly offset: string
  /** What the reader's language calls it. */
  readonly name: string
  /** What is searched, in small letters. */
  readonly words: string
}

/** Browsers list these under their former names. */
const ALSO: Readonly<Record<string, string>> = {
  'Asia/Calcutta': 'Kolkata',
  'Asia/Katmandu': 'Kathmandu',
  'Asia/Rangoon': 'Yangon',
  'Asia/Saigon': 'Ho Chi Minh',
  'Europe/Kiev': 'Kyiv',
}

const zonePart = (language: string, id: string, form: 'shortOffset' | 'shortGeneric' | 'long', atMs: number) =>
  new Intl.DateTimeFormat(language, { timeZone: id, timeZoneName: form })
    .formatToParts(atMs)
    .find(({ type }) => type === 'timeZoneName')?.value ?? ''

export function describeZone(id: string, language: Language, atMs: number): ZoneRow {
  const offset = zonePart('en', id, 'shortOffset', atMs).replace(/GMT(\+0)?/, 'UTC')
  // The short one names the country: `Germany Time`, `대한민국 시간`.
  const name = zonePart(language, id, id === 'UTC' ? 'long' : 'shortGeneric', atMs)
  const words = [id, id.replace(/[/_]/g, ' '), offset, name, ALSO[id] ?? ''].join(' ').toLowerCase()
  return { id, offset, name, words }
}

/** Some hundred zones take a moment to be named: once for a list, not once for a letter typed. */
export function listZones(language: Language, atMs: number): readonly ZoneRow[] {
  const ids = Intl.supportedValuesOf('timeZone').filter((id) => id !== 'UTC')
  return ['UTC', ...ids].map((id) => describeZone(id, language, atMs))
}

/** Every word must be there; places that begin with the first one come first. */
export function findZones(zones: readonly ZoneRow[], query: string): readonly ZoneRow[] {
  const wanted = query.toLowerCase().replace(/[_]/g, ' ').split(/\s+/).filter(Boolean)
  const [first] = wanted
  if (first === undefined) return zones
  const found = zones.filter(({ words }) => wanted.every((word) => words.includes(word)))
  const begins = ({ id }: ZoneRow) => id.toLowerCase().split('/').at(-1)?.startsWith(first) === true
  return [...found.filter(begins), ...found.filter((zone) => !begins(zone))]
}
