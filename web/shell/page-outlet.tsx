/** The page the address leads to, loaded when it is first wanted; a page that fails leaves the frame standing. */
import { Component, type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import { findPlace, type PageEntry, type PageProps } from '../page-entry.ts'
import { pages } from '../pages.ts'
import { Loading } from '../ui/answers.tsx'
import { MissingPage } from './missing-page.tsx'
import { PageError } from './page-error.tsx'
import { usePathname } from './use-address.ts'

const loaded = new Map<string, ComponentType<PageProps>>(
  pages.map((entry: PageEntry) => [entry.id, lazy(async () => ({ default: (await entry.load()).Page }))]),
)

export function PageOutlet() {
  const pathname = usePathname()
  const place = findPlace(pages, pathname)
  const Page = place ? loaded.get(place.id) : undefined
  if (!place || !Page) return <MissingPage />
  return (
    <ErrorFence key={pathname}>
      <Suspense fallback={<Loading tall />}>
        <Page path={place.path} />
      </Suspense>
    </ErrorFence>
  )
}

class ErrorFence extends Component<{ children: ReactNode }, { error: unknown }> {
  override readonly state: { error: unknown } = { error: undefined }
  static getDerivedStateFromError(error: unknown) {
    return { error }
  }
  override render() {
    return this.state.error === undefined ? this.props.children : <PageError error={this.state.error} />
  }
}
