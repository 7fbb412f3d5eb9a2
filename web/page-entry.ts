/** What the shell knows of a page before it is loaded. */
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

/** The page an address leads to, and what it calls the address. */
export function findPlace(
  pages: readonly PageEntry[],
  href: string,
): (PageEntry & { readonly path: string }) | undefined {
  if (!href.startsWith('/') || href.startsWith('//')) return undefined
  const path = href.replace(/[?#].*$/, '').replace(/(?<=.)\/$/, '')
  const own = pages.find(({ id }) => path === `/${id}` || path.startsWith(`/${id}/`))
  if (own) return { ...own, path: path.slice(own.id.length + 1) }
  const page = pages.find(({ places }) => places.some((known) => known.href === path))
  return page ? { ...page, path: path === '/' ? '' : path } : undefined
}
