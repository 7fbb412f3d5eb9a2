/** One finding in full: why, the proof, whose it is, what was said and done about it. */
import { useQuery } from '@tanstack/react-query'
import { get } from '../../../../web/api/client.ts'
import { EvidenceList } from '../../../../web/finding/evidence-list.tsx'
import { FindingMeta } from '../../../../web/finding/finding-row.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { Answered } from '../../../../web/ui/answers.tsx'
import { Drawer } from '../../../../web/ui/drawer.tsx'
import { StatusDot, toState } from '../../../../web/ui/state.tsx'
import { type FindingEvent, toDone } from '../../../core/findings/schema.ts'
import type { FindingDetail } from '../schema.ts'
import { CommentForm } from './comment-form.tsx'
import { FindingButtons } from './finding-buttons.tsx'

export function FindingDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t, say } = useWords()
  const answer = useQuery({
    queryKey: ['findings', 'one', id],
    queryFn: ({ signal }) => get<FindingDetail>(`/api/findings/${encodeURIComponent(id)}`, undefined, signal),
    refetchInterval: 30_000,
  })
  const finding = answer.data?.finding
  return (
    <Drawer
      title={
        finding ? (
          <>
            <StatusDot state={toState(finding.severity)} label={t(`shell.state.${finding.severity}`)} />{' '}
            {say(finding.title)}
          </>
        ) : (
          t('findings.page.one')
        )
      }
      onClose={onClose}
    >
      <Answered answer={answer}>{(detail) => <FindingInFull detail={detail} />}</Answered>
    </Drawer>
  )
}

function FindingInFull({ detail }: { detail: FindingDetail }) {
  const { t, say } = useWords()
  const { finding, history, truncated } = detail
  return (
    <>
      <section>
        <p>{say(finding.why)}</p>
        <p className="muted">
          <FindingMeta finding={finding} />
        </p>
        {finding.state === 'open' ? (
          <div className="actions drawer-next">
            <Anchor className="button button-go" href={finding.next.href}>
              {say(finding.next.label)}
            </Anchor>
          </div>
        ) : null}
      </section>
      <Quiet finding={finding} />
      <FindingButtons finding={finding} />
      {finding.evidence.length > 0 ? (
        <section>
          <h3>{t('findings.page.evidence')}</h3>
          <EvidenceList evidence={finding.evidence} />
        </section>
      ) : null}
      {finding.cleared && finding.cleared.evidence.length > 0 ? (
        <section>
          <h3>{t('findings.page.evidence-cleared')}</h3>
          <EvidenceList evidence={finding.cleared.evidence} />
        </section>
      ) : null}
      {finding.folds.length > 0 ? (
        <section>
          <h3>{t('findings.page.folds')}</h3>
          <ul className="list-rows">
            {finding.folds.map((key) => (
              <li key={key}>
                <Anchor href={`/findings?state=quiet&open=${encodeURIComponent(key)}`}>
                  <code>{key}</code>
                </Anchor>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <section>
        <h3>{t('findings.page.history')}</h3>
        <CommentForm id={finding.id} />
        <History events={history} />
        {truncated ? <p className="muted">{t('findings.page.history-cut', { number: history.length })}</p> : null}
      </section>
      <p className="muted">
        {t('findings.page.rule-name')}{' '}
        <Anchor href={`/findings/rules?filter=rule:${finding.rule}`}>{finding.rule}</Anchor>
      </p>
    </>
  )
}

function Quiet({ finding }: Pick<FindingDetail, 'finding'>) {
  const { t, at } = useWords()
  const { mute, expected, maintenance, foldedUnder } = finding
  const said = [
    mute ? t('findings.ui.mark.muted', { untilMs: mute.untilMs, name: mute.by, reason: mute.reason }) : '',
    expected ? t('findings.ui.mark.expected', { name: expected.by, reason: expected.reason }) : '',
    maintenance ? `${t('findings.ui.mark.maintenance', { reason: maintenance.reason })} (${at(maintenance.toMs)})` : '',
  ].filter(Boolean)
  if (said.length === 0 && !foldedUnder) return null
  return (
    <ul className="list-rows quiet-why">
      {said.map((sentence) => (
        <li key={sentence}>
          <StatusDot state="silent" /> {sentence}
        </li>
      ))}
      {foldedUnder ? (
        <li>
          <Anchor href={`/findings?state=all&open=${encodeURIComponent(foldedUnder)}`}>
            {t('findings.ui.mark.folded', { cause: foldedUnder })}
          </Anchor>
        </li>
      ) : null}
    </ul>
  )
}

function History({ events }: { events: readonly FindingEvent[] }) {
  const { say, at } = useWords()
  return (
    <ol className="list-rows">
      {events.map((event) => (
        <li key={event.id} className="history-row">
          <time className="muted number" dateTime={new Date(event.atMs).toISOString()}>
            {at(event.atMs)}
          </time>
          <StatusDot state={event.kind === 'cleared' ? 'good' : toState(event.severity)} />
          <span>
            {event.who ? <b>{event.who}: </b> : null}
            {event.kind === 'commented' ? String(event.details['text'] ?? '') : say(toDone(event))}
          </span>
        </li>
      ))}
    </ol>
  )
}
