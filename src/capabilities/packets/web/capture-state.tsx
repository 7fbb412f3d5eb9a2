/** How a capture is: a mark and a word, and while it moves how far it is. */
import { useState } from 'react'
import { useWords } from '../../../../web/locales/words.tsx'
import { ProgressBar } from '../../../../web/ui/bars.tsx'
import { type State, StatusDot } from '../../../../web/ui/state.tsx'
import { type Capture, isSettled, type CaptureState as Phase, type Progress, type Summary } from '../schema.ts'
import { useProgress } from './api.ts'

const MARKS: Readonly<Record<Phase, State>> = {
  arriving: 'info',
  waiting: 'silent',
  analysing: 'info',
  done: 'good',
  failed: 'danger',
  cancelled: 'silent',
}

export function CaptureMark({ capture: { state } }: { capture: Pick<Capture, 'state'> }) {
  const { t } = useWords()
  return (
    <span className="capture-state">
      <StatusDot state={MARKS[state]} />
      <span>{t(`packets.state.${state}`)}</span>
    </span>
  )
}

/** Of what does not come at present: an upload that nobody goes on with, a fetch that has no line. */
export function BrokenMark() {
  const { t } = useWords()
  return (
    <span className="capture-state">
      <StatusDot state="caution" />
      <span>{t('packets.page.broken')}</span>
    </span>
  )
}

type Retrying = NonNullable<Progress['retrying']>

/** Of a fetch whose line broke: what broke it, that a new one is tried, and until when. */
function RetryingState({ progress, retrying }: { progress: Progress; retrying: Retrying }) {
  const { t, say, at } = useWords()
  const percent = toPercent(progress)
  const parts = [
    t('packets.page.retrying-until', { until: at(retrying.untilMs, 'time') }),
    percent === undefined ? '' : `${Math.floor(percent)} %`,
  ]
  return (
    <span className="capture-retrying" title={useRetryingWords(progress, retrying).join(' ')}>
      <span className="capture-state">
        <StatusDot state="caution" />
        <span>{say(retrying.reason)}</span>
      </span>
      <span className="muted number">{parts.filter(Boolean).join(' · ')}</span>
    </span>
  )
}

/** What is wrong, and what is done about it. A line is tried for a day at most: hours and minutes say which. */
export function useRetryingWords(progress: Progress, { sinceMs, untilMs, reason }: Retrying) {
  const { t, say, at, value } = useWords()
  return [
    t('packets.page.retrying-why', { since: at(sinceMs, 'time'), reason: say(reason) }),
    t('packets.page.retrying-next', {
      until: at(untilMs, 'time'),
      done: value(progress.arrivedBytes, 'bytes'),
      size: value(progress.sizeBytes, 'bytes'),
    }),
  ] as const
}

export function CaptureState({ capture }: { capture: Capture }) {
  const { t, say } = useWords()
  const progress = useLatestProgress(capture)
  const { state, reason } = capture
  const percent = isSettled(capture) ? undefined : toPercent(progress)
  if (!isSettled(capture) && progress?.retrying)
    return <RetryingState progress={progress} retrying={progress.retrying} />
  if (!isSettled(capture) && progress?.silent)
    return (
      <span className="capture-state">
        <BrokenMark />
        {percent === undefined ? null : <span className="muted number">{`${Math.floor(percent)} %`}</span>}
      </span>
    )
  return (
    <span className="capture-state capture-state-cell" title={reason ? say(reason) : undefined}>
      <CaptureMark capture={capture} />
      {percent === undefined ? null : (
        <>
          <ProgressBar label={t(`packets.state.${state}`)} percent={percent} />
          <span className="muted number">{`${Math.floor(percent)} %`}</span>
        </>
      )}
    </span>
  )
}

/** What the live line said last, or what came with the capture. */
export function useLatestProgress(capture: Capture): Progress | undefined {
  const [heard, setHeard] = useState<Progress>()
  useProgress(capture.id, !isSettled(capture), setHeard)
  const asked = capture.progress
  return heard && asked && asked.revision > heard.revision ? asked : (heard ?? asked)
}

/** Of arriving: what has come; of analysing: what is done. Nothing when the whole is not known. */
export function toPercent(progress: Progress | undefined): number | undefined {
  if (!progress?.sizeBytes) return undefined
  const done = progress.stage === 'arriving' ? progress.arrivedBytes : progress.doneBytes
  return Math.min(100, (done / progress.sizeBytes) * 100)
}

/** Whether what was analysed could have shown findings. */
export const isLookedAt = ({ unread = 0, packets }: Summary, level: Capture['level']) =>
  level === 'full' && (unread === 0 || unread < packets)

const SEVERITIES = ['danger', 'caution', 'info'] as const

export function FindingCounts({ capture: { summary, level } }: { capture: Pick<Capture, 'summary' | 'level'> }) {
  const { t, value } = useWords()
  if (!summary) return '–'
  if (!isLookedAt(summary, level))
    return (
      <span className="muted">
        {t(level === 'full' ? 'packets.page.findings-unread' : 'packets.page.findings-unasked')}
      </span>
    )
  const shown = SEVERITIES.filter((severity) => summary.findings[severity] > 0)
  if (shown.length === 0) return <span className="muted">{t('packets.page.findings-none')}</span>
  return (
    <span className="finding-counts">
      {shown.map((severity) => (
        <span key={severity} className="nowrap">
          <StatusDot state={severity} label={t(`shell.state.${severity}`)} />{' '}
          {value(summary.findings[severity], 'count')}
        </span>
      ))}
    </span>
  )
}
