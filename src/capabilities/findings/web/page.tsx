import type { PageProps } from '../../../../web/page-entry.ts'
import { MissingPage } from '../../../../web/shell/missing-page.tsx'
import { Inbox } from './inbox.tsx'
import { QuietTimes } from './quiet-times.tsx'
import { Rules } from './rules.tsx'

export function Page({ path }: PageProps) {
  if (path === '') return <Inbox />
  if (path === '/quiet') return <QuietTimes />
  return path === '/rules' ? <Rules /> : <MissingPage />
}
