/** Makes plans from the machine as it is now, and carries out the one that was shown. */
import type { HostId } from '../../../core/capability.ts'
import type { Plan } from '../../../core/schema.ts'
import type { Source } from '../collectors/source.ts'
import { hostErrors } from '../errors.ts'
import { redact } from '../logs/redact.ts'
import type { ServiceApplied, ServiceVerb } from '../schema.ts'
import { readListeningPorts, withChildren } from './listening.ts'
import { type PlanFacts, parseOwnUnits, planService } from './plan.ts'
import { findMain, matchProcesses, parseProcess, readProcesses } from './processes.ts'
import { type Services, toUnitService } from './services.ts'
import type { Systemd } from './systemd.ts'
import { isUnitName, type Unit } from './units.ts'

export interface ActOptions {
  readonly host: HostId
  readonly source: Source
  readonly systemd: Systemd
  readonly services: Services
  readonly configured: readonly string[]
  readonly actionTimeoutMs: number
}
export interface Act {
  plan(request: { name: string; verb: ServiceVerb }): Promise<Plan>
  apply(request: { name: string; verb: ServiceVerb; digest: string }, signal: AbortSignal): Promise<ServiceApplied>
}

export function createAct(options: ActOptions): Act {
  const { source, services, systemd } = options
  const { proc } = source.roots

  const readMain = (pid: number | undefined) => {
    const process = pid === undefined ? undefined : parseProcess(source.textOnce(`${proc}/${pid}/stat`) ?? '', '')
    return process && { pid: process.pid, startTime: process.startTime }
  }
  const readDependents = async (unit: Unit) => {
    if (unit.dependents.length === 0) return []
    const units = await services.units(unit.dependents.filter(isUnitName))
    return units
      .filter(({ id, activeState }) => unit.dependents.includes(id) && activeState === 'active')
      .map(({ id }) => id)
  }
  const readFacts = async (name: string, verb: ServiceVerb): Promise<PlanFacts> => {
    const systemdThere = services.hasSystemd()
    const { unit, units } = systemdThere ? await services.find(name) : { unit: undefined, units: [] }
    const processes = readProcesses(source)
    const known = {
      host: options.host,
      name,
      verb,
      systemd: systemdThere,
      own: parseOwnUnits(source.textOnce('/proc/self/cgroup') ?? ''),
    }
    if (!unit) {
      const main = findMain(matchProcesses(name, processes))
      const process = main && { pid: main.pid, startTime: main.startTime }
      return { ...known, dependents: [], sockets: [], ports: [], ...(process ? { process } : {}) }
    }
    const main = readMain(unit.mainPid)
    const active = new Set(units.filter(({ activeState }) => activeState === 'active').map(({ id }) => id))
    return {
      ...known,
      unit,
      dependents: await readDependents(unit),
      sockets: unit.triggeredBy.filter((socket) => active.has(socket)),
      ports: main ? readListeningPorts(source, withChildren(main.pid, processes)) : [],
      ...(main ? { main } : {}),
    }
  }
  const check = (plan: Plan, facts: PlanFacts, digest: string): Unit => {
    if (!facts.unit && facts.systemd) throw hostErrors['host.service-unknown']({ name: facts.name })
    if (plan.refusals.length > 0 || !facts.unit) {
      throw hostErrors['host.service-refused']({
        name: facts.name,
        verb: facts.verb,
        reason: plan.refusals[0]?.key ?? '',
      })
    }
    if (plan.digest !== digest) throw hostErrors['host.plan-changed']({ name: facts.name, verb: facts.verb })
    return facts.unit
  }

  return {
    async plan({ name, verb }) {
      return planService(await readFacts(name, verb))
    },
    async apply({ name, verb, digest }, signal) {
      // Everything is read and decided anew: what was true when the plan was shown may not be any more.
      const facts = await readFacts(name, verb)
      const unit = check(planService(facts), facts, digest)
      const startMs = source.clock.monotonicMs()
      const answer = await systemd.run(['systemctl', '--no-ask-password', '--no-pager', verb, '--', unit.id], {
        timeoutMs: options.actionTimeoutMs,
        signal,
      })
      const tookMs = Math.round(source.clock.monotonicMs() - startMs)
      if (answer.late)
        throw hostErrors['host.service-timeout']({ unit: unit.id, verb, timeoutMs: options.actionTimeoutMs })
      const after = (await services.find(unit.id)).unit ?? unit
      if (answer.code !== 0 || (verb !== 'stop' && verb !== 'reset-failed' && after.activeState === 'failed')) {
        const reason = redact(answer.stderr.trim() || (after.result ?? '')).slice(0, 500)
        throw hostErrors['host.service-failed']({ unit: unit.id, verb, reason })
      }
      const main = readMain(after.mainPid)
      const service = toUnitService(name, after, {
        configured: options.configured.includes(name),
        listening: new Set(),
        ...(main ? { main } : {}),
      })
      return { tookMs, service }
    },
  }
}
