/** Policies in force: a snapshot of a source, read again every few seconds, and what is asked of it. */
import { randomUUID } from 'node:crypto'
import type { Log } from '../../../core/capability.ts'
import type { Clock } from '../../../core/clock.ts'
import { toErrorText, VedetteError } from '../../../core/errors.ts'
import type { Text } from '../../../core/schema.ts'
import { createDecider, type Decider } from './decide.ts'
import { assertEntry, assertRule } from './documents.ts'
import { policyErrors } from './errors.ts'
import { parseImport } from './import.ts'
import { filterKnown } from './list.ts'
import type { PolicyMemory, PolicySnapshot, PolicySource, PolicyStore } from './port.ts'
import {
  type CatalogEntry,
  EXPORT_FORMAT,
  type KnownDocument,
  type KnownKey,
  type PolicyState,
  type ProcessRule,
  type RuleInput,
} from './schema.ts'

/** With the time limit of a source a change is in force within five seconds. */
export const POLL_MS = 2500

export interface PolicyStoreOptions {
  readonly source: PolicySource
  readonly catalog: readonly CatalogEntry[]
  readonly clock: Clock
  readonly log: Log
  /** For a source that may be out of reach at the next start. */
  readonly memory?: PolicyMemory
}

/** What is in force before anything was read. */
const toSnapshot = (catalog: readonly CatalogEntry[]): PolicySnapshot => {
  const epoch = new Date(0).toISOString()
  return {
    known: catalog.map((entry) => ({ ...entry, created_at: epoch, updated_at: epoch })),
    rules: [],
    refused: [],
  }
}

export function createPolicyStore({ source, catalog, clock, log, memory }: PolicyStoreOptions): PolicyStore {
  const listeners = new Set<() => void>()
  let snapshot = toSnapshot(catalog)
  let decider: Decider = createDecider(snapshot, { before: [], catalog })
  let stamp: string | undefined
  let seeded = false
  let readMs = 0
  let reach: { reachable: boolean; sinceMs: number; problem?: Text } = { reachable: false, sinceMs: clock.now() }
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  let stopPolling: (() => void) | undefined
  let stopped = false

  const tell = () => {
    for (const listener of listeners) listener()
  }
  function state(): PolicyState {
    return {
      adapter: source.adapter,
      ...reach,
      readMs,
      refused: snapshot.refused.map(({ document, field }) => ({ document, field })),
      knownCount: decider.known.length,
      ruleCount: snapshot.rules.length,
    }
  }
  function adopt(fresh: PolicySnapshot): void {
    decider = createDecider(fresh, { before: decider.known, catalog })
    snapshot = fresh
    for (const { document, field } of fresh.refused) log.warn({ document, field }, 'a policy document is malformed')
  }
  function setReach(problem: VedetteError | undefined): boolean {
    const said = problem && toErrorText(problem)
    if (reach.reachable === !problem && JSON.stringify(reach.problem) === JSON.stringify(said)) return false
    const sinceMs = reach.reachable === !problem ? reach.sinceMs : clock.now()
    reach = { reachable: !problem, sinceMs, ...(said ? { problem: said } : {}) }
    if (problem) log.warn({ err: problem }, 'policies cannot be read: the last known ones stay in force')
    else log.info({ adapter: source.adapter }, 'policies are read')
    return true
  }
  /** `all`: also what somebody changed past the console, by hand. Resolves with whether anything is new. */
  async function readSource(how: 'all' | 'changes'): Promise<boolean> {
    if (!seeded) await source.seed(catalog, clock.now())
    seeded = true
    const fresh = await source.read(how === 'all' ? undefined : stamp)
    readMs = clock.now()
    if (!fresh) return setReach(undefined)
    adopt(fresh.snapshot)
    setReach(undefined)
    if (fresh.stamp !== stamp) await remember(fresh.snapshot)
    stamp = fresh.stamp
    return true
  }
  /** A read that fails changes nothing but the state. */
  async function readOnce(how: 'all' | 'changes'): Promise<void> {
    const changed = await readSource(how).catch((error) =>
      setReach(error instanceof VedetteError ? error : policyErrors['processes.policy-unreachable']({}, error)),
    )
    if (changed && !stopped) tell()
  }
  async function remember(fresh: PolicySnapshot): Promise<void> {
    try {
      await memory?.save(fresh, readMs)
    } catch (error) {
      log.warn({ err: error }, 'the policies just read could not be kept for a later start')
    }
  }
  function begin(how: 'all' | 'changes'): Promise<void> {
    running = readOnce(how).finally(() => {
      running = undefined
    })
    return running
  }
  const poll = () => {
    if (!running) void begin('changes')
  }
  /** One that begins after the call: a read already on its way may have looked too early. */
  function readAnew(): Promise<void> {
    if (!running) return begin('all')
    next ??= running.then(() => {
      next = undefined
      return readAnew()
    })
    return next
  }
  async function recall(): Promise<void> {
    try {
      const last = await memory?.load()
      if (!last) return
      adopt(last.snapshot)
      readMs = last.readMs
    } catch (error) {
      log.warn({ err: error }, 'the policies of the last run could not be read')
    }
  }

  const find = ({ name, platform }: KnownKey) =>
    decider.known.find((entry) => entry.name === name && entry.platform === platform)
  const nowIso = () => new Date(clock.now()).toISOString()
  /** A locked name's own times could not be read. */
  const madeAt = (key: KnownKey) => {
    const entry = find(key)
    return entry && entry.policy.reason !== 'malformed' ? entry.created_at : undefined
  }
  const ruleById = (id: string | undefined) => snapshot.rules.find((rule) => rule.id === id)
  const toDocument = (entry: CatalogEntry, created_at = nowIso()): KnownDocument => ({
    ...entry,
    created_at,
    updated_at: nowIso(),
  })
  const toRule = (rule: RuleInput, id: string, created_at = nowIso()): ProcessRule => ({
    ...rule,
    id,
    created_at,
    updated_at: nowIso(),
  })

  return {
    async start() {
      await recall()
      await readAnew()
      if (!stopped) stopPolling = clock.every(POLL_MS, poll)
    },
    async stop() {
      stopped = true
      stopPolling?.()
      await source.close()
      await running
    },
    state,
    async refresh() {
      await readAnew()
      return state()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    lookup: (name, platform, kernel) => decider.lookup(name, platform, kernel),
    decide: (subject) => decider.decide(subject),

    list: (query) => filterKnown(decider.known, catalog, query),
    rules: () => snapshot.rules,
    get(key) {
      const entry = find(key)
      if (!entry) throw policyErrors['processes.policy-unknown']({ ...key })
      return entry
    },
    async put(entry) {
      assertEntry(entry)
      const document = toDocument(entry, madeAt(entry))
      await source.write({ known: [document], rules: [] })
      await readAnew()
      return find(entry) ?? document
    },
    async delete(key) {
      if (!(await source.deleteKnown(key))) throw policyErrors['processes.policy-unknown']({ ...key })
      await readAnew()
    },
    async putRule(rule, id) {
      assertRule(rule)
      const before = ruleById(id)
      if (id !== undefined && !before) throw policyErrors['processes.rule-unknown']({ id })
      const document = toRule(rule, id ?? randomUUID(), before?.created_at)
      await source.write({ known: [], rules: [document] })
      await readAnew()
      return document
    },
    async deleteRule(id) {
      if (!(await source.deleteRule(id))) throw policyErrors['processes.rule-unknown']({ id })
      await readAnew()
    },
    export: () => ({
      format: EXPORT_FORMAT,
      version: 1,
      exported_at: nowIso(),
      known_processes: decider.known.filter(({ policy }) => policy.reason !== 'malformed'),
      process_rules: [...snapshot.rules],
    }),
    async import(document) {
      const { known, rules } = parseImport(document)
      await source.write({
        known: known.map((row) => toDocument(row, madeAt(row) ?? row.created_at)),
        rules: rules.map((row) => toRule(row, row.id ?? randomUUID(), ruleById(row.id)?.created_at ?? row.created_at)),
      })
      await readAnew()
      return { known: known.length, rules: rules.length }
    },
  }
}
