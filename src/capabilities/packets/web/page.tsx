import type { PageProps } from '../../../../web/page-entry.ts'
import { MissingPage } from '../../../../web/shell/missing-page.tsx'
import { CAPTURE_VIEWS, CapturePage, type CaptureViewName } from './capture-page.tsx'
import { Captures } from './captures.tsx'
import './packets.css'
import './browser.css'

export function Page({ path }: PageProps) {
  if (path === '') return <Captures />
  const [, id = '', part = ''] = /^\/([^/]+)((?:\/.*)?)$/.exec(path) ?? []
  const view = CAPTURE_VIEWS.find((known): known is CaptureViewName => known === part)
  return id === '' || view === undefined ? <MissingPage /> : <CapturePage id={decodeURIComponent(id)} view={view} />
}
