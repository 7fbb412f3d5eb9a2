/** What was found, worst first: a sentence, why, the packets that prove it, and what to do next. */

import { useState } from 'react'
import { useWords } from '../../../../../web/locales/words.tsx'
import { Anchor } from '../../../../../web/ui/anchor.tsx'
import { Empty } from '../../../../../web/ui/answers.tsx'
import { Card } from '../../../../../web/ui/card.tsx'
import { StatusDot } from '../../../../../web/ui/state.tsx'
import type { ReportFinding } from '../../../../decoder/report.ts'
import { framesTerm } from '../filter-terms.ts'
import { groupByKind, worstFirst } from '../page-report.ts'
import { useCaptureView, useNarrowed } from './capture-context.tsx'

const MOST_OF_A_KIND = 3

export function FindingsCard() {
  const { t } = useWords()
  const { report } = useCaptureView()
  const findings = worstFirst(report.findings ?? [])
  const tone = findings[0]?.severity === 'danger' ? 'danger' : findings[0]?.severity === 'caution' ? 'caution' : 'line'
  return (
    <Card
      title={t('packets.page.findings')}
      span={8}
      tone={tone}
      aside={findings.length > 0 ? t('packets.page.findings-count', { count: findings.length }) : undefined}
    >
      {findings.length === 0 ? (
        <Empty title={t(emptyKey(report))}>{t('packets.page.findings-none-why')}</Empty>
      ) : (
        <ul>
          {groupByKind(findings).map((kind) => (
            <Kind key={kind[0]?.code} findings={kind} />
          ))}
        </ul>
      )}
    </Card>
  )
}

/** The first few of a kind; forty that say the same of forty addresses would hide what else is wrong. */
function Kind({ findings }: { findings: readonly ReportFinding[] }) {
  const { t } = useWords()
  const [all, setAll] = useState(false)
  const hidden = findings.length > MOST_OF_A_KIND + 1 ? findings.length - MOST_OF_A_KIND : 0
  return (
    <>
      {(all || hidden === 0 ? findings : findings.slice(0, MOST_OF_A_KIND)).map((finding) => (
        <FindingLine key={`${finding.code} ${finding.subject}`} finding={finding} />
      ))}
      {hidden > 0 ? (
        <li className="finding-rest">
          <button type="button" className="button-small" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t('packets.page.fewer') : t('packets.page.findings-rest', { count: hidden })}
          </button>
        </li>
      ) : null}
    </>
  )
}

function emptyKey({ complete, level, findings }: ReturnType<typeof useCaptureView>['report']): string {
  if (!complete) return 'packets.page.findings-not-yet'
  return level === 'full' && findings ? 'packets.page.findings-none-title' : 'packets.page.findings-not-looked'
}

function FindingLine({ finding }: { finding: ReportFinding }) {
  const { t, say, has } = useWords()
  const narrowed = useNarrowed()
  const { code, severity, subject, params, packets, filter } = finding
  const part = (name: string) => {
    const key = `packets.finding.${code}.${name}`
    return has(key) ? say({ key, params: { subject, ...params } }) : undefined
  }
  const href = packets.length > 0 ? narrowed(framesTerm(packets)) : undefined
  const title = part('title') ?? t('packets.page.finding-other', { code, subject })
  const why = part('why')
  const next = part('next')
  return (
    <li className="finding">
      <StatusDot state={severity} label={t(`shell.state.${severity}`)} />
      <div>
        {href ? (
          <Anchor className="finding-title" href={href}>
            {title}
          </Anchor>
        ) : (
          <b>{title}</b>
        )}
      </div>
      {why ? <p className="finding-why">{why}</p> : null}
      {next ? <p className="finding-meta">{next}</p> : null}
      {href ? (
        <div className="finding-actions actions">
          <Anchor className="button" href={href}>
            {t('packets.page.proof', { count: packets.length })}
          </Anchor>
          {filter ? (
            <Anchor className="button" href={narrowed(filter)}>
              {t('packets.page.proof-all')}
            </Anchor>
          ) : null}
        </div>
      ) : null}
    </li>
  )
}
