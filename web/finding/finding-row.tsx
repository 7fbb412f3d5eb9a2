/** One finding as a sentence, why, since when, whose, and the one right next step. */
import type { ReactNode } from 'react'
import type { Finding } from '../../src/core/findings/schema.ts'
import { LOCAL_HOST } from '../api/hosts.ts'
import { useNow } from '../live/live.tsx'
import { useWords } from '../locales/words.tsx'
import { useHosts } from '../shell/needs.ts'
import { Anchor } from '../ui/anchor.tsx'
import { StatusDot, toState } from '../ui/state.tsx'
import { coarse } from '../words/create-words.ts'

export const findingHref = (finding: Pick<Finding, 'id'>) =>
  `/findings?state=all&open=${encodeURIComponent(finding.id)}`

export function FindingRow(props: {
  finding: Finding
  /** Where a click on the sentence leads; its place among the findings when not said. */
  href?: string
  active?: boolean
  actions?: ReactNode
}) {
  const { finding } = props
  const { t, say } = useWords()
  return (
    <li className={`finding ${props.active ? 'finding-active' : ''}`} data-row={finding.id}>
      <StatusDot state={toState(finding.severity)} label={t(`shell.state.${finding.severity}`)} />
      <div>
        <Anchor className="finding-title" href={props.href ?? findingHref(finding)}>
          {say(finding.title)}
        </Anchor>
      </div>
      <p className="finding-why">{say(finding.why)}</p>
      <p className="finding-meta">
        <FindingMeta finding={finding} />
      </p>
      <div className="finding-actions actions">
        {finding.state === 'open' ? (
          <Anchor className="button button-go" href={finding.next.href}>
            {say(finding.next.label)}
          </Anchor>
        ) : null}
        {props.actions}
      </div>
    </li>
  )
}

export function FindingMeta({ finding }: { finding: Finding }) {
  const { t, at } = useWords()
  const nowMs = useNow(10_000)
  const hosts = useHosts()
  const host = hosts.find(({ id }) => id === finding.host)?.name ?? finding.host
  const parts = [
    finding.cleared
      ? t('shell.finding.cleared', { at: finding.cleared.atMs, lasted: finding.cleared.lastedMs })
      : t('shell.finding.since', { at: finding.raisedAtMs, age: coarse(Math.max(0, nowMs - finding.raisedAtMs)) }),
    finding.host === LOCAL_HOST && hosts.length < 2 ? '' : host,
    finding.assignee ? t('shell.finding.owner', { name: finding.assignee }) : '',
    finding.acknowledged ? t('shell.finding.seen', { name: finding.acknowledged.by }) : '',
    finding.mute ? t('shell.finding.muted', { name: finding.mute.by, until: at(finding.mute.untilMs) }) : '',
    finding.folds.length > 0 ? t('shell.finding.folds', { count: finding.folds.length }) : '',
    finding.raisedCount > 1 ? t('shell.finding.again', { count: finding.raisedCount }) : '',
  ]
  return parts.filter(Boolean).join(' · ')
}
