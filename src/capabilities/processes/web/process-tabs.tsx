/** Views of the page; the machine is taken along. */
import { useWords } from '../../../../web/locales/words.tsx'
import { usePathname } from '../../../../web/shell/use-address.ts'
import { Tabs } from '../../../../web/ui/tabs.tsx'
import { toQuery } from './hrefs.ts'

const VIEWS = [
  ['', 'list'],
  ['/tidy', 'tidy'],
  ['/top', 'top'],
  ['/policies', 'policies'],
  ['/automation', 'automation'],
] as const

export function ProcessTabs({ host }: { host: string }) {
  const { t } = useWords()
  const path = usePathname()
  const hrefOf = (part: string) => `/processes${part}${toQuery(host)}`
  return (
    <Tabs
      label={t('shell.nav.processes')}
      current={hrefOf(path.replace(/^\/processes/, '').replace(/\/$/, ''))}
      tabs={VIEWS.map(([part, name]) => ({ href: hrefOf(part), label: `processes.page.view.${name}` }))}
    />
  )
}
