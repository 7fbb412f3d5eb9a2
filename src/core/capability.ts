/** The contract between core and a capability (types only): what a capability says of itself, and what it is lent. */
import type { FastifyInstance } from 'fastify'
import type { CompiledQuery, Kysely } from 'kysely'
import type { Static, TObject } from 'typebox'
import type { Bus } from './bus.ts'
import type { Clock } from './clock.ts'
import type { Desk } from './desk.ts'
import type { ErrorRow } from './errors.ts'
import type { Events } from './events.ts'
import type { Evidence, Language, NextStep, Params, Role, Severity, Text, Unit } from './schema.ts'
import type { Threads } from './threads.ts'

/** `local` is the console's own machine; others are named by their agents. */
export type HostId = string
export type Labels = Readonly<Record<string, string>>

export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** One number, described once: `/metrics`, history, roll-ups, charts and `docs/metrics.md` read this row. */
export interface Metric {
  readonly kind: 'counter' | 'gauge' | 'histogram'
  readonly unit: Unit
  /** English, for Prometheus; people read the text `<id>.metric.<name>`. */
  readonly help: string
  readonly labels?: readonly string[]
  /** Kept as a time series for every host. */
  readonly history?: boolean
  /** Upper bounds of a histogram's buckets, in the metric's unit. */
  readonly buckets?: readonly number[]
}

/** Metrics of one capability; names are without the prefix `vedette_<id>_`. */
export interface Metrics {
  set(name: string, value: number, labels?: Labels): void
  add(name: string, delta: number, labels?: Labels): void
  observe(name: string, value: number, labels?: Labels): void
  /** Sets gauges of one host and appends those with `history` to the time series, in one batch. */
  sample(host: HostId, atMs: number, values: readonly { name: string; value: number; labels?: Labels }[]): void
}

export interface Sample {
  readonly host: HostId
  /** `<capability>.<metric>` */
  readonly metric: string
  readonly labels?: Labels
  readonly atMs: number
  readonly value: number
}
export interface SeriesQuery {
  readonly host: HostId
  readonly metric: string
  /** Only series that carry all of these labels. */
  readonly labels?: Labels
  readonly fromMs: number
  /** Exclusive. */
  readonly toMs: number
  /** Width of a bucket; the coarsest kept level that is fine enough is read. */
  readonly stepMs: number
}
/** Columns of one series; a bucket without samples is absent (a gap), never zero. */
export interface SeriesFrame {
  readonly labels: Labels
  readonly stepMs: number
  /** Start of each bucket, UTC. */
  readonly atMs: readonly number[]
  readonly avg: readonly number[]
  readonly min: readonly number[]
  readonly max: readonly number[]
  readonly count: readonly number[]
}
/** Port of the time-series store (`store/`). */
export interface Series {
  /** Resolves when the samples survive a crash of this process. */
  append(samples: readonly Sample[]): Promise<void>
  read(query: SeriesQuery): Promise<readonly SeriesFrame[]>
  list(host: HostId): Promise<readonly { metric: string; labels: Labels; firstMs: number; lastMs: number }[]>
}

/** The relational store (`store/`): SQLite or PostgreSQL. Times are integer microseconds UTC. */
export interface Database {
  readonly dialect: 'sqlite' | 'postgres'
  /** The same connection, typed with the tables the caller owns. */
  tables<Tables>(): Kysely<Tables>
  /** A read that may be heavy: off the main thread (SQLite) and stopped after `timeoutMs` with `store.query-too-slow`. */
  heavy<Row>(query: CompiledQuery<Row>, timeoutMs: number): Promise<readonly Row[]>
}
/** Forward only. Each capability has its own migration table; tables are named `<id>_<noun>`. */
export interface Migration {
  /** `0001-<what>` */
  readonly name: string
  up(db: Kysely<unknown>, dialect: Database['dialect']): Promise<void>
}

/** Who acts: a signed-in person, an API token, or the console itself. */
export interface Principal {
  readonly kind: 'user' | 'token' | 'system'
  readonly id: string
  readonly name: string
  readonly role: Role
  /** Tokens may be limited to these capabilities. */
  readonly capabilities?: readonly string[]
}
/** What a route says of itself in its `config.access`; a route without it is refused at start. */
export interface Access {
  /** `public` needs no sign-in. */
  readonly role: Role | 'public'
  /** Reading this is recorded in the audit. */
  readonly private?: boolean
  /** `<id>.<verb>` as written in the audit; writes without it are named after method and route. */
  readonly action?: string
  /** A POST that changes nothing (a plan, a search): not audited as a write. */
  readonly reads?: boolean
  /**
   * Its body may take as long as it likes, as long as it goes on arriving: an upload; and its answer as long as it likes to
   * begin: what is looked for in a whole capture.
   */
  readonly long?: boolean
}

export interface AuditEntry {
  readonly who: Principal
  /** Address the request came from, or `cli`, `console`. */
  readonly from: string
  readonly host: HostId
  /** `<id>.<verb>` */
  readonly action: string
  readonly target: string
  /** What was shown before; JSON. */
  readonly plan?: unknown
  readonly outcome: 'planned' | 'done' | 'refused' | 'failed' | 'read'
  readonly details?: Params
}
/** Append-only and HMAC-chained. */
export interface Audit {
  /** Resolves with the row's number once it is on disk; an action begins only after its `planned` row. */
  append(entry: AuditEntry): Promise<number>
}

/** One rule of a capability: its words are the texts `<id>.rule.<name>.title|why|next`. */
export interface Rule {
  readonly severity: Severity
  /** Consecutive active observations before a finding rises, and quiet ones before it clears. */
  readonly raiseAfter: number
  readonly clearAfter: number
  /** Rules (`<capability>.<rule>`) whose open finding on the same host explains this one: it folds under it. */
  readonly symptomOf?: readonly string[]
  /** How the rule reads history, for "would have fired N times in 30 days". */
  readonly replay?: { readonly metric: string; readonly labels?: Labels; fires(value: number): boolean }
}
export interface Observation {
  /** Name of the rule without the capability. */
  readonly rule: string
  readonly host: HostId
  /** Stable: a unit, an executable path, a mount; never a pid. */
  readonly subject: string
  readonly active: boolean
  /** When it differs from the rule's. */
  readonly severity?: Severity
  readonly params?: Params
  readonly evidence?: readonly Evidence[]
  readonly next?: NextStep
  /** Rises or clears at once, without waiting for N observations (an event, not a level). */
  readonly sure?: boolean
}
export interface Findings {
  observe(observations: readonly Observation[]): Promise<void>
  /** Clears every open finding of this rule on this host whose subject is not in `subjects` (the thing is gone). */
  keepOnly(rule: string, host: HostId, subjects: readonly string[]): Promise<void>
}

/** One WebSocket, many topics; a slow reader is skipped, never buffered. */
export interface Live {
  /** `topic` is declared in the manifest; `subject` narrows it. */
  publish(topic: string, host: HostId, data: unknown, subject?: string): void
  watchers(topic: string, host: HostId, subject?: string): number
  /** Called when the first reader of a topic comes and the last one goes. */
  onWatch(topic: string, listener: (watch: Watch) => void): () => void
}
export interface Watch {
  readonly host: HostId
  readonly subject: string
  readonly watched: boolean
  /** The first reader, when one comes. */
  readonly who?: { readonly principal: Principal; readonly from: string }
}
export interface Topic {
  readonly role: Role
  /** Subscribing is recorded in the audit. */
  readonly private?: boolean
}

export interface HostInfo {
  readonly id: HostId
  readonly name: string
  readonly connected: boolean
  readonly lastSeenMs: number
}
/** Server side of the link to agents; the console's own machine is one of them. */
export interface Link {
  hosts(): readonly HostInfo[]
  /** Rejects with `link.unknown-host`, `link.timeout` or the agent's own error. */
  request(
    host: HostId,
    method: string,
    params: unknown,
    options?: { signal?: AbortSignal; timeoutMs?: number },
  ): Promise<unknown>
  /** What agents say unasked; the returned function stops listening. */
  onPush(kind: string, listener: (host: HostId, payload: unknown) => void): () => void
}

export interface Secrets {
  put(name: string, value: string): Promise<void>
  /** `undefined` when there is none; rejects with `core.secret-unreadable` under a wrong key. */
  get(name: string): Promise<string | undefined>
  delete(name: string): Promise<void>
}

export interface JobRun {
  readonly signal: AbortSignal
  /** Grows with every lease of this job: whoever writes results refuses an older one. */
  readonly fence: number
}
/** Runs again and again, never over itself; core counts runs, times them and stops them. */
export interface Job {
  readonly name: string
  readonly everyMs: number
  readonly timeoutMs: number
  run(run: JobRun): Promise<void>
}

/** Something the whole-console search may find. */
export interface SearchHit {
  readonly kind: 'user' | 'address' | 'host' | 'process' | 'service' | 'url' | 'log' | 'finding' | 'setting' | 'page'
  readonly title: string
  readonly detail: Text
  readonly href: string
  /** Higher first: 1 exact, 0.5 begins with, 0.2 contains. */
  readonly score: number
}
/** One thing watched, for the overview: silent is shown as silent and never as good. */
export interface WatchedMark {
  readonly kind: string
  readonly id: string
  readonly name: string
  readonly state: 'good' | 'caution' | 'danger' | 'silent'
  readonly why: Text
  readonly href: string
  readonly lastSeenMs: number
}

/** What core lends a capability on an agent. Everything that touches time, disk or network arrives here or in config. */
export interface AgentContext<Config> {
  readonly host: HostId
  readonly config: Config
  readonly log: Log
  readonly clock: Clock
  readonly threads: Threads
  /** Folder of this machine's own files: a capability keeps its own below `<id>`. */
  readonly dataDir: string
  /** Says something to the server unasked. */
  push(kind: string, payload: unknown): void
}
export interface ServerContext<Config> {
  /** Of the console: `0.1.0`. */
  readonly version: string
  readonly config: Config
  /** Folder of the console's own files: a capability keeps its own below `<id>`. */
  readonly dataDir: string
  /** Work for other machines; absent while no NATS server is named. */
  readonly bus?: Bus
  readonly log: Log
  readonly clock: Clock
  readonly metrics: Metrics
  readonly events: Events
  readonly findings: Findings
  readonly series: Series
  readonly db: Database
  readonly secrets: Secrets
  readonly audit: Audit
  readonly link: Link
  readonly live: Live
  readonly threads: Threads
  /** Core's own matters as a person handles them: accounts, audit, findings, storage, jobs, search. */
  readonly desk: Desk
}

/** What a capability gives back once it is set up on the server. */
export interface ServerParts {
  /** Mounted under `/api/<id>` in a Fastify scope of its own; every route says `config: { access }`. */
  routes?(scope: FastifyInstance): Promise<void>
  readonly jobs?: readonly Job[]
  search?(query: string, signal: AbortSignal): Promise<readonly SearchHit[]>
  watched?(): Promise<readonly WatchedMark[]>
  stop?(): Promise<void>
}
/** What a capability gives back once it is set up on an agent. Methods are named `<id>.<verb>`. */
export interface AgentParts {
  readonly answers?: Readonly<Record<string, (params: unknown, signal: AbortSignal) => Promise<unknown>>>
  stop?(): Promise<void>
}

export interface CommandIo {
  /** Arguments after the command's own name. */
  readonly args: readonly string[]
  /** Effective settings; loading them never opens the store. */
  readonly settings: Settings
  readonly language: Language
  /** A sentence of `texts/` in the reader's language. */
  say(text: Text): string
  /** Opens the store and core's services without a running console; close them when done. */
  open(): Promise<CommandCore>
  /** For a command that runs for long. */
  openWork(): Promise<CommandWork>
  out(text: string): void
  err(text: string): void
  /** True when standard output is a terminal. */
  readonly terminal: boolean
  readonly signal: AbortSignal
}
/** What a command that runs for long needs and others do not. */
export interface CommandWork {
  /** Of the program: `0.1.0`. */
  readonly version: string
  /** The bus that the settings name; absent when they name none. */
  readonly bus?: Bus
  /** Also written to `logs/<command>.log` below the data folder. */
  readonly log: Log
  close(): Promise<void>
}
/** What a command gets when it opens the store: the same core, without HTTP. */
export interface CommandCore {
  readonly db: Database
  readonly audit: Audit
  readonly desk: Desk
  readonly clock: Clock
  close(): Promise<void>
}
export interface Command {
  /** English, one line: `--help` and `docs/cli.md`. */
  readonly summary: string
  /** `NAME --role viewer|operator|admin` */
  readonly usage: string
  /** Reached as `vedette <name>`, without the capability's id before it. */
  readonly root?: boolean
  /** Resolves with the exit code. */
  load(): Promise<{ main(io: CommandIo): Promise<number> }>
}

/** Effective settings: one section a capability, and core's own. */
export interface Settings {
  readonly dataDir: string
  section<Config>(id: string): Config
}

/** A manifest: plain data and lazy loaders, so listing capabilities loads none of them. */
export interface Capability<Schema extends TObject = TObject> {
  /** The one word used everywhere: folder, `/api/<id>`, config section, metrics, tables, events, error codes, page. */
  readonly id: string
  readonly summary: string
  /** Section of the settings; every field has a default and a description (they make `docs/settings.md`). */
  readonly config: Schema
  readonly metrics?: Readonly<Record<string, Metric>>
  readonly rules?: Readonly<Record<string, Rule>>
  readonly topics?: Readonly<Record<string, Topic>>
  readonly errors?: Readonly<Record<string, ErrorRow>>
  /** Environment names people already use → field of `config`. */
  readonly environment?: Readonly<Record<string, string>>
  /** Paths outside `/api/<id>` this capability serves. */
  readonly aliases?: readonly string[]
  readonly texts: Readonly<Record<Language, () => Promise<Readonly<Record<string, string>>>>>
  migrations?(): Promise<readonly Migration[]>
  /** `vedette <id> <name>`; the name may have several words, and `''` is `vedette <id>` itself. */
  readonly commands?: Readonly<Record<string, Command>>
  server?(): Promise<{ setup(context: ServerContext<Static<Schema>>): ServerParts | Promise<ServerParts> }>
  agent?(): Promise<{ setup(context: AgentContext<Static<Schema>>): AgentParts | Promise<AgentParts> }>
}

/** Keeps the id literal and forgets the config type, so unlike capabilities fit in one list. */
export function defineCapability<const Id extends string, Schema extends TObject>(
  manifest: Capability<Schema> & { readonly id: Id },
): Capability & { readonly id: Id } {
  return manifest as unknown as Capability & { readonly id: Id }
}
