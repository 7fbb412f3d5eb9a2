import { lazy } from 'react'
import type { PageProps } from '../../../../web/page-entry.ts'
import { MissingPage } from '../../../../web/shell/missing-page.tsx'
import { ProcessList } from './process-list.tsx'
import './processes.css'

const Tidy = lazy(async () => ({ default: (await import('./tidy.tsx')).Tidy }))
const Top = lazy(async () => ({ default: (await import('./top.tsx')).Top }))
const AutomationPage = lazy(async () => ({ default: (await import('./automation.tsx')).AutomationPage }))
const Policies = lazy(async () => ({ default: (await import('./policies.tsx')).Policies }))

export function Page({ path }: PageProps) {
  if (path === '') return <ProcessList />
  if (path === '/tidy') return <Tidy />
  if (path === '/top') return <Top />
  if (path === '/automation') return <AutomationPage />
  return path === '/policies' ? <Policies /> : <MissingPage />
}
