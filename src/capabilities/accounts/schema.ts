/** What `accounts` says over HTTP: signing in, people, tokens, audit, storage, settings and jobs. */
import { type Static, Type } from 'typebox'
import { roleSchema } from '../../core/schema.ts'

export const PASSWORD_MIN_LENGTH = 10

const name = Type.String({ minLength: 1, maxLength: 64 })
const password = Type.String({ minLength: 1, maxLength: 1024 })
const newPassword = Type.String({ minLength: PASSWORD_MIN_LENGTH, maxLength: 1024 })
const timeMs = Type.Integer({ minimum: 0, maximum: 9_007_199_254_740 })

export const configSchema = Type.Object({
  backupFolder: Type.String({
    default: '',
    description:
      'Where a backup is put together before it is downloaded; empty: the folder of the system for temporary files',
  }),
})
export type AccountsConfig = Static<typeof configSchema>

/** `GET welcome`, without signing in: which page to show. */
export const welcomeSchema = Type.Object({ needsFirstAdmin: Type.Boolean() })
export type Welcome = Static<typeof welcomeSchema>

/** `POST sign-in` → `Me` and a cookie. */
export const signInSchema = Type.Object({ name, password }, { additionalProperties: false })
export type SignIn = Static<typeof signInSchema>
/** `POST first-admin` → `Me` and a cookie. The link is `<console>/welcome#token=<secret>`: a fragment stays out of logs. */
export const firstAdminSchema = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 200 }), name, password: newPassword },
  { additionalProperties: false },
)
export type FirstAdmin = Static<typeof firstAdminSchema>

export const languageChoiceSchema = Type.Union([
  Type.Literal('auto'),
  Type.Literal('en'),
  Type.Literal('ko'),
  Type.Literal('ru'),
])
export const themeSchema = Type.Union([Type.Literal('auto'), Type.Literal('dark'), Type.Literal('light')])
/** `auto` follows the browser. */
export const preferencesSchema = Type.Object({
  language: languageChoiceSchema,
  /** IANA name or `auto`. */
  zone: Type.String({ minLength: 1, maxLength: 64 }),
  theme: themeSchema,
  plainFont: Type.Boolean(),
})
export type UserPreferences = Static<typeof preferencesSchema>

/** `GET me`, 401 when nobody is signed in. */
export const meSchema = Type.Object({
  kind: Type.Union([Type.Literal('user'), Type.Literal('token')]),
  id: Type.String(),
  name: Type.String(),
  role: roleSchema,
  /** A token may be limited to these. */
  capabilities: Type.Optional(Type.Array(Type.String())),
  /** A token without an owner has none of its own: all `auto`. */
  preferences: preferencesSchema,
})
export type Me = Static<typeof meSchema>
/** `PATCH me` → `Me`. A new password needs the present one and ends the other sessions. */
export const meChangeSchema = Type.Object(
  {
    language: Type.Optional(languageChoiceSchema),
    zone: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    theme: Type.Optional(themeSchema),
    plainFont: Type.Optional(Type.Boolean()),
    password: Type.Optional(Type.Object({ current: password, next: newPassword }, { additionalProperties: false })),
  },
  { additionalProperties: false },
)
export type MeChange = Static<typeof meChangeSchema>

/** `GET users` (admin) → `{ users }`. */
export const userSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  role: roleSchema,
  disabled: Type.Boolean(),
  createdMs: Type.Number(),
  lastSignInMs: Type.Optional(Type.Number()),
})
export type UserRow = Static<typeof userSchema>
export const usersSchema = Type.Object({ users: Type.Array(userSchema) })
export type Users = Static<typeof usersSchema>
/** `POST users` (admin) → 201 `UserRow`. */
export const newUserSchema = Type.Object(
  { name, password: newPassword, role: roleSchema },
  { additionalProperties: false },
)
export type NewUser = Static<typeof newUserSchema>
/** `PATCH users/:id` (admin) → `UserRow`. Disabling or a new password ends the person's sessions at once. */
export const userChangeSchema = Type.Object(
  {
    role: Type.Optional(roleSchema),
    disabled: Type.Optional(Type.Boolean()),
    password: Type.Optional(newPassword),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type UserChange = Static<typeof userChangeSchema>

/** `GET tokens` → `{ tokens }`: one's own; all of them for an admin. */
export const tokenSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  role: roleSchema,
  /** Absent: every capability. */
  capabilities: Type.Optional(Type.Array(Type.String())),
  ownerId: Type.Optional(Type.String()),
  /** Absent: made on the command line. */
  ownerName: Type.Optional(Type.String()),
  createdMs: Type.Number(),
  /** Absent: until it is revoked. */
  expiresMs: Type.Optional(Type.Number()),
  lastUsedMs: Type.Optional(Type.Number()),
})
export type TokenRow = Static<typeof tokenSchema>
export const tokensSchema = Type.Object({ tokens: Type.Array(tokenSchema) })
export type Tokens = Static<typeof tokensSchema>
/** `POST tokens` → 201 `MadeToken`. The role is at most one's own; a token makes no tokens. */
export const newTokenSchema = Type.Object(
  {
    name,
    role: roleSchema,
    capabilities: Type.Optional(
      Type.Array(Type.String({ pattern: '^[a-z][a-z0-9-]*$' }), { minItems: 1, maxItems: 50 }),
    ),
    expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3660 })),
  },
  { additionalProperties: false },
)
export type NewTokenRequest = Static<typeof newTokenSchema>
/** `secret` is shown this once. */
export const madeTokenSchema = Type.Object({ token: tokenSchema, secret: Type.String() })
export type MadeToken = Static<typeof madeTokenSchema>

export const auditOutcomeSchema = Type.Union([
  Type.Literal('planned'),
  Type.Literal('done'),
  Type.Literal('refused'),
  Type.Literal('failed'),
  Type.Literal('read'),
])
export const auditFilterSchema = Type.Object({
  who: Type.Optional(Type.String({ maxLength: 200 })),
  /** A whole action, or its beginning when it ends in a dot. */
  action: Type.Optional(Type.String({ maxLength: 200 })),
  host: Type.Optional(Type.String({ maxLength: 200 })),
  outcome: Type.Optional(auditOutcomeSchema),
  fromMs: Type.Optional(timeMs),
  toMs: Type.Optional(timeMs),
  text: Type.Optional(Type.String({ maxLength: 200 })),
})
export type AuditQuery = Static<typeof auditFilterSchema>
/** `GET audit` (operator) → `AuditRows`, newest first. */
export const auditPageQuerySchema = Type.Object({
  ...auditFilterSchema.properties,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
  beforeSeq: Type.Optional(Type.Integer({ minimum: 1 })),
})
/** `GET audit/export` (admin): the file itself, oldest first. */
export const auditExportQuerySchema = Type.Object({
  ...auditFilterSchema.properties,
  format: Type.Optional(Type.Union([Type.Literal('jsonl'), Type.Literal('csv')], { default: 'jsonl' })),
})
export const auditRowSchema = Type.Object({
  seq: Type.Number(),
  atMs: Type.Number(),
  who: Type.Object({
    kind: Type.Union([Type.Literal('user'), Type.Literal('token'), Type.Literal('system')]),
    id: Type.String(),
    name: Type.String(),
    role: roleSchema,
  }),
  /** An address, `cli` or `console`. */
  from: Type.String(),
  host: Type.String(),
  action: Type.String(),
  target: Type.String(),
  plan: Type.Optional(Type.Unknown()),
  outcome: auditOutcomeSchema,
  details: Type.Optional(
    Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])),
  ),
})
export type AuditRowView = Static<typeof auditRowSchema>
export const auditRowsSchema = Type.Object({
  rows: Type.Array(auditRowSchema),
  nextBeforeSeq: Type.Optional(Type.Number()),
})
export type AuditRows = Static<typeof auditRowsSchema>
/** `GET audit/verify` (operator): the words are the texts `audit.problem.<kind>` with `seq` and `toSeq`. */
export const auditVerdictSchema = Type.Object({
  ok: Type.Boolean(),
  rows: Type.Number(),
  firstAtMs: Type.Optional(Type.Number()),
  lastAtMs: Type.Optional(Type.Number()),
  head: Type.String(),
  problems: Type.Array(Type.Object({ kind: Type.String(), seq: Type.Number(), toSeq: Type.Optional(Type.Number()) })),
  problemCount: Type.Number(),
  /** Rows of an earlier key, which cannot be checked: the text `audit.note.other-key`. */
  otherKey: Type.Optional(Type.Object({ seq: Type.Number(), toSeq: Type.Number() })),
  notInHeadFile: Type.Array(Type.Number()),
  notInHeadFileCount: Type.Number(),
})
export type AuditVerdictView = Static<typeof auditVerdictSchema>

/** `GET storage` (viewer): who uses what of the data folder. */
export const storageSchema = Type.Object({
  budgetBytes: Type.Number(),
  usedBytes: Type.Number(),
  freeBytes: Type.Number(),
  state: Type.Union([Type.Literal('ok'), Type.Literal('nearly-full'), Type.Literal('full')]),
  uses: Type.Array(
    Type.Object({
      what: Type.String(),
      capability: Type.String(),
      sizeBytes: Type.Number(),
      rows: Type.Optional(Type.Number()),
      oldestMs: Type.Optional(Type.Number()),
      /** Place in the order of eviction, 1 goes first; absent: never evicted. */
      evictionOrder: Type.Optional(Type.Number()),
    }),
  ),
})
export type StorageView = Static<typeof storageSchema>

/** `POST backup` (admin): the file itself to keep, without keys; those only `vedette backup --with-key` adds. */
export const backupRequestSchema = Type.Object({}, { additionalProperties: false })

/** `GET settings` (admin): secrets are masked. */
export const settingsSchema = Type.Object({
  settings: Type.Array(Type.Object({ name: Type.String(), value: Type.String(), source: Type.String() })),
})
export type SettingsView = Static<typeof settingsSchema>

/** `GET jobs` (viewer). */
export const jobsSchema = Type.Object({
  jobs: Type.Array(
    Type.Object({
      name: Type.String(),
      everyMs: Type.Number(),
      running: Type.Boolean(),
      lastStartMs: Type.Optional(Type.Number()),
      lastEndMs: Type.Optional(Type.Number()),
      /** Why the last run failed; absent when it went well. */
      lastError: Type.Optional(Type.String()),
      failures: Type.Number(),
    }),
  ),
})
export type JobsView = Static<typeof jobsSchema>
