import type { useVitals } from '../../../../web/host/use-vitals.ts'
import { VitalCards } from '../../../../web/host/vital-cards.tsx'
import { judge } from '../../../../web/host/vital-figures.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { Answered, Empty, Loading } from '../../../../web/ui/answers.tsx'
import { Bar } from '../../../../web/ui/bars.tsx'
import { Card, Facts } from '../../../../web/ui/card.tsx'
import type { Vitals } from '../schema.ts'
import { ChartGrid } from './chart-grid.tsx'

export function VitalsView({ host, answer }: { host: string; answer: ReturnType<typeof useVitals> }) {
  const data = answer.now
  return (
    <>
      <Answered
        answer={{ data, error: answer.error, isPending: answer.isPending, refetch: answer.refetch }}
        loading={
          <div className="page-row">
            <Loading tall />
          </div>
        }
      >
        {({ vitals }) => (
          <>
            <VitalCards host={host} vitals={vitals} recent={answer.recent} silent={answer.silent} />
            <CoresCard vitals={vitals} />
            <TcpCard vitals={vitals} />
            <PeopleCard vitals={vitals} />
          </>
        )}
      </Answered>
      <ChartGrid host={host} view="vitals" vitals={answer.now?.vitals} />
    </>
  )
}

function CoresCard({ vitals }: { vitals: Vitals }) {
  const { t, value } = useWords()
  const { cpu, pressure } = vitals
  return (
    <Card span={4} tone="dim" title={t('host.page.cores-now')} aside={vitals.facts.cpuModel}>
      {cpu ? (
        <ul className="cores">
          {cpu.cores.map((busy, core) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a core is known by its number
            <li key={core} title={busy === null ? t('host.page.core-off') : value(busy, 'percent')}>
              <span className="muted number">{core}</span>
              {busy === null ? (
                <span className="muted">{t('host.page.core-off')}</span>
              ) : (
                <Bar percent={busy} state={judge(busy, 85)} label={t('host.page.core', { number: core })} />
              )}
            </li>
          ))}
        </ul>
      ) : (
        <Empty title={t('host.page.cores-none')} />
      )}
      <Facts
        rows={[
          [t('host.page.steal'), value(cpu?.stealPercent, 'percent')],
          cpu?.limitCores === undefined ? null : [t('host.page.limit-cores'), value(cpu.limitCores, 'load')],
          pressure?.cpu ? [t('host.page.resource.cpu'), value(pressure.cpu.some.avg10, 'percent')] : null,
          pressure?.memory ? [t('host.page.resource.memory'), value(pressure.memory.some.avg10, 'percent')] : null,
          pressure?.io ? [t('host.page.resource.io'), value(pressure.io.some.avg10, 'percent')] : null,
        ]}
      />
    </Card>
  )
}

/** The kernel's limit is often "none", written as a number no machine reaches. */
const UNLIMITED = 2 ** 53

function TcpCard({ vitals }: { vitals: Vitals }) {
  const { t, value } = useWords()
  const states = Object.entries(vitals.tcp ?? {}).sort((a, b) => b[1] - a[1])
  const { openFiles, clock } = vitals
  const files = openFiles
    ? openFiles.max < UNLIMITED
      ? t('host.page.of', { used: value(openFiles.used, 'count'), max: value(openFiles.max, 'count') })
      : value(openFiles.used, 'count')
    : '–'
  return (
    <Card span={4} tone="dim" title={t('host.page.connections')} aside={t('host.page.now')}>
      <Facts
        rows={[
          ...states.map(([state, count]) => [state, value(count, 'count')] as const),
          [t('host.metric.open-files'), files],
          clock?.synchronized === undefined
            ? null
            : [t('host.page.clock'), t(clock.synchronized ? 'host.page.clock-good' : 'host.page.clock-bad')],
          ...vitals.temperatures.map(
            ({ sensor, celsius, criticalCelsius }) =>
              [
                sensor,
                criticalCelsius === undefined
                  ? value(celsius, 'celsius')
                  : t('host.page.of', { used: value(celsius, 'celsius'), max: value(criticalCelsius, 'celsius') }),
              ] as const,
          ),
        ]}
      />
    </Card>
  )
}

function PeopleCard({ vitals }: { vitals: Vitals }) {
  const { t, lasting } = useWords()
  const nowMs = useNow(10_000)
  const users = vitals.users ?? []
  return (
    <Card span={4} tone="dim" title={t('host.page.users')} aside={users.length}>
      {users.length === 0 ? (
        <p className="muted">{t('host.page.users-none')}</p>
      ) : (
        <ul className="list-rows">
          {users.map((user) => (
            <li key={`${user.name} ${user.terminal}`} className="split">
              <span>
                <b>{user.name}</b> <span className="muted">{user.terminal}</span>
              </span>
              <span className="muted">
                {user.from ? `${user.from} · ` : ''}
                {lasting(Math.max(0, nowMs - user.sinceMs))}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
