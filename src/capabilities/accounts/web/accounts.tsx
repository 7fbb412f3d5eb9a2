import { useWords } from '../../../../web/locales/words.tsx'
import { Page } from '../../../../web/ui/page.tsx'

export function Accounts() {
  const { t } = useWords()
  return <Page title={t('shell.nav.accounts')}>{null}</Page>
}
