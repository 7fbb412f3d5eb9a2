/** Everything watched as one mark each, worst first; silent is shown as silent and never as good. */
import { useWords } from '../../../../web/locales/words.tsx'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { type State, StatusDot } from '../../../../web/ui/state.tsx'
import type { Mark, Overview } from '../schema.ts'

const WORTH_SAYING = 6

export function WatchedCard({ overview, silent }: { overview: Overview; silent: boolean }) {
  const { t, say, has } = useWords()
  const marks = overview.watched.map((mark) => (silent ? { ...mark, state: 'silent' as const } : mark))
  const kinds = [...new Set(marks.map(({ kind }) => kind))]
  const said = marks.filter(({ state }) => state !== 'good').slice(0, WORTH_SAYING)
  return (
    <Card span={4} title={t('overview.page.watched')} aside={marks.length}>
      {kinds.map((kind) => (
        <div key={kind} className="watched">
          <h3 className="muted">{has(`overview.page.kind.${kind}`) ? t(`overview.page.kind.${kind}`) : kind}</h3>
          <ul className="marks">
            {marks
              .filter((mark) => mark.kind === kind)
              .map((mark) => (
                <li key={`${mark.kind} ${mark.id}`}>
                  <MarkLink mark={mark} state={mark.state} why={say(mark.why)} />
                </li>
              ))}
          </ul>
        </div>
      ))}
      {marks.length === 0 ? <p className="muted">{t('overview.page.watched-none')}</p> : null}
      {silent ? null : (
        <ul className="list-rows watched-why">
          {said.map((mark) => (
            <li key={`${mark.kind} ${mark.id}`}>
              <StatusDot state={mark.state} /> <Anchor href={mark.href}>{mark.name}</Anchor>{' '}
              <span className="muted">{say(mark.why)}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function MarkLink({ mark, state, why }: { mark: Mark; state: State; why: string }) {
  const { t } = useWords()
  const label = `${mark.name}: ${t(`shell.state.${state}`)}. ${why}`
  return (
    <Anchor href={mark.href} className="mark" title={label} aria-label={label}>
      <StatusDot state={state} />
    </Anchor>
  )
}
