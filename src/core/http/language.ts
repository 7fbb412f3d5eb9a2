import { LANGUAGES, type Language } from '../schema.ts'

/** The best of our languages for an Accept-Language header (RFC 9110 §12.5.4); English when none fits. */
export function parseAcceptLanguage(header: string | undefined): Language {
  const wanted = (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...params] = part.trim().toLowerCase().split(';')
      const quality = params.map((param) => /^\s*q=([\d.]+)\s*$/.exec(param)?.[1]).find(Boolean)
      return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
  for (const { language } of wanted) {
    const known = LANGUAGES.find((ours) => ours === language)
    if (known) return known
  }
  return 'en'
}
