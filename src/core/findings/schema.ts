/** What a finding looks like to whoever reads it: API, pages, command line, listeners. Runs anywhere. */
import { type Static, Type } from 'typebox'
import { evidenceSchema, nextStepSchema, paramsSchema, severitySchema, type Text, textSchema } from '../schema.ts'

export const FINDING_STATES = ['open', 'cleared'] as const
export type FindingState = (typeof FINDING_STATES)[number]

/** Why an open finding asks for nobody: it is still recorded. */
export const QUIET_REASONS = ['muted', 'expected', 'maintenance', 'acknowledged', 'folded'] as const
export type QuietReason = (typeof QUIET_REASONS)[number]

/** By itself: the rule saw N quiet observations. Gone: the thing is no longer there. Unwatched: the rule is no longer run. */
export const CLEAR_CAUSES = ['by-itself', 'gone', 'unwatched'] as const
export type ClearCause = (typeof CLEAR_CAUSES)[number]

export const TRANSITIONS = [
  'raised',
  'worsened',
  'eased',
  'cleared',
  'assigned',
  'commented',
  'acknowledged',
  'unacknowledged',
  'muted',
  'unmuted',
  'mute-ended',
  'expected',
  'unexpected',
] as const
export type Transition = (typeof TRANSITIONS)[number]

export const muteSchema = Type.Object({
  by: Type.String(),
  atMs: Type.Number(),
  untilMs: Type.Number(),
  reason: Type.String(),
})
export type Mute = Static<typeof muteSchema>

export const acknowledgementSchema = Type.Object({
  by: Type.String(),
  atMs: Type.Number(),
  /** It holds until the finding is worse than this. */
  severity: severitySchema,
})
export type Acknowledgement = Static<typeof acknowledgementSchema>

export const expectationSchema = Type.Object({
  id: Type.String(),
  /** `<capability>.<rule>` */
  rule: Type.String(),
  subject: Type.String(),
  /** `null`: every host. */
  hosts: Type.Union([Type.Array(Type.String()), Type.Null()]),
  /** Anything worse is not expected. */
  severity: severitySchema,
  reason: Type.String(),
  by: Type.String(),
  atMs: Type.Number(),
})
export type Expectation = Static<typeof expectationSchema>

export const windowSchema = Type.Object({
  id: Type.String(),
  /** `null`: every host. */
  hosts: Type.Union([Type.Array(Type.String()), Type.Null()]),
  fromMs: Type.Number(),
  toMs: Type.Number(),
  /** Again every 7 × 24 hours. */
  weekly: Type.Boolean(),
  reason: Type.String(),
  by: Type.String(),
  atMs: Type.Number(),
  /** It is in force now. */
  active: Type.Boolean(),
})
export type MaintenanceWindow = Static<typeof windowSchema>

export const findingSchema = Type.Object({
  /** Short and safe in an address; the same for ever for one key. */
  id: Type.String(),
  /** `<capability>.<rule>:<host>:<subject>` */
  key: Type.String(),
  capability: Type.String(),
  /** `<capability>.<rule>` */
  rule: Type.String(),
  host: Type.String(),
  subject: Type.String(),
  state: Type.Enum(FINDING_STATES),
  severity: severitySchema,
  /** Texts `<capability>.rule.<name>.title|why`, filled with the observation's params, `host` and `subject`. */
  title: textSchema,
  why: textSchema,
  evidence: Type.Array(evidenceSchema),
  /** Label is the text `<capability>.rule.<name>.next` unless the rule said another. */
  next: nextStepSchema,
  raisedAtMs: Type.Number(),
  updatedAtMs: Type.Number(),
  /** How often it rose, this time included. */
  raisedCount: Type.Number(),
  cleared: Type.Union([
    Type.Object({
      atMs: Type.Number(),
      lastedMs: Type.Number(),
      cause: Type.Enum(CLEAR_CAUSES),
      /** What the value is now. */
      evidence: Type.Array(evidenceSchema),
    }),
    Type.Null(),
  ]),
  /** Name of the person who owns it. */
  assignee: Type.Union([Type.String(), Type.Null()]),
  acknowledged: Type.Union([acknowledgementSchema, Type.Null()]),
  mute: Type.Union([muteSchema, Type.Null()]),
  expected: Type.Union([expectationSchema, Type.Null()]),
  maintenance: Type.Union([windowSchema, Type.Null()]),
  /** Key of the open finding that explains this one. */
  foldedUnder: Type.Union([Type.String(), Type.Null()]),
  /** Keys of the open findings this one explains, through chains too. */
  folds: Type.Array(Type.String()),
  /** `null`: it needs someone (when open). */
  quiet: Type.Union([Type.Enum(QUIET_REASONS), Type.Null()]),
})
export type Finding = Static<typeof findingSchema>

export const findingEventSchema = Type.Object({
  id: Type.Number(),
  /** Id and key of the finding. */
  finding: Type.String(),
  key: Type.String(),
  rule: Type.String(),
  host: Type.String(),
  atMs: Type.Number(),
  kind: Type.Enum(TRANSITIONS),
  /** Name of the person; `null`: the console itself. */
  who: Type.Union([Type.String(), Type.Null()]),
  /** What was found, as it was then. */
  title: textSchema,
  /** Severity after the transition. */
  severity: severitySchema,
  /** `text` of a comment, `reason` and `untilMs` of a mute, `assignee`, `lastedMs` and `cause` of a clearing, `from` of a change in severity. */
  details: paramsSchema,
})
export type FindingEvent = Static<typeof findingEventSchema>

export const ruleReportSchema = Type.Object({
  /** `<capability>.<rule>` */
  rule: Type.String(),
  capability: Type.String(),
  severity: severitySchema,
  raiseAfter: Type.Number(),
  clearAfter: Type.Number(),
  symptomOf: Type.Array(Type.String()),
  /** Open now, quiet ones included. */
  open: Type.Number(),
  /** How often it rose in the last 30 days. */
  fired: Type.Number(),
  /** How often it would have risen over the history of the last 30 days; `null`: the rule does not say how it reads history. */
  wouldHaveFired: Type.Union([Type.Number(), Type.Null()]),
  /** How many days of history there were to look at. */
  historyDays: Type.Union([Type.Number(), Type.Null()]),
})
export type RuleReport = Static<typeof ruleReportSchema>

/** Where the console shows a finding; `id` is safe in an address as it is. */
export const findingHref = (id: string) => `/findings?state=all&open=${id}`

/** What happened, without who and to what: `Muted until 14:00: new disk on Friday`. */
export function toDone(event: Pick<FindingEvent, 'kind' | 'details'>): Text {
  const { kind, details } = event
  if (kind === 'cleared') return { key: `findings.did.cleared-${details['cause']}`, params: details }
  if (kind === 'assigned' && details['assignee'] === null) return { key: 'findings.did.unassigned' }
  return { key: `findings.did.${kind}`, params: details }
}
