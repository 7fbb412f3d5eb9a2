/** What was found, worst first: a sentence, why, the packets that prove it, and what to do next. */

import { useState } from 'react'
import { useWords } from '../../../../../web/locales/words.tsx'
import { Anchor } from '../../../../../web/ui/anchor.tsx'
import { Empty } from '../../../../../web/ui/answers.tsx'
import { Card } from '../../../../../web/ui/card.tsx'
import { StatusDot } from '../../../../../web/ui/state.tsx'
import type { ReportFinding } from '../../../../decoder/report.ts'
import { framesTerm } from '../filter-terms.ts'
import { countUnread, groupByKind, type PageReport, worstFirst } from '../page-report.ts'
import { useCaptureView, useNarrowed } from './capture-context.tsx'
import { UnknownLinks } from './damage-card.tsx'

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
        <NoFindings report={report} />
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

/** Calm is said of what was looked at alone. */
function NoFindings({ report }: { report: PageReport }) {
  const { t } = useWords()
  const { complete, level, findings, packets } = report
  const unread = countUnread(report)
  const links =
    unread > 0 ? (
      <ul className="list-rows damage">
        <UnknownLinks report={report} />
      </ul>
    ) : null
  if (!complete) return <Empty title={t('packets.page.findings-not-yet')} />
  if (level !== 'full' || !findings)
    return <Empty title={t('packets.page.findings-not-looked')}>{t('packets.page.findings-not-looked-why')}</Empty>
  if (unread > 0 && unread >= packets)
    return (
      <>
        {links}
        <p className="muted">{t('packets.page.findings-unread-why')}</p>
      </>
    )
  return (
    <>
      {links}
      <Empty title={t(unread > 0 ? 'packets.page.findings-none-rest' : 'packets.page.findings-none-title')}>
        {t('packets.page.findings-none-why')}
      </Empty>
    </>
  )
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
