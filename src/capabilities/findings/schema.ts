/** Requests and answers of `/api/findings`. */
import { type Static, Type } from 'typebox'
import {
  expectationSchema,
  findingEventSchema,
  findingSchema,
  ruleReportSchema,
  windowSchema,
} from '../../core/findings/schema.ts'
import { LANGUAGES, severitySchema } from '../../core/schema.ts'

export const configSchema = Type.Object({
  historyDays: Type.Integer({
    default: 90,
    minimum: 31,
    maximum: 3650,
    description: 'Days a cleared finding and the history of findings are kept',
  }),
})

const languageSchema = Type.Enum(LANGUAGES)

/** `GET /` */
export const listQuerySchema = Type.Object({
  /** `needed`: open and not quiet. `quiet`: open and muted, expected, in maintenance, acknowledged or folded. */
  state: Type.Optional(Type.Enum(['open', 'needed', 'quiet', 'cleared', 'all'])),
  severity: Type.Optional(severitySchema),
  host: Type.Optional(Type.String({ maxLength: 255 })),
  capability: Type.Optional(Type.String({ maxLength: 64 })),
  /** `<capability>.<rule>` */
  rule: Type.Optional(Type.String({ maxLength: 128 })),
  assignee: Type.Optional(Type.String({ maxLength: 128 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  /** When said, every finding carries its words in this language; times in the reader's zone. */
  language: Type.Optional(languageSchema),
})

/** Rendered sentences, for readers without the text tables. */
export const wordsSchema = Type.Object({ title: Type.String(), why: Type.String(), next: Type.String() })
export const wordedFindingSchema = Type.Intersect([findingSchema, Type.Object({ words: Type.Optional(wordsSchema) })])
export type WordedFinding = Static<typeof wordedFindingSchema>

export const countsSchema = Type.Object({
  danger: Type.Number(),
  caution: Type.Number(),
  info: Type.Number(),
  muted: Type.Number(),
  expected: Type.Number(),
  maintenance: Type.Number(),
  acknowledged: Type.Number(),
  folded: Type.Number(),
})
export const listSchema = Type.Object({
  findings: Type.Array(wordedFindingSchema),
  total: Type.Number(),
  counts: countsSchema,
})
export type FindingsList = Static<typeof listSchema>

/** `:id` of a finding is its id, or its key encoded. */
export const idParamsSchema = Type.Object({ id: Type.String({ minLength: 1, maxLength: 1024 }) })
export const wordsQuerySchema = Type.Object({ language: Type.Optional(languageSchema) })

/** `GET /:id`; comments are the events of kind `commented`. Newest first. */
export const detailSchema = Type.Object({
  finding: wordedFindingSchema,
  history: Type.Array(findingEventSchema),
  /** There is more of it, older than this. */
  truncated: Type.Boolean(),
})
export type FindingDetail = Static<typeof detailSchema>

const reasonSchema = Type.String({ minLength: 1, maxLength: 500, description: 'Why, for those who come later' })
/** `POST /:id/assign`; `null` takes the owner off. */
export const assignSchema = Type.Object({
  assignee: Type.Union([Type.String({ minLength: 1, maxLength: 128 }), Type.Null()]),
})
export type AssignRequest = Static<typeof assignSchema>
/** `POST /:id/comment` */
export const commentSchema = Type.Object({ text: Type.String({ minLength: 1, maxLength: 4000 }) })
export type CommentRequest = Static<typeof commentSchema>
/** `POST /:id/acknowledge`: holds until it is worse. `severity` is what the person saw: 409 when it is worse by now. */
export const acknowledgeSchema = Type.Union([Type.Object({ severity: Type.Optional(severitySchema) }), Type.Null()], {
  default: null,
})
export type AcknowledgeRequest = Static<typeof acknowledgeSchema>
/** `POST /:id/unacknowledge` and `POST /:id/unmute` need no body. */
/** `POST /:id/mute` */
export const muteRequestSchema = Type.Object({ untilMs: Type.Number(), reason: reasonSchema })
export type MuteRequest = Static<typeof muteRequestSchema>
/** `POST /:id/expect`: `this` host, `all` hosts, or a list of hosts. */
export const expectSchema = Type.Object({
  hosts: Type.Union([
    Type.Literal('this'),
    Type.Literal('all'),
    Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { minItems: 1, maxItems: 1000 }),
  ]),
  reason: reasonSchema,
})
export type ExpectRequest = Static<typeof expectSchema>

/** `GET /expectations`, `DELETE /expectations/:id` */
export const expectationsSchema = Type.Object({ expectations: Type.Array(expectationSchema) })
export type ExpectationsList = Static<typeof expectationsSchema>

/** `GET /windows`, `POST /windows`, `DELETE /windows/:id` */
export const windowsSchema = Type.Object({ windows: Type.Array(windowSchema) })
export type WindowsList = Static<typeof windowsSchema>
export const windowRequestSchema = Type.Object({
  /** `null`: every host. */
  hosts: Type.Union([
    Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { minItems: 1, maxItems: 1000 }),
    Type.Null(),
  ]),
  fromMs: Type.Number(),
  toMs: Type.Number(),
  weekly: Type.Optional(Type.Boolean()),
  reason: reasonSchema,
})
export type WindowRequest = Static<typeof windowRequestSchema>

/** `GET /rules` */
export const rulesSchema = Type.Object({ rules: Type.Array(ruleReportSchema) })
export type RulesList = Static<typeof rulesSchema>

export type FindingsConfig = Static<typeof configSchema>
