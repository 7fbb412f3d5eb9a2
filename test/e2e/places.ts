/** Every address worth a look: the navigation, read from `web/pages.ts` (which imports pages, as only a browser can), and views within. */
import { readFileSync } from 'node:fs'

export interface PlaceName {
  /** `overview`, `accounts-audit`: for file names. */
  readonly name: string
  readonly href: string
}

const VIEWS: readonly PlaceName[] = [
  { name: 'host-disks', href: '/host?view=disks' },
  { name: 'host-services', href: '/host?view=services' },
  { name: 'host-logs', href: '/host?view=logs' },
  { name: 'processes-tidy', href: '/processes/tidy' },
  { name: 'processes-top', href: '/processes/top' },
  { name: 'processes-policies', href: '/processes/policies' },
  { name: 'processes-automation', href: '/processes/automation' },
  { name: 'findings-rules', href: '/findings/rules' },
  { name: 'findings-quiet', href: '/findings/quiet' },
]

export function readPlaces(): readonly PlaceName[] {
  const hrefs = [...readFileSync('web/pages.ts', 'utf8').matchAll(/\bplace\('(\/[^']*)'/g)].map(
    (match) => match[1] ?? '',
  )
  const named = hrefs.map((href) => ({ href, name: href === '/' ? 'overview' : href.slice(1).replaceAll('/', '-') }))
  return [...named, ...VIEWS]
}
