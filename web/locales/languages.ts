/** The languages people choose from, each named in itself. */
import type { Language } from '../../src/core/schema.ts'

export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', ko: '한국어', ru: 'Русский' }
export const LANGUAGE_IDS = Object.keys(LANGUAGE_NAMES) as readonly Language[]

/** The first language the browser asks for that we speak. */
export function pickLanguage(asked: readonly string[]): Language {
  const spoken = asked.map((tag) => tag.toLowerCase().split('-')[0])
  return spoken.flatMap((tag) => LANGUAGE_IDS.filter((language) => language === tag))[0] ?? 'en'
}
