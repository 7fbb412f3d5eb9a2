import { useWords } from '../locales/words.tsx'
import { Anchor } from '../ui/anchor.tsx'
import { Page } from '../ui/page.tsx'
import { usePathname } from './use-address.ts'

export function MissingPage() {
  const { t } = useWords()
  const path = usePathname()
  return (
    <Page title={t('shell.missing.title')}>
      <section className="card card-dim">
        <p>{t('shell.missing.why', { path })}</p>
        <div className="actions">
          <Anchor className="button button-go" href="/">
            {t('shell.missing.home')}
          </Anchor>
        </div>
      </section>
    </Page>
  )
}
