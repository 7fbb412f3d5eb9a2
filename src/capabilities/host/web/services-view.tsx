/** Services and units: state, since when, memory; one of them may be open with what can be done to it. */

import { orderServices, ServiceName, ServiceWord } from '../../../../web/host/service-state.tsx'
import { useServices } from '../../../../web/host/use-services.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { flag, optionalOneOf, text } from '../../../../web/shell/address.ts'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { Answered, Empty, Loading } from '../../../../web/ui/answers.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { CheckField, Segmented } from '../../../../web/ui/form.tsx'
import { type Column, VirtualTable } from '../../../../web/ui/table.tsx'
import type { Service, ServiceList } from '../schema.ts'
import { ServiceDrawer } from './service-drawer.tsx'

const STATES = ['active', 'idle', 'changing', 'inactive', 'failed'] as const
const spec = { service: text(), all: flag(), state: optionalOneOf(STATES) }

export function ServicesView({ host }: { host: string }) {
  const { t } = useWords()
  const [{ service: name, all, state }, change] = useAddress(spec)
  const answer = useServices(host, all)
  const opened = answer.data?.services.find((service) => isNamed(service, name))
  const columns = useServiceColumns()
  return (
    <>
      <Answered
        answer={answer}
        loading={
          <div className="page-row">
            <Loading tall />
          </div>
        }
      >
        {(list) => (
          <Card title={t('host.page.view.services')} aside={t(`host.page.by-${list.manager}`)}>
            <VirtualTable
              label={t('host.page.view.services')}
              columns={columns}
              rows={orderServices(list.services.filter((service) => state === undefined || service.state === state))}
              rowKey={(service) => service.name}
              open={opened?.name}
              onOpen={(service) => change({ service: service.name }, 'push')}
              height={620}
              empty={<Empty title={t('host.page.services-none')}>{t('host.page.services-next')}</Empty>}
              tools={
                <>
                  <Segmented
                    label={t('host.page.service-state')}
                    value={state ?? 'any'}
                    choices={stateChoices(list, t)}
                    onChange={(value) => change({ state: value === 'any' ? undefined : value })}
                  />
                  <CheckField
                    label={t('host.page.all-units')}
                    checked={all}
                    onChange={(wanted) => change({ all: wanted })}
                  />
                </>
              }
            />
          </Card>
        )}
      </Answered>
      {opened ? (
        <ServiceDrawer key={opened.name} host={host} service={opened} onClose={() => change({ service: '' }, 'push')} />
      ) : null}
    </>
  )
}

/** A finding names the unit, a person the service. */
const isNamed = (service: Service, name: string) =>
  name !== '' && (service.name === name || service.unit === name || `${service.name}.service` === name)

function stateChoices(list: ServiceList, t: (key: string) => string) {
  const count = (state: Service['state']) => list.services.filter((service) => service.state === state).length
  return [
    { value: 'any' as const, label: t('host.page.any'), count: list.services.length },
    ...STATES.filter((state) => count(state) > 0).map((state) => ({
      value: state,
      label: t(`shell.service.${state}`),
      count: count(state),
    })),
  ]
}

function useServiceColumns(): readonly Column<Service>[] {
  const { t, value, at, lasting } = useWords()
  const nowMs = useNow(10_000)
  return [
    {
      id: 'name',
      label: t('host.page.service'),
      width: 'minmax(150px, 1.6fr)',
      value: ({ name }) => name,
      cell: (service) => <ServiceName service={service} />,
    },
    {
      id: 'state',
      label: t('host.page.service-state'),
      width: 'minmax(150px, 1fr)',
      phone: true,
      value: ({ state }) => t(`shell.service.${state}`),
      cell: (service) => <ServiceWord service={service} />,
    },
    {
      id: 'since',
      label: t('host.page.since'),
      end: true,
      value: ({ sinceMs }) => sinceMs,
      cell: ({ sinceMs }) => (
        <span title={at(sinceMs)}>{sinceMs === undefined ? '–' : lasting(Math.max(0, nowMs - sinceMs))}</span>
      ),
    },
    {
      id: 'memory',
      label: t('host.page.memory'),
      end: true,
      value: ({ memoryBytes }) => memoryBytes,
      cell: ({ memoryBytes }) => value(memoryBytes, 'bytes'),
    },
    { id: 'restarts', label: t('host.page.restarts'), end: true, value: ({ restarts }) => restarts },
    { id: 'pid', label: t('host.page.pid'), end: true, value: ({ main }) => main?.pid },
    { id: 'processes', label: t('host.page.processes'), end: true, value: ({ processes }) => processes, extra: true },
    { id: 'enabled', label: t('host.page.enabled'), value: ({ enabled }) => enabled, extra: true },
    { id: 'file', label: t('host.page.unit-file'), value: ({ unitFile }) => unitFile, extra: true, mono: true },
    {
      id: 'description',
      label: t('host.page.description'),
      width: 'minmax(180px, 2fr)',
      value: ({ description }) => description,
    },
  ]
}
