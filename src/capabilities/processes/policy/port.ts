/** The private port of policies: what an adapter keeps, and what the rest of `processes` asks. */
import type { KnownProcess, Platform, Policy } from '../schema.ts'
import type {
  CatalogEntry,
  Imported,
  KnownDocument,
  KnownKey,
  KnownPage,
  KnownQuery,
  PolicyExport,
  PolicyState,
  ProcessRule,
  RefusedDocument,
  RuleInput,
} from './schema.ts'

/** Everything an adapter holds, read at one moment. */
export interface PolicySnapshot {
  readonly known: readonly KnownDocument[]
  readonly rules: readonly ProcessRule[]
  /** Documents that are not what they must be. `locks`: the names nothing may be done to until they are mended. */
  readonly refused: readonly (RefusedDocument & { readonly locks: readonly KnownKey[] })[]
}
/** What is written together: all of it or, where the database can, none of it. */
export interface PolicyChanges {
  readonly known: readonly KnownDocument[]
  readonly rules: readonly ProcessRule[]
}

/**
 * One place policies are kept in. Every method rejects with `processes.policy-unreachable` when it cannot be reached in
 * time; a change made elsewhere is seen by the next `read`.
 */
export interface PolicySource {
  readonly adapter: PolicyState['adapter']
  /** Tables or indexes and the entries that were never seeded here before; what is there stays as it is. */
  seed(entries: readonly CatalogEntry[], atMs: number): Promise<void>
  /** `undefined` when nothing changed since the read that gave this stamp. Rejects with `processes.policy-malformed`. */
  read(stamp: string | undefined): Promise<{ readonly stamp: string; readonly snapshot: PolicySnapshot } | undefined>
  /** Puts each in the place of the one with the same key. */
  write(changes: PolicyChanges): Promise<void>
  /** False when there was none. */
  deleteKnown(key: KnownKey): Promise<boolean>
  deleteRule(id: string): Promise<boolean>
  close(): Promise<void>
}

/** Keeps the last snapshot of a source elsewhere, for a start while that source is out of reach. */
export interface PolicyMemory {
  load(): Promise<{ readonly snapshot: PolicySnapshot; readonly readMs: number } | undefined>
  save(snapshot: PolicySnapshot, readMs: number): Promise<void>
}

/** A process as policies see it. */
export interface PolicySubject {
  readonly name: string
  readonly platform: Exclude<Platform, 'common'>
  /** Executable; absent where it cannot be seen: a rule about paths then fits, since it may only tighten. */
  readonly path?: string
  /** Account it runs as; absent where it cannot be seen: a rule about users then fits. */
  readonly user?: string
  /** A thread of the kernel: `kworker/0:1` goes by `kworker`. Of a program such a name means nothing. */
  readonly kernel?: boolean
}
export interface PolicyDecision {
  /** Absent: no catalog entry of this name. */
  readonly known?: KnownProcess
  /** Of an unknown name: neither system nor forbidden; the guard asks for the name to be typed. */
  readonly policy: Policy
  /** What decided. */
  readonly from: 'known' | 'unknown' | 'rule' | 'malformed'
  /** Rules that fit, in force or not needed. */
  readonly ruleIds: readonly string[]
}

/** Policies in force, answered from memory. */
export interface PolicyStore {
  /** Seeds, reads, and goes on reading every few seconds. Resolves also when the source is out of reach. */
  start(): Promise<void>
  stop(): Promise<void>
  state(): PolicyState
  /** Reads now ("sync now", and before a guard decides). Never rejects: the state says whether it was reached. */
  refresh(): Promise<PolicyState>
  /** Called after other policies came into force or the state changed; the returned function stops listening. */
  onChange(listener: () => void): () => void

  /** (name, this platform), then (name, common). A truncated, versioned or kernel thread's name finds its program's entry. */
  lookup(name: string, platform: Platform, kernel?: boolean): KnownProcess | undefined
  /** `lookup`, then every rule that fits. */
  decide(subject: PolicySubject): PolicyDecision

  list(query: KnownQuery): KnownPage
  rules(): readonly ProcessRule[]
  /** Rejects with `processes.policy-unknown`. */
  get(key: KnownKey): KnownDocument
  /** In force when resolved. Rejects with `processes.policy-contradictory`, `processes.policy-unreachable`. */
  put(entry: CatalogEntry): Promise<KnownDocument>
  delete(key: KnownKey): Promise<void>
  /** With an id it replaces that rule. Rejects with `processes.rule-empty`, `processes.rule-loosens`, `processes.rule-unknown`. */
  putRule(rule: RuleInput, id?: string): Promise<ProcessRule>
  deleteRule(id: string): Promise<void>
  export(): PolicyExport
  /** Everything is checked first. Rejects with `processes.import-row` (`row`, `name`, `field`, `expected`): then nothing is imported. */
  import(document: unknown): Promise<Imported>
}
