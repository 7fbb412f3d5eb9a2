/** Above every view of a capture: how it is, whose, since when; while it moves how far; when it failed why, and what to do. */
import { useQueryClient } from '@tanstack/react-query'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { ProgressBar } from '../../../../web/ui/bars.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import { type CaptureDetail, isSettled, type Progress } from '../schema.ts'
import { captureHref, refreshCaptures, retryCapture } from './api.ts'
import { BrokenMark, CaptureMark, toPercent, useLatestProgress, useRetryingWords } from './capture-state.tsx'

export function CaptureHead({ capture }: { capture: CaptureDetail }) {
  const { t, say } = useWords()
  const progress = useLatestProgress(capture)
  const { duplicateOf } = capture
  return (
    <div className="page-row capture-head">
      <FactsLine capture={capture} progress={isSettled(capture) ? undefined : progress} />
      {duplicateOf ? <DuplicateLine of={duplicateOf} /> : null}
      {capture.fileProblem ? (
        <div className="answer answer-failed">
          <p>
            <StatusDot state="caution" label={t('shell.state.caution')} /> {say(capture.fileProblem)}
          </p>
          {capture.fileProblem.key === 'packets.error.file-changed' ? <RetryButton capture={capture} /> : null}
        </div>
      ) : null}
      {isSettled(capture) ? null : <ComingLine progress={progress} />}
      {capture.reason && isSettled(capture) ? (
        <div className="answer answer-failed" role="alert">
          <p>
            <StatusDot state="danger" /> <b>{say(capture.reason)}</b>
          </p>
          {capture.state === 'failed' ? <RetryButton capture={capture} /> : null}
        </div>
      ) : null}
    </div>
  )
}

/** Of one that moves: with its progress. */
function FactsLine({ capture, progress }: { capture: CaptureDetail; progress: Progress | undefined }) {
  const { t, value, ago, at } = useWords()
  const nowMs = useNow(10_000)
  const { origin, place, expiresMs, keep } = capture
  return (
    <p className="capture-line">
      {progress?.silent || progress?.retrying ? <BrokenMark /> : <CaptureMark capture={capture} />}
      <span>{value(capture.sizeBytes, 'bytes')}</span>
      <span title={at(capture.addedMs)}>
        {t('packets.page.added-by', { ago: ago(capture.addedMs, nowMs), by: capture.by })}
      </span>
      {origin === 'upload' ? null : <span>{t(`packets.page.origin.${origin}`, { place: place ?? '' })}</span>}
      {keep ? <span>{t('packets.page.kept')}</span> : null}
      {!keep && !progress?.silent && expiresMs !== undefined ? (
        <span className="muted">{t('packets.page.deleted-on', { at: at(expiresMs, 'date') })}</span>
      ) : null}
      {capture.sha256 ? (
        <code className="muted" title={capture.sha256}>{`SHA-256 ${capture.sha256.slice(0, 12)}…`}</code>
      ) : null}
    </p>
  )
}

/** While it comes or is analysed: how far it is, that its line broke, or that nobody sends it. */
function ComingLine({ progress }: { progress: Progress | undefined }) {
  if (progress?.retrying) return <RetryingLine progress={progress} retrying={progress.retrying} />
  return progress?.silent ? (
    <BrokenLine progress={progress} silent={progress.silent} />
  ) : (
    <MovingLine progress={progress} />
  )
}

function DuplicateLine({ of }: { of: string }) {
  const { t } = useWords()
  return (
    <p>
      <StatusDot state="info" label={t('shell.state.info')} /> {t('packets.page.duplicate-of')}{' '}
      <Anchor href={captureHref(of)}>{t('packets.page.duplicate-open')}</Anchor>
    </p>
  )
}

export function RetryButton({ capture }: { capture: CaptureDetail }) {
  const { t } = useWords()
  const me = useMe()
  const queries = useQueryClient()
  const toasts = useToasts()
  if (!mayDo(me.role, 'operator')) return null
  const retry = () => retryCapture(capture.id).then(() => refreshCaptures(queries), toasts.failed)
  return (
    <div className="actions">
      <button type="button" onClick={() => void retry()}>
        {t(capture.state === 'done' ? 'packets.page.analyse-again' : 'packets.page.retry')}
      </button>
    </div>
  )
}

function BrokenLine(props: { progress: Progress | undefined; silent: NonNullable<Progress['silent']> }) {
  const { t, at, value } = useWords()
  const { progress, silent } = props
  return (
    <p>
      {t('packets.page.broken-why', {
        since: at(silent.sinceMs),
        until: at(silent.untilMs),
        done: value(progress?.arrivedBytes, 'bytes'),
        size: value(progress?.sizeBytes, 'bytes'),
      })}
    </p>
  )
}

function RetryingLine(props: { progress: Progress; retrying: NonNullable<Progress['retrying']> }) {
  const [why, next] = useRetryingWords(props.progress, props.retrying)
  return (
    <p className="notice capture-notice" role="status">
      <b>{why}</b> {next}
    </p>
  )
}

function MovingLine({ progress }: { progress: Progress | undefined }) {
  const { t, value, lasting } = useWords()
  const percent = toPercent(progress)
  const parts = progress
    ? [
        t('packets.page.moving', {
          done: value(progress.stage === 'arriving' ? progress.arrivedBytes : progress.doneBytes, 'bytes'),
          size: value(progress.sizeBytes, 'bytes'),
          packets: progress.packets,
        }),
        progress.leftMs === undefined ? '' : t('packets.page.sending-left', { left: lasting(progress.leftMs) }),
      ]
    : []
  return (
    <div className="moving">
      <ProgressBar label={t('packets.page.moving-bar')} {...(percent === undefined ? {} : { percent })} />
      <p className="muted">{parts.filter(Boolean).join(' · ')}</p>
    </div>
  )
}
