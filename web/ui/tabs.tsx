/** Views of one page, each with an address of its own. */
import { useWords } from '../locales/words.tsx'
import { usePathname } from '../shell/use-address.ts'
import { Anchor } from './anchor.tsx'

export function Tabs(props: {
  label: string
  tabs: readonly { readonly href: string; readonly label: string }[]
  /** Address of the view shown; the path of the page when not said. */
  current?: string
}) {
  const { t } = useWords()
  const path = usePathname()
  return (
    <nav className="tabs page-row" aria-label={props.label}>
      {props.tabs.map(({ href, label }) => (
        <Anchor key={href} href={href} aria-current={href === (props.current ?? path) ? 'page' : undefined}>
          {t(label)}
        </Anchor>
      ))}
    </nav>
  )
}
