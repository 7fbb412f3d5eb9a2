/** What the file does not say, or says wrongly. Nothing is hidden: everything before the damage was read. */
import { useWords } from '../../../../../web/locales/words.tsx'
import { Anchor } from '../../../../../web/ui/anchor.tsx'
import { Card } from '../../../../../web/ui/card.tsx'
import { StatusDot } from '../../../../../web/ui/state.tsx'
import type { PageReport } from '../page-report.ts'
import { useCaptureView, useNarrowed } from './capture-context.tsx'

export function hasDamage(report: PageReport): boolean {
  const { file, unknownLinkTypes, malformed, truncated, summarised } = report
  const lost = (file.drops ?? []).some(({ dropped }) => dropped > 0)
  return (
    file.problems.length > 0 ||
    lost ||
    Object.keys(unknownLinkTypes ?? {}).length > 0 ||
    malformed > 0 ||
    truncated > 0 ||
    summarised !== undefined
  )
}

export function DamageCard() {
  const { t } = useWords()
  const { report } = useCaptureView()
  const narrowed = useNarrowed()
  if (!hasDamage(report)) return null
  const { file, malformed, truncated, summarised } = report
  const serious = file.problems.length > 0
  return (
    <Card title={t('packets.page.damage')} tone={serious ? 'caution' : 'dim'}>
      <ul className="list-rows damage">
        {file.problems.map((problem) => (
          <li key={`${problem.code} ${problem.at}`}>
            <StatusDot state="caution" label={t('shell.state.caution')} /> <ProblemWords problem={problem} />
          </li>
        ))}
        <UnknownLinks report={report} />
        {(file.drops ?? [])
          .filter(({ dropped }) => dropped > 0)
          .map(({ interfaceId, dropped, received }) => (
            <li key={interfaceId}>
              <StatusDot state="caution" label={t('shell.state.caution')} />{' '}
              {t('packets.page.dropped', { count: dropped, received, interfaceId })}
            </li>
          ))}
        {malformed > 0 ? (
          <li>
            <StatusDot state="info" label={t('shell.state.info')} />{' '}
            <Anchor href={narrowed('_ws.malformed')}>{t('packets.page.malformed', { count: malformed })}</Anchor>
          </li>
        ) : null}
        {summarised ? (
          <li>
            <StatusDot state="info" label={t('shell.state.info')} />{' '}
            {t('packets.page.summarised', { packets: summarised.packets, segments: summarised.segments })}
          </li>
        ) : null}
        {truncated > 0 ? (
          <li>
            <StatusDot state="info" label={t('shell.state.info')} /> {t('packets.page.truncated', { count: truncated })}
          </li>
        ) : null}
      </ul>
    </Card>
  )
}

/** Packets of link types that nobody here reads, as items of a list. */
export function UnknownLinks({ report }: { report: PageReport }) {
  const { t } = useWords()
  return Object.entries(report.unknownLinkTypes ?? {}).map(([linkType, count]) => (
    <li key={linkType}>
      <StatusDot state="caution" label={t('shell.state.caution')} />{' '}
      {t('packets.page.unknown-link', { linkType: Number(linkType), count })}
    </li>
  ))
}

function ProblemWords({ problem }: { problem: PageReport['file']['problems'][number] }) {
  const { t, has } = useWords()
  const key = `packets.page.problem.${problem.code}`
  const params = {
    code: problem.code,
    at: problem.at,
    record: 'record' in problem ? (problem.record ?? 0) : 0,
    length: 'length' in problem ? (problem.length ?? 0) : 0,
    missing: 'missing' in problem ? (problem.missing ?? 0) : 0,
    reason: 'reason' in problem ? (problem.reason ?? '') : '',
  }
  return has(key) ? t(key, params) : t('packets.page.problem-other', params)
}
