/** Every address of the navigation, read from `web/pages.ts`: that file imports pages, which only a browser can. */
import { readFileSync } from 'node:fs'

export interface PlaceName {
  /** `overview`, `accounts-audit`: for file names. */
  readonly name: string
  readonly href: string
}

export function readPlaces(): readonly PlaceName[] {
  const hrefs = [...readFileSync('web/pages.ts', 'utf8').matchAll(/\bplace\('(\/[^']*)'/g)].map(
    (match) => match[1] ?? '',
  )
  return hrefs.map((href) => ({ href, name: href === '/' ? 'overview' : href.slice(1).replaceAll('/', '-') }))
}
