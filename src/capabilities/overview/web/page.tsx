import { lazy } from 'react'
import type { PageProps } from '../../../../web/page-entry.ts'
import { MissingPage } from '../../../../web/shell/missing-page.tsx'
import { Overview } from './overview.tsx'

const Shift = lazy(async () => ({ default: (await import('./shift.tsx')).Shift }))
const SearchResults = lazy(async () => ({ default: (await import('./search-results.tsx')).SearchResults }))

export function Page({ path }: PageProps) {
  if (path === '') return <Overview />
  if (path === '/shift') return <Shift />
  return path === '/search' ? <SearchResults /> : <MissingPage />
}
