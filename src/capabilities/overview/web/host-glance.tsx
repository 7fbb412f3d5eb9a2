/** One machine at a glance: vitals that move, its services, the end of its log. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Static } from 'typebox'
import { get } from '../../../../web/api/client.ts'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { orderServices, ServiceName, ServiceWord } from '../../../../web/host/service-state.tsx'
import { pickSource, useLog } from '../../../../web/host/use-log.ts'
import { useServices } from '../../../../web/host/use-services.ts'
import { useVitals } from '../../../../web/host/use-vitals.ts'
import { VitalCards } from '../../../../web/host/vital-cards.tsx'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { Answered, Empty, Failed, Loading } from '../../../../web/ui/answers.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { LogConsole } from '../../../../web/ui/log-console.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import type { logSourcesSchema } from '../../host/schema.ts'
import { ProcessGlance } from './process-glance.tsx'

type LogSources = Static<typeof logSourcesSchema>
const LAST_LINES = 20

export function HostGlance({ host }: { host: string }) {
  const { t, ago } = useWords()
  const { now, error, refetch, recent, silent } = useVitals(host)
  const nowMs = useNow(1000)
  return (
    <>
      <div className="page-row glance-head">
        <h2>{now ? t('overview.page.machine', { name: now.vitals.facts.hostname }) : t('shell.host')}</h2>
        {now ? (
          <span className="muted">
            {silent ? <StatusDot state="silent" /> : null}{' '}
            {t(silent ? 'overview.page.silent' : 'overview.page.age', { age: ago(now.vitals.atMs, nowMs) })}
          </span>
        ) : null}
      </div>
      {now ? (
        <VitalCards host={host} vitals={now.vitals} recent={recent} silent={silent} />
      ) : (
        <div className="page-row">
          {error ? <Failed error={error} onRetry={() => void refetch()} /> : <Loading tall />}
        </div>
      )}
      <ProcessGlance host={host} />
      <ServicesCard host={host} uptimeSeconds={now?.vitals.uptimeSeconds} />
      <LogCard host={host} />
    </>
  )
}

function ServicesCard({ host, uptimeSeconds }: { host: string; uptimeSeconds: number | undefined }) {
  const { t, value, lasting } = useWords()
  const nowMs = useNow(10_000)
  const services = useServices(host, false)
  return (
    <Card
      span={5}
      tone="dim"
      title={
        <Anchor className="card-link" href={`/host?host=${encodeURIComponent(host)}&view=services`}>
          {t('overview.page.services')}
        </Anchor>
      }
      aside={
        uptimeSeconds === undefined ? undefined : t('overview.page.up', { uptime: value(uptimeSeconds, 'uptime') })
      }
    >
      <Answered answer={services}>
        {(list) => {
          const shown = orderServices(list.services.filter(({ configured, state }) => configured || state === 'failed'))
          return shown.length === 0 ? (
            <Empty title={t('overview.page.services-none')} />
          ) : (
            <ul className="list-rows">
              {shown.slice(0, 9).map((service) => (
                <li key={service.name} className="split">
                  <span>
                    <ServiceName service={service} />
                  </span>
                  <span>
                    <ServiceWord service={service} />{' '}
                    {service.sinceMs === undefined ? null : (
                      <span className="muted number">{lasting(Math.max(0, nowMs - service.sinceMs))}</span>
                    )}
                  </span>
                </li>
              ))}
            </ul>
          )
        }}
      </Answered>
    </Card>
  )
}

function LogCard({ host }: { host: string }) {
  const { t } = useWords()
  const me = useMe()
  const [follow, setFollow] = useState(true)
  const sources = useQuery({
    queryKey: ['host', host, 'logs'],
    queryFn: ({ signal }) => get<LogSources>(`/api/host/${encodeURIComponent(host)}/logs`, undefined, signal),
  })
  const source = sources.data ? pickSource(sources.data.sources, mayDo(me.role, 'operator')) : undefined
  const log = useLog(host, source, { lines: LAST_LINES, follow: true })
  const href = `/host?host=${encodeURIComponent(host)}&view=logs${source ? `&source=${encodeURIComponent(source.id)}` : ''}`
  return (
    <Card
      span={7}
      tone="dim"
      title={
        <Anchor className="card-link" href={href}>
          {t('overview.page.log')}
        </Anchor>
      }
      aside={source?.id}
    >
      <Answered answer={sources}>
        {() =>
          !source ? (
            <Empty title={t('overview.page.log-none')} />
          ) : log.tail.error ? (
            <Failed error={log.tail.error} onRetry={() => void log.tail.refetch()} />
          ) : (
            <LogConsole
              label={t('overview.page.log-of', { source: source.id })}
              lines={log.lines}
              follow={follow}
              onFollow={setFollow}
              height={226}
            />
          )
        }
      </Answered>
    </Card>
  )
}
