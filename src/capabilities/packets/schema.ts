/** What `packets` says over HTTP and the WebSocket. Times are milliseconds UTC; those of packets are nanoseconds as text. */
import { type Static, Type } from 'typebox'
import { severitySchema, textSchema } from '../../core/schema.ts'

const whole = Type.Integer({ minimum: 0 })
const optionalWhole = Type.Optional(whole)
const optionalText = Type.Optional(Type.String())

/**
 * Where a capture is on its way. `arriving`: its bytes still come (upload, SFTP) and what is there is analysed already.
 * `failed`: it is a dead letter, with the reason; it can be tried again.
 */
export const CAPTURE_STATES = ['arriving', 'waiting', 'analysing', 'done', 'failed', 'cancelled'] as const
export type CaptureState = (typeof CAPTURE_STATES)[number]
export const captureStateSchema = Type.Enum(CAPTURE_STATES)

/** `upload`: sent here. `folder`: read where it lies, never changed or deleted. `site`: fetched over SFTP. */
export const CAPTURE_ORIGINS = ['upload', 'folder', 'site'] as const
export type CaptureOrigin = (typeof CAPTURE_ORIGINS)[number]

export const LEVELS = ['flows', 'full'] as const
export type Level = (typeof LEVELS)[number]

export const COMPRESSIONS = ['none', 'gzip', 'zstd'] as const
export type Compression = (typeof COMPRESSIONS)[number]

/** How far it is; on the live topic `packets.progress:local:<capture>` about once a second, while it arrives or is analysed. */
export const progressSchema = Type.Object({
  stage: Type.Enum(['arriving', 'waiting', 'analysing', 'done'] as const),
  /** Bytes of the file that have arrived, of `sizeBytes` when that is known. */
  arrivedBytes: whole,
  /** Bytes of the file that are analysed. */
  doneBytes: whole,
  sizeBytes: optionalWhole,
  packets: whole,
  /** Of an upload that broke off: since when nothing comes, and until when it may be gone on with. */
  silent: Type.Optional(Type.Object({ sinceMs: whole, untilMs: whole })),
  /** Of a fetch whose line broke: since when nothing comes, until when new lines are tried, and why the last one failed. Gone once bytes come again. */
  retrying: Type.Optional(Type.Object({ sinceMs: whole, untilMs: whole, reason: textSchema })),
  /** Milliseconds left, as far as can be told. */
  leftMs: optionalWhole,
  /** Grows whenever `GET …/report` has something newer. */
  revision: whole,
})
export type Progress = Static<typeof progressSchema>

/** The most important numbers of a report, for lists. */
export const summarySchema = Type.Object({
  packets: whole,
  bytes: whole,
  firstNs: optionalText,
  lastNs: optionalText,
  /** tshark's name → frames, the ten most frequent. */
  protocols: Type.Record(Type.String(), whole),
  findings: Type.Object({ danger: whole, caution: whole, info: whole }),
  /** The worst one, when there is any. */
  worst: Type.Optional(severitySchema),
  /** How many things are wrong with the file itself (cut, damaged). */
  problems: whole,
  /** Packets of link types that are not decoded. */
  unread: optionalWhole,
})
export type Summary = Static<typeof summarySchema>

export const noteSchema = Type.Object({ id: Type.String(), atMs: whole, by: Type.String(), text: Type.String() })
export type Note = Static<typeof noteSchema>

export const captureSchema = Type.Object({
  id: Type.String(),
  /** As it was called where it came from; people may change it. */
  name: Type.String(),
  origin: Type.Enum(CAPTURE_ORIGINS),
  /** Where it lies or came from, for `folder` and `site`. */
  place: optionalText,
  state: captureStateSchema,
  /** Bytes of the file as it is, compressed or not; while it arrives: how many are expected, when that is known. */
  sizeBytes: optionalWhole,
  compression: Type.Enum(COMPRESSIONS),
  /** Known once all of it has been read. */
  sha256: optionalText,
  /** An older capture with the same bytes. */
  duplicateOf: optionalText,
  by: Type.String(),
  addedMs: whole,
  doneMs: optionalWhole,
  level: Type.Enum(LEVELS),
  /** Never deleted by age. */
  keep: Type.Boolean(),
  /** When age deletes it; absent when kept. */
  expiresMs: optionalWhole,
  /** Why it failed, or what is going on. */
  reason: Type.Optional(textSchema),
  progress: Type.Optional(progressSchema),
  summary: Type.Optional(summarySchema),
  noteCount: whole,
  /** The job that analyses or analysed it. */
  job: optionalText,
})
export type Capture = Static<typeof captureSchema>
/** Ended: nothing about it moves by itself any more. */
export const isSettled = ({ state }: Pick<Capture, 'state'>) =>
  state === 'done' || state === 'failed' || state === 'cancelled'

export const captureQuerySchema = Type.Object({
  /** In names, notes, places and the hash. */
  search: Type.Optional(Type.String({ maxLength: 200 })),
  state: Type.Optional(captureStateSchema),
  /** `next` of the page before. */
  before: Type.Optional(Type.String({ maxLength: 80 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
})
/** Newest first. */
export const captureListSchema = Type.Object({ captures: Type.Array(captureSchema), next: optionalText })
export type CaptureList = Static<typeof captureListSchema>

export const captureParamsSchema = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) })
export const captureDetailSchema = Type.Object({
  ...captureSchema.properties,
  notes: Type.Array(noteSchema),
  /** Whether the one who asks may see what packets carry (`payloadRole`). */
  maySeePayload: Type.Boolean(),
  /** What has become of a file that lies elsewhere: it is gone, is another one, or may not be read. Absent: it is as it was. */
  fileProblem: Type.Optional(textSchema),
})
export type CaptureDetail = Static<typeof captureDetailSchema>
export const captureChangeSchema = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  keep: Type.Optional(Type.Boolean()),
})
export const noteBodySchema = Type.Object({ text: Type.String({ minLength: 1, maxLength: 10_000 }) })
export const noteParamsSchema = Type.Object({ ...captureParamsSchema.properties, note: Type.String({ maxLength: 64 }) })
export const analyseBodySchema = Type.Object({ level: Type.Optional(Type.Enum(LEVELS)) })

/** `POST /captures`: the name of a raw body; in a form the file's own name counts. `sha256` is checked when it is given. */
export const uploadQuerySchema = Type.Object({
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  level: Type.Optional(Type.Enum(LEVELS)),
  sha256: Type.Optional(Type.String({ pattern: '^[0-9a-fA-F]{64}$' })),
})
export type UploadQuery = Static<typeof uploadQuerySchema>
/** 201 for a new capture, 200 for one that was here already (`duplicate`): nothing is analysed twice. */
export const uploadedSchema = Type.Object({ capture: captureSchema, duplicate: Type.Boolean() })
export type Uploaded = Static<typeof uploadedSchema>

/** What an upload must keep to; asked before one begins. The tus protocol (tus.io 1.0.0) is spoken under `tusPath`. */
export const limitsSchema = Type.Object({
  tusPath: Type.String(),
  /** 0: none. */
  maxFileBytes: whole,
  /** Room for captures now. */
  freeBytes: whole,
  retentionDays: whole,
  /** Who works: threads of the console, or `vedette packets worker` processes over NATS. */
  mode: Type.Enum(['threads', 'nats'] as const),
  /** Captures analysed at a time here. */
  threads: whole,
  mayOpen: Type.Boolean(),
  maySeePayload: Type.Boolean(),
})
export type Limits = Static<typeof limitsSchema>

/** Folders of the server whose files may be opened where they lie (`folders` of the settings), by number. */
const folderSchema = Type.Object({ id: whole, path: Type.String(), readable: Type.Boolean() })
export type Folder = Static<typeof folderSchema>
export const foldersSchema = Type.Object({ folders: Type.Array(folderSchema) })
export type FolderList = Static<typeof foldersSchema>
export const folderParamsSchema = Type.Object({ folder: whole })
export const placeQuerySchema = Type.Object({
  path: Type.Optional(Type.String({ maxLength: 4000 })),
  /** Only what has this in its name, in any case. */
  find: Type.Optional(Type.String({ maxLength: 255 })),
})

export const placeEntrySchema = Type.Object({
  name: Type.String(),
  /** Relative to the folder; of a site the whole path. */
  path: Type.String(),
  isFolder: Type.Boolean(),
  sizeBytes: optionalWhole,
  changedMs: optionalWhole,
})
export type PlaceEntry = Static<typeof placeEntrySchema>
export const placeListSchema = Type.Object({
  path: Type.String(),
  entries: Type.Array(placeEntrySchema),
  /** There is more than is listed. */
  cut: Type.Boolean(),
})
export type PlaceList = Static<typeof placeListSchema>

/** A machine that captures are fetched from over SFTP. Its host key is pinned: another one is refused. */
export const siteSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  host: Type.String(),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  user: Type.String(),
  /** `SHA256:…` as `ssh-keygen -l` prints it. */
  hostKey: Type.String(),
})
export type Site = Static<typeof siteSchema>

export const sitesSchema = Type.Object({ sites: Type.Array(siteSchema) })
export type SiteList = Static<typeof sitesSchema>
export const siteParamsSchema = Type.Object({ site: Type.String({ maxLength: 64 }) })
const machine = {
  host: Type.String({ pattern: '^[A-Za-z0-9._:-]{1,253}$' }),
  port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
}
export const hostKeyBodySchema = Type.Object(machine)
/** The key a machine shows: compare it with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` there. */
export const hostKeySchema = Type.Object({ hostKey: Type.String() })
export type HostKey = Static<typeof hostKeySchema>
/** One of `password` and `privateKey` (OpenSSH or PEM); kept sealed, never shown again. */
export const newSiteSchema = Type.Object({
  ...machine,
  name: Type.String({ minLength: 1, maxLength: 100 }),
  user: Type.String({ pattern: '^[^\\s:/@]{1,100}$' }),
  hostKey: Type.String({ pattern: '^SHA256:[A-Za-z0-9+/]{43}$' }),
  password: Type.Optional(Type.String({ maxLength: 1000 })),
  privateKey: Type.Optional(Type.String({ maxLength: 20_000 })),
  passphrase: Type.Optional(Type.String({ maxLength: 1000 })),
})
export type NewSite = Static<typeof newSiteSchema>

/** `POST /captures/open`: what `GET /folders/:folder` or `GET /sites/:site/entries` lists; one of `folder` and `site`. */
export const openBodySchema = Type.Object({
  folder: Type.Optional(whole),
  site: Type.Optional(Type.String({ maxLength: 64 })),
  path: Type.String({ minLength: 1, maxLength: 4000 }),
  level: Type.Optional(Type.Enum(LEVELS)),
})
export type OpenBody = Static<typeof openBodySchema>

export const JOB_STATES = ['waiting', 'running', 'done', 'dead', 'cancelled'] as const
export type JobState = (typeof JOB_STATES)[number]
export const jobSchema = Type.Object({
  id: Type.String(),
  /** Absent for a message nobody could read (of another version). */
  capture: optionalText,
  name: Type.String(),
  state: Type.Enum(JOB_STATES),
  level: Type.Enum(LEVELS),
  /** How often it was begun; our own count. */
  attempts: whole,
  /** Grows with every attempt: results of an older one are refused. */
  fence: whole,
  /** Who works on it or did. */
  worker: optionalText,
  addedMs: whole,
  startedMs: optionalWhole,
  endedMs: optionalWhole,
  reason: Type.Optional(textSchema),
  progress: Type.Optional(progressSchema),
})
export type Job = Static<typeof jobSchema>
/** Unfinished ones oldest first; then dead letters, newest first. */
export const queueSchema = Type.Object({
  mode: Type.Enum(['threads', 'nats'] as const),
  /** Absent with threads. `false`: the NATS server does not answer; what is accepted waits here. */
  connected: Type.Optional(Type.Boolean()),
  waiting: whole,
  running: whole,
  dead: whole,
  /** Age of the job that waits longest. */
  oldestWaitingMs: optionalWhole,
  workers: Type.Array(
    Type.Object({ name: Type.String(), seenMs: whole, busy: Type.Boolean(), version: Type.String() }),
  ),
  jobs: Type.Array(jobSchema),
  deadLetters: Type.Array(jobSchema),
})
export type Queue = Static<typeof queueSchema>
export const jobParamsSchema = Type.Object({ job: Type.String({ minLength: 1, maxLength: 64 }) })

/** `GET /captures/:id/report`: `partial` while it arrives or is analysed. `table` chooses a table for CSV. */
export const REPORT_FORMATS = ['json', 'csv', 'html'] as const
export const REPORT_TABLES = [
  'summary',
  'protocols',
  'conversations',
  'endpoints',
  'dns',
  'tls',
  'http',
  'findings',
] as const
export type ReportTable = (typeof REPORT_TABLES)[number]
export const reportQuerySchema = Type.Object({
  format: Type.Optional(Type.Enum(REPORT_FORMATS)),
  table: Type.Optional(Type.Enum(REPORT_TABLES)),
  /** As a file to keep. */
  download: Type.Optional(Type.Boolean()),
})

/** Live: `packets.captures:local` says which capture is new, changed or gone. */
export const captureEventSchema = Type.Union([
  Type.Object({ type: Type.Literal('changed'), capture: captureSchema }),
  Type.Object({ type: Type.Literal('gone'), id: Type.String() }),
])
export type CaptureEvent = Static<typeof captureEventSchema>
