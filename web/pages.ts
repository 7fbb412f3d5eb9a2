/** Every page there is: one row a capability. What stands in the navigation are its places. */
import type { ComponentType } from 'react'
import type { Role } from '../src/core/schema.ts'
import type { IconName } from './ui/icon.tsx'

export interface PageProps {
  /** What follows the capability's own path: `/audit`; empty for the page itself. */
  readonly path: string
}
export interface Place {
  readonly href: string
  readonly label: string
  readonly icon: IconName
  /** Who may open it; everybody when not said. */
  readonly role?: Role
}
export interface PageEntry {
  readonly id: string
  readonly places: readonly Place[]
  load(): Promise<{ Page: ComponentType<PageProps> }>
}

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

/** The page an address leads to, and what it calls the address. */
export function placeOf(href: string): (PageEntry & { readonly path: string }) | undefined {
  if (!href.startsWith('/') || href.startsWith('//')) return undefined
  const path = href.replace(/[?#].*$/, '').replace(/(?<=.)\/$/, '')
  const own = pages.find(({ id }) => path === `/${id}` || path.startsWith(`/${id}/`))
  if (own) return { ...own, path: path.slice(own.id.length + 1) }
  const page = pages.find(({ places }) => places.some((known) => known.href === path))
  return page ? { ...page, path: path === '/' ? '' : path } : undefined
}
