import { useWords } from '../../../../web/locales/words.tsx'
import { Tabs } from '../../../../web/ui/tabs.tsx'

const TABS = [
  { href: '/findings', label: 'findings.page.inbox' },
  { href: '/findings/quiet', label: 'findings.page.quiet-times' },
  { href: '/findings/rules', label: 'findings.page.rules' },
]
export function FindingTabs() {
  const { t } = useWords()
  return <Tabs label={t('shell.nav.findings')} tabs={TABS} />
}
