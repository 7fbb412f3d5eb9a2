import { useWords } from '../../../../web/locales/words.tsx'
import { Page } from '../../../../web/ui/page.tsx'

export function Settings() {
  const { t } = useWords()
  return <Page title={t('shell.nav.settings')}>{null}</Page>
}
