/** Files on their way: how far, how fast, and how to hold, go on or give up. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { ApiProblem } from '../../../../../web/api/client.ts'
import { useWords } from '../../../../../web/locales/words.tsx'
import { Anchor } from '../../../../../web/ui/anchor.tsx'
import { ProgressBar } from '../../../../../web/ui/bars.tsx'
import { type State, StatusDot } from '../../../../../web/ui/state.tsx'
import { captureHref, refreshCaptures } from '../api.ts'
import { isMoving, isWorthTrying, leftMs, readySentence, type Sending, type SendingState } from './sending.ts'
import { uploads } from './uploads-store.ts'

export function UploadRows() {
  const { t } = useWords()
  const queries = useQueryClient()
  const rows = useSyncExternalStore(uploads.subscribe, uploads.list)
  useEffect(() => uploads.onArrival(() => void refreshCaptures(queries)), [queries])
  useLeaveWarning(rows.some(isMoving))
  if (rows.length === 0) return null
  return (
    <ul className="sendings" aria-label={t('packets.page.sendings')}>
      {rows.map((sending) => (
        <SendingRow key={sending.key} sending={sending} />
      ))}
    </ul>
  )
}

/** The browser asks before it closes a window that still sends. */
function useLeaveWarning(on: boolean): void {
  useEffect(() => {
    if (!on) return undefined
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [on])
}

const MARKS: Readonly<Record<SendingState, State>> = {
  queued: 'silent',
  sending: 'info',
  retrying: 'caution',
  held: 'silent',
  done: 'good',
  failed: 'danger',
}

function SendingRow({ sending }: { sending: Sending }) {
  const words = useWords()
  const { t, value } = words
  const { key, name, state, sizeBytes, sentBytes, problem, capture } = sending
  const percent = sizeBytes > 0 ? (sentBytes / sizeBytes) * 100 : 0
  return (
    <li className={`sending sending-${state}`}>
      <StatusDot state={MARKS[state]} label={t(`packets.page.sending.${state}`)} />
      <div className="sending-name">
        {capture ? <Anchor href={captureHref(capture)}>{name}</Anchor> : <b>{name}</b>}{' '}
        <span className="muted">{value(sizeBytes, 'bytes')}</span>
      </div>
      <div className="sending-bar">
        {state === 'done' || state === 'failed' ? null : (
          <ProgressBar label={t('packets.page.sending-bar', { name })} percent={percent} />
        )}
        <p className={state === 'failed' ? 'danger' : 'muted'}>
          {problem ? (
            (readySentence(problem) ?? words.problem(new ApiProblem(problem)))
          ) : (
            <SendingWords sending={sending} />
          )}
        </p>
      </div>
      <div className="actions">
        {isMoving(sending) && sending.resumable ? (
          <button type="button" onClick={() => uploads.hold(key)}>
            {t('packets.page.hold')}
          </button>
        ) : null}
        {state === 'held' || (state === 'failed' && isPassing(problem)) ? (
          <button type="button" className="button-go" onClick={() => uploads.go(key)}>
            {t('packets.page.go-on')}
          </button>
        ) : null}
        <button
          type="button"
          className="button-quiet"
          onClick={() => (state === 'done' || state === 'failed' ? uploads.dismiss(key) : uploads.cancel(key))}
        >
          {state === 'done' || state === 'failed' ? t('packets.page.dismiss') : t('packets.page.give-up')}
        </button>
      </div>
    </li>
  )
}

/** The line was the trouble, not the file. */
const isPassing = (problem: Sending['problem']) => problem !== undefined && isWorthTrying(problem.status)

function SendingWords({ sending }: { sending: Sending }) {
  const { t, value, lasting } = useWords()
  const { state, sentBytes, sizeBytes, bytesPerSecond, resumedAtBytes, duplicate } = sending
  if (duplicate) return t('packets.page.sending.known')
  if (state === 'done' || state === 'queued') return t(`packets.page.sending.${state}`)
  const left = leftMs(sending)
  const parts = [
    t('packets.page.sending-so-far', { sent: value(sentBytes, 'bytes'), size: value(sizeBytes, 'bytes') }),
    bytesPerSecond > 0 ? value(bytesPerSecond, 'bytesPerSecond') : '',
    left !== undefined && state === 'sending' ? t('packets.page.sending-left', { left: lasting(left) }) : '',
    state === 'retrying' || state === 'held' ? t(`packets.page.sending-why.${state}`) : '',
    resumedAtBytes ? t('packets.page.sending-resumed', { at: value(resumedAtBytes, 'bytes') }) : '',
  ]
  return parts.filter(Boolean).join(' · ')
}
