/** What `processes` says over HTTP, the link and the WebSocket. What this machine or this user may not see is absent, never guessed. */
import { type Static, Type } from 'typebox'
import { evidenceSchema, severitySchema, type Text, textSchema } from '../../core/schema.ts'

const number = Type.Number()
const optionalNumber = Type.Optional(Type.Number())
const optionalString = Type.Optional(Type.String())
const whole = Type.Integer({ minimum: 0 })

/**
 * One process for ever: a pid is used again, a pid with its start is not. `startTime` is clock ticks since boot on Linux
 * (proc_pid_stat(5), the same as `main` of `host`'s services) and microseconds UTC on Windows; compare it, never read it.
 */
export const identitySchema = Type.Object({ pid: whole, startTime: whole })
export type Identity = Static<typeof identitySchema>

export const PLATFORMS = ['windows', 'linux', 'common'] as const
export type Platform = (typeof PLATFORMS)[number]

export const PROCESS_STATES = [
  'running',
  'sleeping',
  /** Waits for a disk or a network file system and cannot be stopped meanwhile. */
  'waiting',
  'stopped',
  'zombie',
  'idle',
  'unknown',
] as const
export type ProcessState = (typeof PROCESS_STATES)[number]

/** `loopback`: this machine alone. `public`: beyond it. `namespace`: inside a container's own network. */
export const LISTEN_SCOPES = ['loopback', 'public', 'namespace'] as const
/** Where the other end of a connection is: this machine, its own networks (RFC 1918, 4193, 3927 …), or beyond. */
export const REMOTE_SCOPES = ['loopback', 'network', 'internet'] as const
export const PROTOCOLS = ['tcp', 'udp'] as const

export const listenSchema = Type.Object({
  protocol: Type.Enum(PROTOCOLS),
  /** `0.0.0.0`, `::`, `127.0.0.1` … */
  address: Type.String(),
  port: whole,
  scope: Type.Enum(LISTEN_SCOPES),
})
export type Listen = Static<typeof listenSchema>
export const connectionSchema = Type.Object({
  protocol: Type.Enum(PROTOCOLS),
  localAddress: Type.String(),
  localPort: whole,
  remoteAddress: Type.String(),
  remotePort: whole,
  scope: Type.Enum(REMOTE_SCOPES),
  /** `in`: the other end called one of this machine's listening ports. */
  direction: Type.Enum(['in', 'out']),
})
export type Connection = Static<typeof connectionSchema>

/** What may be hidden from an ordinary user. */
export const UNSEEN = ['exe', 'io', 'sockets'] as const
export type Unseen = (typeof UNSEEN)[number]

/** The executable file as it is now, seen through the process itself. */
export const executableSchema = Type.Object({
  ownerUid: whole,
  /** Permission bits, as chmod(2) counts them. */
  mode: whole,
  /** A folder on its way that anybody may write to and where anybody may replace the file. */
  openFolder: optionalString,
  /** The running file is deleted, and another one is at its path: an update. */
  replaced: Type.Optional(Type.Boolean()),
  /** Package that owns it; null: packages were asked and none does. Absent: not asked (yet), or nobody to ask. */
  package: Type.Optional(Type.Union([Type.String(), Type.Null()])),
})
export type Executable = Static<typeof executableSchema>

export const containerSchema = Type.Object({
  /** docker, podman, containerd, crio, kubernetes, lxc, nspawn */
  engine: Type.String(),
  id: Type.String(),
})

/** What a collector knows of one process, on either system. Text is without control characters and secrets. */
export const processFactsSchema = Type.Object({
  pid: whole,
  startTime: whole,
  parentPid: whole,
  /** The program's own name where it is longer than the kernel's 15 characters. */
  name: Type.String(),
  /** Path as the process sees it (in a container: inside it). */
  exe: optionalString,
  exeDeleted: Type.Optional(Type.Boolean()),
  commandLine: optionalString,
  /** Effective user id; absent on Windows. */
  uid: Type.Optional(whole),
  user: optionalString,
  state: Type.Enum(PROCESS_STATES),
  /** A thread of the kernel, not a program. */
  kernel: Type.Boolean(),
  /** Since the pass before; absent in the first. */
  cpuPercentOfCore: optionalNumber,
  cpuPercentOfMachine: optionalNumber,
  memoryBytes: number,
  memoryPercent: number,
  threads: whole,
  /** Bytes read from and written to disks: since its start, and a second since the pass before. */
  readBytes: optionalNumber,
  writtenBytes: optionalNumber,
  readBytesPerSecond: optionalNumber,
  writtenBytesPerSecond: optionalNumber,
  startedAtMs: number,
  /** Last time it used CPU or a disk, as far as it was watched. */
  lastActiveAtMs: optionalNumber,
  listens: Type.Array(listenSchema),
  /** At most 64 of them, the farthest first. */
  connections: Type.Array(connectionSchema),
  connectionCount: whole,
  /** systemd unit: `nginx.service`, `session-3.scope`; of a user's own manager when `userUnit`. */
  unit: optionalString,
  userUnit: Type.Optional(Type.Boolean()),
  container: Type.Optional(containerSchema),
  tty: optionalString,
  /** The user who signed in, whoever it became since (audit's login uid). */
  loginUid: Type.Optional(whole),
  loginUser: optionalString,
  /** Runs in a graphical session (Windows: in a session other than 0). */
  graphical: Type.Optional(Type.Boolean()),
  /** Effective capabilities (capabilities(7)) that are not all of them: `CAP_NET_ADMIN`. */
  capabilities: Type.Optional(Type.Array(Type.String())),
  /** Root with every capability there is. */
  allCapabilities: Type.Optional(Type.Boolean()),
  /** Vedette itself, as the kernel says: never told by a name or a path, which anybody could take. */
  own: Type.Optional(Type.Boolean()),
  executable: Type.Optional(executableSchema),
  /** What this user may not see of it. */
  unseen: Type.Array(Type.Enum(UNSEEN)),
})
export type ProcessFacts = Static<typeof processFactsSchema>

/** `processes`: other people's are hidden altogether (proc(5), `hidepid`). */
export const LIMITS = [...UNSEEN, 'processes'] as const
/** Something that could not be seen, of how many processes, and how to grant it. */
export const limitSchema = Type.Object({ what: Type.Enum(LIMITS), count: whole, grant: textSchema })
export type Limit = Static<typeof limitSchema>

/** One look at all processes. */
export const processPassSchema = Type.Object({
  atMs: number,
  platform: Type.Enum(['linux', 'windows']),
  cores: whole,
  memoryTotalBytes: number,
  /** How long it took to look. */
  tookMs: number,
  processes: Type.Array(processFactsSchema),
  limits: Type.Array(limitSchema),
})
export type ProcessPass = Static<typeof processPassSchema>

export const RISKS = [
  'RUNNING_AS_ROOT',
  'PUBLIC_PORT',
  'SYSTEM_PORT',
  'HIGH_MEMORY_USAGE',
  'SUSPICIOUS_PATH',
  'DELETED_EXECUTABLE',
  'NAME_MIMICRY',
  'UNPACKAGED_BINARY',
  'WRITABLE_BY_OTHERS',
  'EXTRA_CAPABILITIES',
  'DIALS_OUT',
] as const
export type Risk = (typeof RISKS)[number]

/** A rule that fits, with its proof. */
export const ruleHitSchema = Type.Object({
  rule: Type.Enum(RISKS),
  /** The rule with what it is about: `PUBLIC_PORT(6379)`. */
  id: Type.String(),
  severity: severitySchema,
  title: textSchema,
  why: textSchema,
  evidence: Type.Array(evidenceSchema),
})
export type RuleHit = Static<typeof ruleHitSchema>

/** `safe` is round, `caution` a triangle, `danger` an octagon. */
export const VERDICTS = ['safe', 'caution', 'danger'] as const
export type Verdict = (typeof VERDICTS)[number]

/** What the catalog says of a name, as far as a row needs it. */
export const roleSummarySchema = Type.Object({
  name: Type.String(),
  category: Type.String(),
  isSystem: Type.Boolean(),
  terminatable: Type.Boolean(),
})

/** A row of the list: everything but its connections. */
export const processRowSchema = Type.Object({
  ...Type.Omit(processFactsSchema, ['connections', 'executable', 'capabilities']).properties,
  verdict: Type.Enum(VERDICTS),
  hits: Type.Array(
    Type.Object({ rule: Type.Enum(RISKS), id: Type.String(), severity: severitySchema, title: textSchema }),
  ),
  known: Type.Optional(roleSummarySchema),
})
export type ProcessRow = Static<typeof processRowSchema>

/** `GET :host/list` */
export const processListSchema = Type.Object({
  host: Type.String(),
  atMs: number,
  platform: Type.Enum(['linux', 'windows']),
  cores: whole,
  memoryTotalBytes: number,
  tookMs: number,
  counts: Type.Object({ total: whole, kernel: whole, safe: whole, caution: whole, danger: whole }),
  limits: Type.Array(limitSchema),
  processes: Type.Array(processRowSchema),
})
export type ProcessList = Static<typeof processListSchema>

const glanceRowSchema = Type.Object({
  ...Type.Pick(processRowSchema, ['pid', 'startTime', 'name', 'user', 'cpuPercentOfCore', 'memoryBytes', 'verdict'])
    .properties,
  /** The worst that is said of it. */
  title: Type.Optional(textSchema),
  /** How many of the same program there are, where they stand as one. */
  count: whole,
})
export type GlanceRow = Static<typeof glanceRowSchema>
/** `GET :host/glance`: what fits on the first page. Threads of the kernel are left out. */
export const processGlanceSchema = Type.Object({
  host: Type.String(),
  atMs: number,
  counts: processListSchema.properties.counts,
  /** Dangerous first, then what is to be looked at. */
  worst: Type.Array(glanceRowSchema),
  busiest: Type.Array(glanceRowSchema),
  largest: Type.Array(glanceRowSchema),
})
export type ProcessGlance = Static<typeof processGlanceSchema>

/**
 * Live topic `processes.list:<host>`: what is new since `sinceMs`. A reader whose list is not of `sinceMs` asks for the
 * whole list again.
 */
export const processChangesSchema = Type.Object({
  ...Type.Omit(processListSchema, ['processes', 'host', 'platform']).properties,
  sinceMs: number,
  changed: Type.Array(processRowSchema),
  gone: Type.Array(identitySchema),
})
export type ProcessChanges = Static<typeof processChangesSchema>

export const toKey = ({ pid, startTime }: Identity) => `${pid}.${startTime}`

/** `undefined`: these changes do not follow this list. */
export function applyProcessChanges(list: ProcessList, changes: ProcessChanges): ProcessList | undefined {
  if (changes.sinceMs !== list.atMs) return undefined
  const { changed, gone, sinceMs: _, ...head } = changes
  const rows = new Map(list.processes.map((row) => [toKey(row), row]))
  for (const identity of gone) rows.delete(toKey(identity))
  for (const row of changed) rows.set(toKey(row), row)
  return { ...list, ...head, processes: [...rows.values()] }
}

/** What asks for a look, in a few words: the worst that is said of it, or that nobody knows it. Mere notes are none. */
export function toReason({ hits, verdict }: Pick<ProcessRow, 'hits' | 'verdict'>): Text | undefined {
  const worst =
    hits.find(({ severity }) => severity === 'danger') ?? hits.find(({ severity }) => severity === 'caution')
  return worst?.title ?? (verdict === 'caution' ? { key: 'processes.verdict.unknown' } : undefined)
}

export const EXPLANATION_PARTS = ['role', 'why', 'exposure', 'privilege', 'oddities', 'breaks', 'unseen'] as const
export type ExplanationPart = (typeof EXPLANATION_PARTS)[number]
const leafSchema = Type.Object({
  text: textSchema,
  severity: Type.Optional(severitySchema),
  /** A place in the console this line is about. */
  href: optionalString,
})
const lineSchema = Type.Object({ ...leafSchema.properties, children: Type.Optional(Type.Array(leafSchema)) })
export type ExplanationLine = Static<typeof lineSchema>
/** One tree: the process, then its parts in order, each with lines. */
export const explanationSchema = Type.Object({
  summary: textSchema,
  verdict: Type.Enum(VERDICTS),
  /** The catalog's own words for its role, when it has some. */
  role: Type.Optional(Type.Object({ en: Type.String(), ko: Type.String(), ru: Type.String() })),
  parts: Type.Array(
    Type.Object({ part: Type.Enum(EXPLANATION_PARTS), title: textSchema, lines: Type.Array(lineSchema) }),
  ),
})
export type Explanation = Static<typeof explanationSchema>

/** A unit file as systemd.unit(5) writes it, as far as an explanation needs it. */
export const unitFactsSchema = Type.Object({
  name: Type.String(),
  file: optionalString,
  description: optionalString,
  /** `Restart=`: no, always, on-failure … */
  restart: optionalString,
  /** Linked into a target's `.wants` or `.requires`: started at boot. */
  enabledBy: Type.Array(Type.String()),
  /** Units that need it and stop with it. */
  dependents: Type.Array(Type.String()),
  /** `.socket`, `.timer`, `.path` units that start it again. */
  triggers: Type.Array(Type.String()),
})
export type UnitFacts = Static<typeof unitFactsSchema>

/** `GET :host/process/:pid` */
export const processDetailSchema = Type.Object({
  host: Type.String(),
  atMs: number,
  process: processFactsSchema,
  verdict: Type.Enum(VERDICTS),
  hits: Type.Array(ruleHitSchema),
  known: Type.Optional(roleSummarySchema),
  /** From its parent up to the first process. */
  ancestors: Type.Array(Type.Object({ ...identitySchema.properties, name: Type.String() })),
  children: Type.Array(Type.Object({ ...identitySchema.properties, name: Type.String() })),
  unit: Type.Optional(unitFactsSchema),
  explanation: explanationSchema,
})
export type ProcessDetail = Static<typeof processDetailSchema>

export const hostParamsSchema = Type.Object({ host: Type.String({ minLength: 1, maxLength: 128 }) })
export const processParamsSchema = Type.Object({ ...hostParamsSchema.properties, pid: whole })
/** With `startTime` another process of the same pid is `processes.identity-changed`, not an answer. */
export const processQuerySchema = Type.Object({ startTime: Type.Optional(whole) })

const localizedSchema = Type.Object({ en: Type.String(), ko: Type.String(), ru: Type.String() })
/** What a catalog entry allows. A reason is written by people: in one language, or in three. */
export const policySchema = Type.Object({
  is_system: Type.Boolean(),
  terminatable: Type.Boolean(),
  reason: Type.Union([Type.String(), localizedSchema]),
})
export type Policy = Static<typeof policySchema>
/** A document of `known_processes`, unique on (name, platform). Running processes are never stored there. */
export const knownProcessSchema = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 255 }),
  platform: Type.Enum(PLATFORMS),
  category: Type.String({ minLength: 1, maxLength: 64 }),
  description: localizedSchema,
  policy: policySchema,
  tags: Type.Array(Type.String({ maxLength: 64 })),
  /** ISO 8601, UTC. */
  created_at: Type.String(),
  updated_at: Type.String(),
})
export type KnownProcess = Static<typeof knownProcessSchema>
