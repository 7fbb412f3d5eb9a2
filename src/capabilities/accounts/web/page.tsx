import { lazy } from 'react'
import type { PageProps } from '../../../../web/page-entry.ts'
import { MissingPage } from '../../../../web/shell/missing-page.tsx'
import { Accounts } from './accounts.tsx'

const Audit = lazy(async () => ({ default: (await import('./audit.tsx')).Audit }))
const Storage = lazy(async () => ({ default: (await import('./storage.tsx')).Storage }))
const Jobs = lazy(async () => ({ default: (await import('./jobs.tsx')).Jobs }))
const Settings = lazy(async () => ({ default: (await import('./settings.tsx')).Settings }))

export function Page({ path }: PageProps) {
  if (path === '') return <Accounts />
  if (path === '/audit') return <Audit />
  if (path === '/storage') return <Storage />
  if (path === '/jobs') return <Jobs />
  return path === '/settings' ? <Settings /> : <MissingPage />
}
