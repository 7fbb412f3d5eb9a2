/** Proof kept of what was stopped. Looking at it is recorded, so it is asked for and not shown unasked. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../../../../web/api/client.ts'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { Answered, Empty } from '../../../../web/ui/answers.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import type { EvidenceRow } from '../stop/schema.ts'
import { apiOf } from './use-processes.ts'

export function EvidenceCard({ host }: { host: string }) {
  const { t } = useWords()
  const me = useMe()
  const [asked, setAsked] = useState(false)
  const answer = useQuery({
    queryKey: ['processes', host, 'evidence'],
    queryFn: ({ signal }) => get<{ evidence: readonly EvidenceRow[] }>(`${apiOf(host)}/evidence`, undefined, signal),
    enabled: asked,
    staleTime: 60_000,
  })
  if (!mayDo(me.role, 'operator')) return null
  return (
    <Card title={t('processes.page.evidence')} tone="dim">
      {asked ? (
        <Answered answer={answer}>{({ evidence }) => <EvidenceRows host={host} rows={evidence} />}</Answered>
      ) : (
        <div className="split">
          <p className="muted">{t('processes.page.evidence-why')}</p>
          <button type="button" onClick={() => setAsked(true)}>
            {t('processes.page.evidence-show')}
          </button>
        </div>
      )}
    </Card>
  )
}

function EvidenceRows({ host, rows }: { host: string; rows: readonly EvidenceRow[] }) {
  const { t, at, value } = useWords()
  if (rows.length === 0) return <Empty title={t('processes.page.evidence-none')} />
  return (
    <ul className="list-rows">
      {rows.map((row) => (
        <li key={row.id} className="split">
          <span>
            <b>{row.process.name}</b> <span className="muted">PID {row.process.pid}</span> {at(row.atMs)}
          </span>
          <a href={`${apiOf(host)}/evidence/${encodeURIComponent(row.id)}`} download>
            {t('processes.page.evidence-file')} ({value(row.sizeBytes, 'bytes')})
          </a>
        </li>
      ))}
    </ul>
  )
}
