/** Services of this machine: units by one systemctl call, processes where there is no unit. */
import type { Source } from '../collectors/source.ts'
import { hostErrors } from '../errors.ts'
import type { Service, ServiceList, ServiceState, ServiceVerb } from '../schema.ts'
import type { IdleWatch } from './idle.ts'
import {
  findMain,
  matchProcesses,
  type Process,
  parseProcess,
  readMemoryBytes,
  readProcesses,
  TICK_MS,
} from './processes.ts'
import type { Systemd } from './systemd.ts'
import { isUnitName, otherNames, parseUnits, toShowArguments, toUnitName, type Unit } from './units.ts'

export interface ServicesOptions {
  readonly source: Source
  readonly systemd: Systemd
  readonly idle: IdleWatch
  readonly configured: readonly string[]
  readonly commandTimeoutMs: number
}
export interface Services {
  list(which: 'all' | 'shown'): Promise<ServiceList>
  units(names: readonly string[], signal?: AbortSignal): Promise<readonly Unit[]>
  /** What `name` means: a unit by its name, alias or the other distributions' name. */
  find(name: string): Promise<{ unit?: Unit; units: readonly Unit[] }>
  readonly hasSystemd: () => boolean
}

/** sd_booted(3): PID 1 is systemd, or runs in a container we were told how to reach. */
const hasSystemd = (source: Source) => source.exists(`${source.roots.run}/systemd/system`)

export function findUnit(units: readonly Unit[], name: string): Unit | undefined {
  for (const candidate of [name, ...otherNames(name)]) {
    const unitName = toUnitName(candidate)
    const unit = units.find(
      ({ id, names, loadState }) => loadState !== 'not-found' && (id === unitName || names.includes(unitName)),
    )
    if (unit) return unit
  }
  return undefined
}

function toState(unit: Unit, listening: ReadonlySet<string>, idleSinceMs: number | undefined): ServiceState {
  switch (unit.activeState) {
    case 'active':
      return idleSinceMs === undefined ? 'active' : 'idle'
    case 'failed':
      return 'failed'
    case 'activating':
    case 'deactivating':
    case 'reloading':
      return 'changing'
    default:
      // Its socket is open and will start it: nobody has called yet.
      return unit.triggeredBy.some((socket) => listening.has(socket)) ? 'idle' : 'inactive'
  }
}

export function toVerbs(state: ServiceState): ServiceVerb[] {
  if (state === 'failed') return ['start', 'restart', 'reset-failed']
  if (state === 'inactive') return ['start']
  return ['restart', 'stop']
}

export function toUnitService(
  name: string,
  unit: Unit,
  facts: {
    configured: boolean
    listening: ReadonlySet<string>
    idleSinceMs?: number
    main?: { pid: number; startTime: number }
  },
): Service {
  const state = toState(unit, facts.listening, facts.idleSinceMs)
  const { sinceMs, memoryBytes, restarts, file, fileState, tasks, result } = unit
  return {
    name,
    configured: facts.configured,
    source: 'unit',
    state,
    description: unit.description,
    unit: unit.id,
    verbs: toVerbs(state),
    ...(unit.subState ? { subState: unit.subState } : {}),
    ...(state === 'failed' && result ? { result } : {}),
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(facts.idleSinceMs === undefined ? {} : { idleSinceMs: facts.idleSinceMs }),
    ...(facts.main ? { main: facts.main } : {}),
    ...(tasks === undefined ? {} : { processes: tasks }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(restarts === undefined ? {} : { restarts }),
    ...(file ? { unitFile: file } : {}),
    ...(fileState ? { enabled: fileState } : {}),
  }
}

export function toProcessService(
  name: string,
  processes: readonly Process[],
  facts: { bootAtMs: number; memoryBytes: number; idleSinceMs?: number },
): Service {
  const main = findMain(processes)
  if (!main) return { name, configured: true, source: 'nothing', state: 'inactive', verbs: [] }
  return {
    name,
    configured: true,
    source: 'process',
    state: facts.idleSinceMs === undefined ? 'active' : 'idle',
    sinceMs: facts.bootAtMs + main.startTime * TICK_MS,
    main: { pid: main.pid, startTime: main.startTime },
    processes: processes.length,
    memoryBytes: facts.memoryBytes,
    verbs: [],
    ...(facts.idleSinceMs === undefined ? {} : { idleSinceMs: facts.idleSinceMs }),
  }
}

/** Configured ones in their order, then what failed, then by name. */
export function orderServices(services: readonly Service[], configured: readonly string[]): Service[] {
  const rank = (service: Service) => {
    if (service.configured) return configured.indexOf(service.name)
    return configured.length + (service.state === 'failed' ? 0 : 1)
  }
  return [...services].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
}

export function createServices(options: ServicesOptions): Services {
  const { source, systemd, idle, configured } = options
  const { proc } = source.roots

  const show = async (names: readonly string[], signal?: AbortSignal) => {
    const answer = await systemd.run(toShowArguments(names), {
      timeoutMs: options.commandTimeoutMs,
      ...(signal ? { signal } : {}),
    })
    // It answers for the units it knows even when one name made it exit with 1.
    if (answer.stdout === '')
      throw hostErrors['host.systemd-silent']({ reason: answer.late ? 'timeout' : answer.stderr.trim() })
    return parseUnits(answer.stdout)
  }
  const readMain = (pid: number | undefined) => {
    if (pid === undefined) return undefined
    const process = parseProcess(source.textOnce(`${proc}/${pid}/stat`) ?? '', '')
    return process && { pid, startTime: process.startTime, cpuMs: process.cpuMs }
  }
  const fromUnit = (name: string, unit: Unit, listening: ReadonlySet<string>, atMs: number): Service => {
    const main = unit.activeState === 'active' ? readMain(unit.mainPid) : undefined
    const cpuMs = unit.cpuMs ?? main?.cpuMs
    const idleSinceMs = main && cpuMs !== undefined ? idle.observe(unit.id, cpuMs, atMs) : undefined
    return toUnitService(name, unit, {
      configured: configured.includes(name),
      listening,
      ...(idleSinceMs === undefined ? {} : { idleSinceMs }),
      ...(main ? { main: { pid: main.pid, startTime: main.startTime } } : {}),
    })
  }
  const fromProcesses = (name: string, processes: readonly Process[], atMs: number): Service => {
    const matches = matchProcesses(name, processes)
    const cpuMs = matches.reduce((sum, process) => sum + process.cpuMs, 0)
    const idleSinceMs = matches.length > 0 ? idle.observe(`process ${name}`, cpuMs, atMs) : undefined
    return toProcessService(name, matches, {
      bootAtMs: source.memo('services.boot', 60_000, () => readBootMs(source)),
      memoryBytes: readMemoryBytes(
        source,
        matches.map(({ pid }) => pid),
      ),
      ...(idleSinceMs === undefined ? {} : { idleSinceMs }),
    })
  }
  const find = (units: readonly Unit[], name: string) => (isUnitName(name) ? findUnit(units, name) : undefined)

  return {
    hasSystemd: () => hasSystemd(source),
    units: show,
    async find(name) {
      const units = await show(isUnitName(name) ? [name] : [])
      const unit = find(units, name)
      return unit ? { unit, units } : { units }
    },
    async list(which) {
      const atMs = source.clock.now()
      const managed = hasSystemd(source)
      const units = managed ? await show(configured) : []
      const listening = new Set(
        units.filter(({ id, activeState }) => id.endsWith('.socket') && activeState === 'active').map(({ id }) => id),
      )
      const byName = new Map(configured.map((name) => [name, find(units, name)]))
      const processes = [...byName.values()].includes(undefined) ? readProcesses(source) : []
      const first = [...byName].map(([name, unit]) =>
        unit ? fromUnit(name, unit, listening, atMs) : fromProcesses(name, processes, atMs),
      )
      const taken = new Set([...byName.values()].map((unit) => unit?.id))
      const rest = units
        .filter(({ id, loadState }) => id.endsWith('.service') && loadState !== 'not-found' && !taken.has(id))
        .filter(({ activeState, subState }) => which === 'all' || (activeState !== 'inactive' && subState !== 'exited'))
        .map((unit) => fromUnit(unit.id, unit, listening, atMs))
      idle.keepOnly(new Set([...units.map(({ id }) => id), ...configured.map((name) => `process ${name}`)]))
      return {
        atMs,
        manager: managed ? 'systemd' : 'processes',
        services: orderServices([...first, ...rest], configured),
      }
    },
  }
}

/** Start times of processes count from here. */
function readBootMs(source: Source): number {
  const seconds = /^btime (\d+)$/m.exec(source.textOnce(`${source.roots.proc}/stat`) ?? '')?.[1]
  return seconds ? Number(seconds) * 1000 : source.clock.now()
}
