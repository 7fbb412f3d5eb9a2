import { Page as Frame } from '../../../../web/ui/page.tsx'

export function Page() {
  return <Frame title="…">{null}</Frame>
}
