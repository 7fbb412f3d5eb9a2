/** Every page there is: one row a capability. What stands in the navigation are its places. */
import type { Role } from '../src/core/schema.ts'
import type { PageEntry, Place } from './page-entry.ts'
import type { IconName } from './ui/icon.tsx'

const place = (href: string, name: IconName, role?: Role): Place => ({
  href,
  label: `shell.nav.${name}`,
  icon: name,
  ...(role ? { role } : {}),
})

export const pages: readonly PageEntry[] = [
  {
    id: 'overview',
    places: [place('/', 'overview'), place('/shift', 'shift'), place('/search', 'search')],
    load: () => import('../src/capabilities/overview/web/page.tsx'),
  },
  {
    id: 'findings',
    places: [place('/findings', 'findings')],
    load: () => import('../src/capabilities/findings/web/page.tsx'),
  },
  { id: 'host', places: [place('/host', 'host')], load: () => import('../src/capabilities/host/web/page.tsx') },
  {
    id: 'processes',
    places: [place('/processes', 'processes')],
    load: () => import('../src/capabilities/processes/web/page.tsx'),
  },
  {
    id: 'packets',
    places: [place('/packets', 'packets')],
    load: () => import('../src/capabilities/packets/web/page.tsx'),
  },
  {
    id: 'accounts',
    places: [
      place('/accounts', 'accounts'),
      place('/accounts/audit', 'audit', 'operator'),
      place('/accounts/storage', 'storage'),
      place('/accounts/jobs', 'jobs'),
      place('/accounts/settings', 'settings', 'admin'),
    ],
    load: () => import('../src/capabilities/accounts/web/page.tsx'),
  },
]
