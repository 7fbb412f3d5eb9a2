/** A configured service that ran and does not any more, or should run since the start of the machine and does not. */
import type { HostId, Observation, Rule } from '../../../core/capability.ts'
import type { Service } from '../schema.ts'
import { evidence, hostPage, next } from './rule.ts'

export const serviceStopped: Rule & { readonly name: 'service-stopped' } = {
  name: 'service-stopped',
  severity: 'caution',
  // A restart shows it stopped for a moment.
  raiseAfter: 2,
  clearAfter: 1,
  symptomOf: ['host.unit-failed'],
}

export interface ServiceMemory {
  /** Names that were seen running. */
  readonly ran: ReadonlySet<string>
  /** Names stopped through this console: that was somebody's decision. */
  readonly stoppedHere: ReadonlySet<string>
}

const isDown = ({ state }: Service) => state === 'inactive'
/** Failed ones have a finding of their own. */
export function observeServices(host: HostId, services: readonly Service[], memory: ServiceMemory): Observation[] {
  return services
    .filter(({ configured }) => configured)
    .map((service) => {
      const { name, unit, enabled, sinceMs, source } = service
      const expected = memory.ran.has(name) || (source === 'unit' && enabled === 'enabled')
      return {
        rule: serviceStopped.name,
        host,
        subject: name,
        active: isDown(service) && expected,
        severity: memory.stoppedHere.has(name) ? 'info' : 'caution',
        params: { name, unit: unit ?? name, here: memory.stoppedHere.has(name) },
        evidence: [
          evidence(
            'service-state',
            { value: service.subState ?? service.state, ...(sinceMs ? { sinceMs } : {}) },
            { name },
          ),
          ...(enabled ? [evidence('service-enabled', { value: enabled }, { name })] : []),
        ],
        next: next('service-stopped', hostPage(host, 'services', `&service=${encodeURIComponent(name)}`), { name }),
      }
    })
}
