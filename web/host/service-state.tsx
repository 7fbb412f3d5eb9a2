/** A service's state in a word and a shape, as `[ ACTIVE ]`. */
import type { Service } from '../../src/capabilities/host/schema.ts'
import { useSilent } from '../live/live.tsx'
import { useWords } from '../locales/words.tsx'
import { type State, StatusDot } from '../ui/state.tsx'

const STATES: Readonly<Record<Service['state'], State>> = {
  active: 'good',
  idle: 'info',
  changing: 'caution',
  inactive: 'silent',
  failed: 'danger',
}
export const serviceState = (service: Service): State => STATES[service.state]

/** Worst first, then those asked for by name. */
export function orderServices(services: readonly Service[]): readonly Service[] {
  const rank = { failed: 0, changing: 1, active: 2, idle: 2, inactive: 3 } as const
  return services.toSorted(
    (a, b) =>
      Number(b.configured) - Number(a.configured) || rank[a.state] - rank[b.state] || a.name.localeCompare(b.name),
  )
}

export function ServiceName({ service }: { service: Service }) {
  const { t } = useWords()
  const silent = useSilent()
  return (
    <>
      <StatusDot
        state={silent ? 'silent' : serviceState(service)}
        label={t(silent ? 'shell.state.silent' : `shell.service.${service.state}`)}
      />{' '}
      {service.name}
    </>
  )
}
export function ServiceWord({ service }: { service: Service }) {
  const { t } = useWords()
  const silent = useSilent()
  return (
    <span className={`nowrap ${silent ? 'silent' : serviceState(service)}`}>
      [ {t(`shell.service.${service.state}`)} ]
    </span>
  )
}
