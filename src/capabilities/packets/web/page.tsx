import type { PageProps } from '../../../../web/page-entry.ts'
import { MissingPage } from '../../../../web/shell/missing-page.tsx'
import { Captures } from './captures.tsx'

export function Page({ path }: PageProps) {
  return path === '' ? <Captures /> : <MissingPage />
}
