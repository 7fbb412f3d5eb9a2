/** One service: what is known of it, and what may be done; each deed shows its plan first. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '../../../../web/api/client.ts'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { findingHref } from '../../../../web/finding/finding-row.tsx'
import { ServiceWord } from '../../../../web/host/service-state.tsx'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { Facts } from '../../../../web/ui/card.tsx'
import { Drawer } from '../../../../web/ui/drawer.tsx'
import { PlanDialog } from '../../../../web/ui/plan-dialog.tsx'
import { StatusDot, toState } from '../../../../web/ui/state.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import type { Plan } from '../../../core/schema.ts'
import type { FindingsList } from '../../findings/schema.ts'
import type { Service, ServiceApplied, ServiceVerb } from '../schema.ts'

export function ServiceDrawer(props: { host: string; service: Service; onClose: () => void }) {
  const { t, at, value, lasting } = useWords()
  const nowMs = useNow(5000)
  const { service } = props
  const idleMs = service.idleSinceMs === undefined ? undefined : Math.max(0, nowMs - service.idleSinceMs)
  return (
    <Drawer
      title={
        <>
          {service.name} <ServiceWord service={service} />
        </>
      }
      onClose={props.onClose}
    >
      {service.description ? <p>{service.description}</p> : null}
      <ServiceDeeds host={props.host} service={service} />
      <ServiceFindings service={service} />
      <Facts
        rows={[
          service.result ? [t('host.page.result'), service.result] : null,
          service.subState ? [t('host.page.sub-state'), service.subState] : null,
          [t('host.page.since'), at(service.sinceMs)],
          idleMs === undefined ? null : [t('host.page.idle'), lasting(idleMs)],
          [t('host.page.memory'), value(service.memoryBytes, 'bytes')],
          [t('host.page.pid'), service.main?.pid ?? '–'],
          service.processes === undefined ? null : [t('host.page.processes'), service.processes],
          service.restarts === undefined ? null : [t('host.page.restarts'), service.restarts],
          service.enabled ? [t('host.page.enabled'), service.enabled] : null,
          service.unitFile ? [t('host.page.unit-file'), <code key="file">{service.unitFile}</code>] : null,
          [t('host.page.source'), t(`host.page.source.${service.source}`)],
        ]}
      />
      {service.unit ? (
        <p>
          <Anchor
            href={`/host?host=${encodeURIComponent(props.host)}&view=logs&source=${encodeURIComponent(toLogId(service.unit))}`}
          >
            {t('host.page.its-log')}
          </Anchor>
        </p>
      ) : null}
    </Drawer>
  )
}

/** A unit has a journal of its own; Windows writes of all its services in one log. */
const toLogId = (unit: string) => (/\.[a-z]+$/.test(unit) ? `journal/${unit}` : 'eventlog/System')

/** Every object leads to what was found about it. */
function ServiceFindings({ service }: { service: Service }) {
  const { t, say } = useWords()
  const { data } = useQuery({
    queryKey: ['findings', 'list', 'open', 'host'],
    queryFn: ({ signal }) =>
      get<FindingsList>('/api/findings', { state: 'open', capability: 'host', limit: 200 }, signal),
  })
  const about = (data?.findings ?? []).filter(({ subject }) => subject === service.name || subject === service.unit)
  if (about.length === 0) return null
  return (
    <section>
      <h3>{t('shell.nav.findings')}</h3>
      <ul className="list-rows">
        {about.map((finding) => (
          <li key={finding.id}>
            <StatusDot state={toState(finding.severity)} label={t(`shell.state.${finding.severity}`)} />{' '}
            <Anchor href={findingHref(finding)}>{say(finding.title)}</Anchor>
          </li>
        ))}
      </ul>
    </section>
  )
}

function ServiceDeeds({ host, service }: { host: string; service: Service }) {
  const { t } = useWords()
  const me = useMe()
  const toasts = useToasts()
  const queries = useQueryClient()
  const [shown, setShown] = useState<{ verb: ServiceVerb; plan: Plan }>()
  const [asking, setAsking] = useState<ServiceVerb>()
  const path = `/api/host/${encodeURIComponent(host)}/services/${encodeURIComponent(service.name)}`
  const ask = async (verb: ServiceVerb) => {
    setAsking(verb)
    try {
      setShown({ verb, plan: await post<Plan>(`${path}/plan`, { verb }) })
    } catch (error) {
      toasts.failed(error)
    } finally {
      setAsking(undefined)
    }
  }
  const apply = async (verb: ServiceVerb, plan: Plan, typed: string | undefined) => {
    const applied = await post<ServiceApplied>(`${path}/apply`, {
      verb,
      digest: plan.digest,
      ...(typed === undefined ? {} : { typed }),
    })
    await queries.invalidateQueries({ queryKey: ['host', host, 'services'] })
    toasts.done(
      t('host.page.applied', {
        name: applied.service.name,
        state: t(`shell.service.${applied.service.state}`),
        tookMs: applied.tookMs,
      }),
    )
    setShown(undefined)
  }
  if (!mayDo(me.role, 'operator')) return null
  if (service.verbs.length === 0) return <p className="muted">{t('host.page.no-deeds')}</p>
  return (
    <div className="actions">
      {service.verbs.map((verb) => (
        <button key={verb} type="button" disabled={asking !== undefined} onClick={() => void ask(verb)}>
          {t(`host.page.verb.${verb}`)}…
        </button>
      ))}
      {shown ? (
        <PlanDialog
          key={shown.plan.digest}
          plan={shown.plan}
          onApply={(plan, typed) => apply(shown.verb, plan, typed)}
          onAgain={() => void ask(shown.verb)}
          onClose={() => setShown(undefined)}
        />
      ) : null}
    </div>
  )
}
