/** What the console knows of each host now: its last sample, its services, and what the rules remember of it. */
import type { Findings, HostId, Log, Observation } from '../../core/capability.ts'
import type { Clock } from '../../core/clock.ts'
import { LOCAL_HOST } from '../../core/schema.ts'
import { createMeansGatherer, type MeansGatherer } from './means.ts'
import type { Outlook } from './outlook.ts'
import { vitalsRules } from './rules/list.ts'
import type { RuleInput } from './rules/rule.ts'
import { observeServices } from './rules/service-stopped.ts'
import { observeFailedUnits } from './rules/unit-failed.ts'
import type { ServiceList, UnitFailed, Vitals } from './schema.ts'

export interface HostState {
  vitals?: Vitals
  /** By the console's clock. */
  lastSeenMs: number
  services?: ServiceList
  rulesLookedMs: number
  readonly means: MeansGatherer
  readonly wereWritable: Set<string>
  readonly ran: Set<string>
  readonly stoppedHere: Set<string>
}
export interface Hosts {
  get(host: HostId): HostState | undefined
  all(): ReadonlyMap<HostId, HostState>
  /** No sample for more than three intervals. */
  isSilent(state: HostState): boolean
  takeSample(host: HostId, vitals: Vitals): Promise<void>
  takeServices(host: HostId, list: ServiceList): Promise<void>
  takeFailedUnits(host: HostId, units: readonly UnitFailed[]): Promise<void>
  /** Somebody stopped, or started, a service through this console. */
  noteAction(host: HostId, name: string, verb: string): void
}

/** Rules count in minutes, as the replay of history does. */
const RULES_EVERY_MS = 60_000
const SILENT_INTERVALS = 3
/** A late timer is no silence. */
const SILENT_SLACK_MS = 5000

export function createHosts(options: {
  clock: Clock
  log: Log
  findings: Findings
  outlook: Outlook
  /** Findings `host.disk-read-only` open from an earlier run: those mounts could be written to once. */
  readOnlyBefore: readonly { host: HostId; subject: string }[]
}): Hosts {
  const { clock, findings, outlook } = options
  const states = new Map<HostId, HostState>()

  const stateOf = (host: HostId): HostState => {
    const known = states.get(host)
    if (known) return known
    const before = options.readOnlyBefore.filter((finding) => finding.host === host)
    const state: HostState = {
      lastSeenMs: clock.now(),
      rulesLookedMs: Number.NEGATIVE_INFINITY,
      means: createMeansGatherer(),
      wereWritable: new Set(before.map(({ subject }) => subject)),
      ran: new Set(),
      stoppedHere: new Set(),
    }
    states.set(host, state)
    return state
  }
  const look = async (host: HostId, state: HostState, vitals: Vitals) => {
    const atMs = clock.now()
    state.rulesLookedMs = atMs
    const input: RuleInput = {
      host,
      atMs,
      vitals,
      means: state.means.take(),
      trends: outlook.trends(host),
      usual: (metric) => outlook.usual(host, metric),
      wereWritable: state.wereWritable,
      skewMs: host === LOCAL_HOST ? 0 : vitals.atMs - atMs,
    }
    const observed = vitalsRules.map(({ name, observe }) => ({ name, observations: observe(input) }))
    const all: Observation[] = observed.flatMap(({ name, observations }) =>
      observations.map((observation) => ({ ...observation, rule: name, host })),
    )
    await findings.observe(all)
    for (const { name, observations } of observed) {
      await findings.keepOnly(
        name,
        host,
        observations.map(({ subject }) => subject),
      )
    }
    for (const { mount, readOnly } of vitals.filesystems) if (!readOnly) state.wereWritable.add(mount)
  }

  return {
    get: (host) => states.get(host),
    all: () => states,
    isSilent({ lastSeenMs, vitals }) {
      return !vitals || clock.now() - lastSeenMs > SILENT_INTERVALS * vitals.everyMs + SILENT_SLACK_MS
    },
    async takeSample(host, vitals) {
      const state = stateOf(host)
      state.vitals = vitals
      state.lastSeenMs = clock.now()
      state.means.add(vitals)
      if (state.lastSeenMs - state.rulesLookedMs >= RULES_EVERY_MS) await look(host, state, vitals)
    },
    async takeServices(host, list) {
      const state = stateOf(host)
      state.services = list
      const configured = list.services.filter((service) => service.configured)
      await findings.observe(observeServices(host, configured, state))
      await findings.keepOnly(
        'service-stopped',
        host,
        configured.map(({ name }) => name),
      )
      for (const { name, state: now } of configured) {
        if (now !== 'active' && now !== 'idle') continue
        state.ran.add(name)
        state.stoppedHere.delete(name)
      }
    },
    async takeFailedUnits(host, units) {
      await findings.observe(observeFailedUnits(host, units))
      await findings.keepOnly(
        'unit-failed',
        host,
        units.map(({ unit }) => unit),
      )
    },
    noteAction(host, name, verb) {
      const { stoppedHere } = stateOf(host)
      if (verb === 'stop') stoppedHere.add(name)
      else stoppedHere.delete(name)
    },
  }
}
