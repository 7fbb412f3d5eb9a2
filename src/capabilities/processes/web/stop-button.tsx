/** Stopping one process: its plan is shown first, what came of it at once. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask, post } from '../../../../web/api/client.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import type { Identity } from '../schema.ts'
import type { StopPlan, Stopped } from '../stop/schema.ts'
import { StopDialog } from './stop-dialog.tsx'
import { StopOutcome } from './stop-outcome.tsx'
import { apiOf } from './use-processes.ts'

/** Keeping evidence of a large program takes its time, then comes the wait for it to end. */
const STOP_TIMEOUT_MS = 180_000

export function StopButton(props: {
  host: string
  identity: Identity
  name: string
  /** Called when it has ended and the person has read so. */
  onStopped?: () => void
  /** Whether its windows are open: what it stands in must stay as long, also when the process has gone. */
  onOpen?: (open: boolean) => void
  small?: boolean
}) {
  const { t } = useWords()
  const toasts = useToasts()
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  const [plan, setPlan] = useState<StopPlan>()
  const [stopped, setStopped] = useState<Stopped>()
  const { host, identity, name } = props
  const path = `${apiOf(host)}/process/${identity.pid}`
  const leave = () => {
    setPlan(undefined)
    setStopped(undefined)
    props.onOpen?.(false)
  }
  const showPlan = async () => {
    setAsking(true)
    props.onOpen?.(true)
    try {
      setPlan(await post<StopPlan>(`${path}/plan`, { startTime: identity.startTime }))
    } catch (error) {
      leave()
      toasts.failed(error)
    } finally {
      setAsking(false)
    }
  }
  const stop = async (shown: StopPlan, typed: string | undefined, evidence: boolean) => {
    const answer = await ask<Stopped>('POST', `${path}/stop`, {
      body: {
        startTime: identity.startTime,
        digest: shown.digest,
        ...(typed === undefined ? {} : { typed }),
        ...(shown.evidence ? { evidence } : {}),
      },
      timeoutMs: STOP_TIMEOUT_MS,
    })
    setPlan(undefined)
    setStopped(answer)
    void queries.invalidateQueries({ queryKey: ['processes', host, 'list'] })
  }
  return (
    <>
      <button
        type="button"
        className={`button-danger ${props.small ? 'button-small' : ''}`}
        disabled={asking}
        aria-label={t('processes.page.stop-one', { name, pid: identity.pid })}
        onClick={() => void showPlan()}
      >
        {t('processes.page.stop')}…
      </button>
      {plan ? (
        <StopDialog key={plan.digest} plan={plan} onStop={stop} onAgain={() => void showPlan()} onClose={leave} />
      ) : null}
      {stopped ? (
        <StopOutcome
          host={host}
          name={name}
          stopped={stopped}
          onClose={() => {
            leave()
            if (ENDED.has(stopped.outcome)) props.onStopped?.()
          }}
        />
      ) : null}
    </>
  )
}
const ENDED: ReadonlySet<Stopped['outcome']> = new Set(['terminated', 'not_found', 'identity_changed'])
