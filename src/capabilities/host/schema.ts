/** What `host` says over HTTP, the link and the WebSocket. A value this machine cannot give (a container, an old kernel) is absent. */
import { type Static, Type } from 'typebox'

const number = Type.Number()
const optionalNumber = Type.Optional(Type.Number())
const optionalString = Type.Optional(Type.String())

/** What does not change while the machine is up. */
export const factsSchema = Type.Object({
  hostname: Type.String(),
  /** `6.1.0-18-amd64` */
  kernel: optionalString,
  /** `x86_64` */
  architecture: optionalString,
  /** `id` as in os-release(5): debian, ubuntu, rocky … */
  distribution: Type.Optional(Type.Object({ id: Type.String(), name: Type.String(), version: optionalString })),
  cores: number,
  cpuModel: optionalString,
  bootAtMs: optionalNumber,
  /** `docker`, `podman`, `lxc`, `systemd-nspawn` … when the agent itself runs in a container. */
  container: optionalString,
  /** PID 1 is systemd: services can be listed as units and acted on. */
  systemd: Type.Boolean(),
})
export type Facts = Static<typeof factsSchema>

export const cpuSchema = Type.Object({
  /** 100 − idle − iowait. All shares are of all cores together, 0–100. */
  busyPercent: number,
  userPercent: number,
  nicePercent: number,
  systemPercent: number,
  iowaitPercent: number,
  stealPercent: number,
  idlePercent: number,
  /** Busy share of each core, in the kernel's order; a core that is offline is null. */
  cores: Type.Array(Type.Union([number, Type.Null()])),
  /** Cores the container may use (cgroup quota), when there is a limit. */
  limitCores: optionalNumber,
})
export const loadSchema = Type.Object({ one: number, five: number, fifteen: number })
export const memorySchema = Type.Object({
  totalBytes: number,
  /** total − available */
  usedBytes: number,
  availableBytes: number,
  freeBytes: number,
  cachedBytes: number,
  buffersBytes: number,
  /** The container's own limit and use (cgroup), when there is a limit. */
  limitBytes: optionalNumber,
  limitUsedBytes: optionalNumber,
})
export const swapSchema = Type.Object({ totalBytes: number, usedBytes: number, availableBytes: number })

/** Share of time in which some (or all) tasks waited for the resource, averaged over 10, 60 and 300 s; Documentation/accounting/psi.rst. */
export const stallSchema = Type.Object({ avg10: number, avg60: number, avg300: number })
export const pressureSchema = Type.Object({
  cpu: Type.Optional(Type.Object({ some: stallSchema, full: Type.Optional(stallSchema) })),
  memory: Type.Optional(Type.Object({ some: stallSchema, full: Type.Optional(stallSchema) })),
  io: Type.Optional(Type.Object({ some: stallSchema, full: Type.Optional(stallSchema) })),
})

export const filesystemSchema = Type.Object({
  mount: Type.String(),
  /** `/dev/sda1`, `server:/export` */
  device: Type.String(),
  type: Type.String(),
  readOnly: Type.Boolean(),
  /** `hung`: the disk did not answer in time (a dead NFS server); `gone`: it was there and is not any more. */
  state: Type.Union([Type.Literal('ok'), Type.Literal('hung'), Type.Literal('gone')]),
  sizeBytes: optionalNumber,
  usedBytes: optionalNumber,
  /** What an ordinary user may still write. */
  freeBytes: optionalNumber,
  /** used / (used + free), as df(1) counts. */
  usedPercent: optionalNumber,
  inodes: optionalNumber,
  inodesFree: optionalNumber,
  inodesUsedPercent: optionalNumber,
})
export type Filesystem = Static<typeof filesystemSchema>
export const blockDeviceSchema = Type.Object({
  name: Type.String(),
  readBytesPerSecond: number,
  writeBytesPerSecond: number,
  readsPerSecond: number,
  writesPerSecond: number,
  /** Share of time with a request in flight. */
  busyPercent: number,
  /** Mean time of a request, when there were any. */
  waitMs: optionalNumber,
})
export type BlockDevice = Static<typeof blockDeviceSchema>

export const networkInterfaceSchema = Type.Object({
  name: Type.String(),
  up: Type.Optional(Type.Boolean()),
  /** Bits per second the link can carry. */
  speedBitsPerSecond: optionalNumber,
  receiveBytesPerSecond: number,
  transmitBytesPerSecond: number,
  receivePacketsPerSecond: number,
  transmitPacketsPerSecond: number,
  receiveErrorsPerSecond: number,
  transmitErrorsPerSecond: number,
  receiveDropsPerSecond: number,
  transmitDropsPerSecond: number,
})
export type NetworkInterface = Static<typeof networkInterfaceSchema>

export const temperatureSchema = Type.Object({
  sensor: Type.String(),
  celsius: number,
  criticalCelsius: optionalNumber,
})
export const signedInUserSchema = Type.Object({
  name: Type.String(),
  terminal: Type.String(),
  /** Address or display the session came from. */
  from: optionalString,
  sinceMs: number,
})
export const clockStateSchema = Type.Object({
  /** systemd-timesyncd or chrony says the clock follows a server; absent when nobody on this machine knows. */
  synchronized: Type.Optional(Type.Boolean()),
  /** How far the wall clock ran away from the monotonic one since the sample before. */
  jumpMs: number,
})

/** One sample of one machine. Rates are since the sample before; the first sample has none. */
export const vitalsSchema = Type.Object({
  atMs: number,
  /** How often samples come now: 2 s while watched, else 10 s. */
  everyMs: number,
  facts: factsSchema,
  uptimeSeconds: optionalNumber,
  cpu: Type.Optional(cpuSchema),
  load: Type.Optional(loadSchema),
  memory: Type.Optional(memorySchema),
  swap: Type.Optional(swapSchema),
  pressure: Type.Optional(pressureSchema),
  filesystems: Type.Array(filesystemSchema),
  blockDevices: Type.Array(blockDeviceSchema),
  interfaces: Type.Array(networkInterfaceSchema),
  temperatures: Type.Array(temperatureSchema),
  openFiles: Type.Optional(Type.Object({ used: number, max: number })),
  /** Connections by state: ESTABLISHED, LISTEN, TIME_WAIT … (IPv4 and IPv6). */
  tcp: Type.Optional(Type.Record(Type.String(), number)),
  users: Type.Optional(Type.Array(signedInUserSchema)),
  clock: Type.Optional(clockStateSchema),
})
export type Vitals = Static<typeof vitalsSchema>

/** `GET hosts` */
export const hostRowSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  connected: Type.Boolean(),
  lastSeenMs: number,
  /** No sample for more than three intervals: its numbers are old. */
  silent: Type.Boolean(),
  vitals: Type.Optional(vitalsSchema),
})
export const hostsSchema = Type.Object({ hosts: Type.Array(hostRowSchema) })

/** `GET :host/now` */
export const nowSchema = Type.Object({ silent: Type.Boolean(), lastSeenMs: number, vitals: vitalsSchema })
export type Now = Static<typeof nowSchema>

export const hostParamsSchema = Type.Object({ host: Type.String({ minLength: 1, maxLength: 128 }) })

/** `GET :host/history`: ranges from 15 minutes to two years. */
export const HISTORY_MIN_MS = 15 * 60_000
export const HISTORY_MAX_MS = 2 * 366 * 86_400_000
export const historyQuerySchema = Type.Object({
  /** Metrics of this capability without prefix, with commas between: `cpu-percent,load1`. */
  metric: Type.String({ minLength: 1, maxLength: 400 }),
  fromMs: number,
  toMs: number,
  /** Chosen to give 300–600 points when absent. */
  stepMs: optionalNumber,
  compare: Type.Optional(Type.Literal('week')),
})
const frameSchema = Type.Object({
  metric: Type.String(),
  labels: Type.Record(Type.String(), Type.String()),
  /** Start of each bucket. A gap has no bucket. */
  atMs: Type.Array(number),
  avg: Type.Array(number),
  min: Type.Array(number),
  max: Type.Array(number),
})
export const historySchema = Type.Object({
  fromMs: number,
  toMs: number,
  stepMs: number,
  frames: Type.Array(frameSchema),
  /** The same range a week earlier, moved onto this one's times. */
  before: Type.Optional(Type.Array(frameSchema)),
})
export type History = Static<typeof historySchema>
export type HistoryFrame = Static<typeof frameSchema>

/** `idle` is shown as `active (idle)`: alive, and without CPU time for the setting `idleMinutes`. `changing`: being started or stopped. */
export const SERVICE_STATES = ['active', 'idle', 'changing', 'inactive', 'failed'] as const
export type ServiceState = (typeof SERVICE_STATES)[number]
export const SERVICE_VERBS = ['start', 'stop', 'restart', 'reset-failed'] as const
export type ServiceVerb = (typeof SERVICE_VERBS)[number]
export const serviceVerbSchema = Type.Enum(SERVICE_VERBS)

export const serviceSchema = Type.Object({
  /** As configured (`sshd`), or the unit's name (`cron.service`). It is the `:name` of the routes. */
  name: Type.String(),
  /** In the configured list: shown first, and watched by rules. */
  configured: Type.Boolean(),
  /** Where the answer comes from; `nothing`: neither a unit nor a process has this name. */
  source: Type.Union([Type.Literal('unit'), Type.Literal('process'), Type.Literal('nothing')]),
  state: Type.Enum(SERVICE_STATES),
  /** systemd's own words, `running`, `exited`, `auto-restart` … */
  subState: optionalString,
  /** Why it failed, in systemd's word: `exit-code`, `signal`, `timeout`, `oom-kill` … */
  result: optionalString,
  description: optionalString,
  sinceMs: optionalNumber,
  /** Without CPU time since. */
  idleSinceMs: optionalNumber,
  unit: optionalString,
  unitFile: optionalString,
  /** `enabled`, `disabled`, `static`, `masked` … */
  enabled: optionalString,
  /** `startTime` in clock ticks since boot, proc_pid_stat(5): with the pid it names one process for ever. */
  main: Type.Optional(Type.Object({ pid: number, startTime: number })),
  processes: optionalNumber,
  memoryBytes: optionalNumber,
  restarts: optionalNumber,
  /** What may be planned for it; empty without systemd. */
  verbs: Type.Array(serviceVerbSchema),
})
export type Service = Static<typeof serviceSchema>

/** `GET :host/services`; the live topic `host.services:<host>` carries the same. */
export const serviceListSchema = Type.Object({
  atMs: number,
  manager: Type.Union([Type.Literal('systemd'), Type.Literal('processes'), Type.Literal('windows')]),
  services: Type.Array(serviceSchema),
})
export type ServiceList = Static<typeof serviceListSchema>
export const serviceParamsSchema = Type.Object({
  host: Type.String({ minLength: 1, maxLength: 128 }),
  name: Type.String({ minLength: 1, maxLength: 256 }),
})
/** `GET :host/services?all=true` gives every unit, else the configured list, failed units and what runs. */
export const servicesQuerySchema = Type.Object({ all: Type.Optional(Type.Boolean()) })
/** `POST :host/services/:name/plan` → `planSchema` of core. */
export const servicePlanBodySchema = Type.Object({ verb: serviceVerbSchema })
/** `POST :host/services/:name/apply` */
export const serviceApplyBodySchema = Type.Object({
  verb: serviceVerbSchema,
  digest: Type.String({ maxLength: 128 }),
  /** What the plan's `typeToConfirm` asked for. */
  typed: Type.Optional(Type.String({ maxLength: 256 })),
})
export const serviceAppliedSchema = Type.Object({ tookMs: number, service: serviceSchema })
export type ServiceApplied = Static<typeof serviceAppliedSchema>

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** A place log lines come from. */
export const logSourceSchema = Type.Object({
  /** An absolute path, `journal`, `journal/<unit>`, or `eventlog/<log>` on Windows. */
  id: Type.String(),
  kind: Type.Union([Type.Literal('file'), Type.Literal('journal'), Type.Literal('eventlog')]),
  /** Holds what not everyone may see (auth.log, secure): operators only, and reading is recorded. */
  private: Type.Boolean(),
  /** Subscribe to this for new lines: `host.log:<host>:<id>` or `host.private-log:<host>:<id>`. */
  topic: Type.String(),
  sizeBytes: optionalNumber,
  changedMs: optionalNumber,
  /** The agent may not read it; asking for lines says which permission is missing. */
  readable: Type.Boolean(),
})
export type LogSource = Static<typeof logSourceSchema>
export const logSourcesSchema = Type.Object({ sources: Type.Array(logSourceSchema) })

export const logLineSchema = Type.Object({
  /** Without control characters (written as `\x1b`) and with secrets replaced by `‹hidden›`. */
  text: Type.String(),
  level: Type.Optional(Type.Enum(LOG_LEVELS)),
  /** When the line itself says so. */
  atMs: optionalNumber,
  /** Bytes left out of a line that is too long. */
  cutBytes: optionalNumber,
})
export type LogLine = Static<typeof logLineSchema>

/** `GET :host/logs/tail?source=&lines=` */
export const logTailQuerySchema = Type.Object({
  source: Type.String({ minLength: 1, maxLength: 1024 }),
  lines: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000 })),
})
export const logTailSchema = Type.Object({
  source: logSourceSchema,
  /** Oldest first. */
  lines: Type.Array(logLineSchema),
  /** The file begins with the first of these lines. */
  fromStart: Type.Boolean(),
})
export type LogTail = Static<typeof logTailSchema>

/** `GET :host/logs/search?source=&q=&limit=&regex=` */
export const logSearchQuerySchema = Type.Object({
  source: Type.String({ minLength: 1, maxLength: 1024 }),
  q: Type.String({ minLength: 1, maxLength: 500 }),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  /** `q` is a regular expression; else plain text, without regard to case. */
  regex: Type.Optional(Type.Boolean()),
})
export const logSearchSchema = Type.Object({
  /** Newest last. */
  lines: Type.Array(logLineSchema),
  /** `all`: everything was searched; else searching ended at the time limit or with enough found. */
  ended: Type.Union([Type.Literal('all'), Type.Literal('time'), Type.Literal('limit')]),
  searchedBytes: number,
  tookMs: number,
})
export type LogSearch = Static<typeof logSearchSchema>

/** Live topics `host.log:<host>:<id>` and `host.private-log:<host>:<id>`. */
export const logLinesSchema = Type.Object({
  source: Type.String(),
  lines: Type.Array(logLineSchema),
  /** What happened to the file before these lines. */
  event: Type.Optional(Type.Union([Type.Literal('rotated'), Type.Literal('truncated'), Type.Literal('gone')])),
  /** Lines left out because they came faster than anybody reads. */
  skipped: optionalNumber,
})
export type LogLines = Static<typeof logLinesSchema>

/** Requests of the server to an agent (link); an agent checks them, wherever they come from. */
export const hostRequestSchemas = {
  /** A lease: samples come every `everyMs` until `forMs` have passed. */
  'host.watch': Type.Object({
    everyMs: Type.Integer({ minimum: 500, maximum: 600_000 }),
    forMs: Type.Integer({ minimum: 0, maximum: 600_000 }),
  }),
  'host.sample': Type.Object({}),
  'host.services': servicesQuerySchema,
  'host.service-plan': Type.Object({ name: serviceParamsSchema.properties.name, verb: serviceVerbSchema }),
  'host.service-apply': Type.Object({
    name: serviceParamsSchema.properties.name,
    verb: serviceVerbSchema,
    digest: Type.String({ maxLength: 128 }),
  }),
  'host.logs': Type.Object({}),
  /** `mayReadPrivate`: an operator asks. */
  'host.log-tail': Type.Object({ ...logTailQuerySchema.properties, mayReadPrivate: Type.Boolean() }),
  'host.log-search': Type.Object({ ...logSearchQuerySchema.properties, mayReadPrivate: Type.Boolean() }),
  /** A lease: new lines are pushed until `forMs` have passed; ask again to go on. */
  'host.log-follow': Type.Object({
    source: logTailQuerySchema.properties.source,
    forMs: Type.Integer({ minimum: 0, maximum: 600_000 }),
  }),
} as const
export type HostMethod = keyof typeof hostRequestSchemas
export type HostRequest<Method extends HostMethod> = Static<(typeof hostRequestSchemas)[Method]>

/** A unit has just failed, with its last log lines. */
export const unitFailedSchema = Type.Object({
  unit: Type.String(),
  result: optionalString,
  atMs: number,
  lines: Type.Array(Type.String()),
})
export type UnitFailed = Static<typeof unitFailedSchema>
/** What an agent says unasked (link). */
export const hostPushSchemas = {
  'host.sample': vitalsSchema,
  'host.services': serviceListSchema,
  /** `private`: only for operators. */
  'host.log-lines': Type.Object({ ...logLinesSchema.properties, private: Type.Boolean() }),
  /** All units that are failed now. */
  'host.failed-units': Type.Object({ atMs: number, units: Type.Array(unitFailedSchema) }),
} as const
export type HostPush = keyof typeof hostPushSchemas
export type HostPushed<Kind extends HostPush> = Static<(typeof hostPushSchemas)[Kind]>
