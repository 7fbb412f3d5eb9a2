/** A page that broke. After an update its files may be gone: then loading again is the cure. */
import { useWords } from '../locales/words.tsx'

const isGone = (error: unknown) => /dynamically imported module|module script|preload/i.test(String(error))

export function PageError({ error }: { error: unknown }) {
  const { t } = useWords()
  return (
    <div className="page">
      <section className="card card-danger" role="alert">
        <h1>{t('shell.broken.title')}</h1>
        <p>{isGone(error) ? t('shell.updated') : t('shell.broken.why')}</p>
        {isGone(error) ? null : (
          <p>
            <code className="muted">{String(error)}</code>
          </p>
        )}
        <div className="actions">
          <button type="button" className="button-go" onClick={() => location.reload()}>
            {t('shell.broken.reload')}
          </button>
        </div>
      </section>
    </div>
  )
}
