/** Whether every row is as it was written: asked for by hand, said in words. */
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../../../../web/api/client.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { Failed } from '../../../../web/ui/answers.tsx'
import { ProgressBar } from '../../../../web/ui/bars.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { Icon } from '../../../../web/ui/icon.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import type { AuditVerdictView } from '../schema.ts'
import { findWitness, toProblemText } from './audit-words.ts'
import { CodeLine } from './code-line.tsx'

/** A million rows take their time. */
const LONG_MS = 10 * 60_000

export function useAuditCheck() {
  const [startedMs, setStartedMs] = useState(0)
  const check = useMutation({
    mutationFn: () => ask<AuditVerdictView>('GET', '/api/accounts/audit/verify', { timeoutMs: LONG_MS }),
  })
  const start = () => {
    setStartedMs(Date.now())
    check.mutate()
  }
  return { ...check, startedMs, start }
}
type Check = ReturnType<typeof useAuditCheck>

export function AuditCheck({ check, onRow }: { check: Check; onRow: (seq: number) => void }) {
  const { t } = useWords()
  if (check.isIdle) return null
  const damaged = check.data?.ok === false
  return (
    <Card
      title={t('accounts.page.check-title')}
      tone={damaged || check.isError ? 'danger' : 'line'}
      aside={
        check.isPending ? undefined : (
          <button
            type="button"
            className="button-quiet button-small"
            aria-label={t('shell.close')}
            onClick={check.reset}
          >
            <Icon name="close" />
          </button>
        )
      }
    >
      <div aria-live="polite">
        {check.isPending ? <Checking startedMs={check.startedMs} /> : null}
        {check.isError ? <Failed error={check.error} onRetry={check.start} /> : null}
        {check.data ? <Verdict verdict={check.data} onRow={onRow} /> : null}
      </div>
    </Card>
  )
}

function Checking({ startedMs }: { startedMs: number }) {
  const { t, lasting } = useWords()
  const nowMs = useNow(1000)
  return (
    <div className="form">
      <ProgressBar label={t('accounts.page.checking')} />
      <p className="muted">
        {t('accounts.page.checking')} {nowMs > startedMs ? lasting(nowMs - startedMs) : ''}
      </p>
    </div>
  )
}

function Verdict({ verdict, onRow }: { verdict: AuditVerdictView; onRow: (seq: number) => void }) {
  const { t, at } = useWords()
  const { rows, firstAtMs, lastAtMs, problemCount, problems, otherKey, notInHeadFileCount } = verdict
  const checked = otherKey ? rows - (otherKey.toSeq - otherKey.seq + 1) : rows
  return (
    <div className="form">
      <p className="audit-verdict">
        <StatusDot state={verdict.ok ? 'good' : 'danger'} />{' '}
        <b>
          {verdict.ok
            ? t('accounts.page.check-whole', { count: checked })
            : t('accounts.page.check-damaged', { count: problemCount })}
        </b>{' '}
        {firstAtMs === undefined ? null : (
          <span className="muted">
            {t('accounts.page.check-span', { from: at(firstAtMs), to: at(lastAtMs), rows })}
          </span>
        )}
      </p>
      {verdict.ok ? null : <Problems problems={problems} left={problemCount - problems.length} onRow={onRow} />}
      {otherKey ? <p className="muted">{t('audit.note.other-key', otherKey)}</p> : null}
      {notInHeadFileCount > 0 ? (
        <p className="muted">{t('accounts.ui.audit-not-in-head', { count: notInHeadFileCount })}</p>
      ) : null}
      {verdict.ok ? (
        <details>
          <summary>{t('accounts.page.check-head')}</summary>
          <p className="muted account-note">{t('accounts.page.check-head-why')}</p>
          <CodeLine text={verdict.head} />
        </details>
      ) : (
        <p>{t('accounts.page.check-next')}</p>
      )}
    </div>
  )
}

function Problems(props: { problems: AuditVerdictView['problems']; left: number; onRow: (seq: number) => void }) {
  const { t, say, has } = useWords()
  return (
    <ul className="list-rows">
      {props.problems.map((problem) => {
        const witness = findWitness(problem)
        return (
          <li key={`${problem.kind} ${problem.seq}`} className="split">
            <span>
              <StatusDot state="danger" /> {say(toProblemText(problem, has))}
            </span>
            {witness === undefined ? null : (
              <button type="button" className="button-small" onClick={() => props.onRow(witness)}>
                {t(witness === problem.seq ? 'accounts.page.check-row' : 'accounts.page.check-row-before', {
                  seq: witness,
                })}
              </button>
            )}
          </li>
        )
      })}
      {props.left > 0 ? <li className="muted">{t('accounts.ui.audit-more', { count: props.left })}</li> : null}
    </ul>
  )
}
