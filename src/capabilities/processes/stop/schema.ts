/** Stopping a process, as it is asked and answered over HTTP. */
import { type Static, Type } from 'typebox'
import { planSchema, textSchema } from '../../../core/schema.ts'
import { identitySchema, VERDICTS } from '../schema.ts'

const number = Type.Number()
const optionalString = Type.Optional(Type.String())
const whole = Type.Integer({ minimum: 0 })

/** What the policies in force say of a process, as it travels with an order to stop it. */
export const stopPolicySchema = Type.Object({
  known: Type.Boolean(),
  isSystem: Type.Boolean(),
  terminatable: Type.Boolean(),
  /** `rule`: somebody wrote it for this very process, or a document about it is malformed. */
  from: Type.Enum(['known', 'unknown', 'rule']),
  /** `lastKnown`: the place policies are kept in does not answer. */
  state: Type.Enum(['fresh', 'lastKnown']),
})
export type StopPolicy = Static<typeof stopPolicySchema>

/** What the stop dialog shows: core's plan, and what is particular to a process. */
export const stopPlanSchema = Type.Object({
  ...planSchema.properties,
  process: Type.Object({
    ...identitySchema.properties,
    name: Type.String(),
    exe: optionalString,
    user: optionalString,
  }),
  verdict: Type.Enum(VERDICTS),
  /** Its children and theirs, nearest first: they are not stopped with it. */
  tree: Type.Array(Type.Object({ ...identitySchema.properties, name: Type.String(), depth: whole })),
  /** `systemctl stop X` instead: it is a unit's, and would be restarted. */
  unit: optionalString,
  /** Proof is kept before it is stopped unless the person says no. */
  evidence: Type.Boolean(),
  /** The policy store is away: `lastKnown` policies decide, and only an admin may go on. */
  policies: Type.Enum(['fresh', 'lastKnown']),
})
export type StopPlan = Static<typeof stopPlanSchema>
/** `POST :host/process/:pid/plan` */
export const stopPlanBodySchema = Type.Object({ startTime: whole })
/** `POST :host/process/:pid/stop` */
export const stopBodySchema = Type.Object({
  startTime: whole,
  digest: Type.String({ maxLength: 128 }),
  typed: Type.Optional(Type.String({ maxLength: 256 })),
  evidence: Type.Optional(Type.Boolean()),
})
export const OUTCOMES = ['terminated', 'blocked', 'not_found', 'identity_changed', 'failed'] as const
export type Outcome = (typeof OUTCOMES)[number]
export const stoppedSchema = Type.Object({
  outcome: Type.Enum(OUTCOMES),
  /** `soft`: it went by itself when asked. */
  how: Type.Optional(Type.Enum(['soft', 'hard'])),
  why: textSchema,
  tookMs: number,
  /** Bundle of evidence that was kept: `GET :host/evidence/:id`. */
  evidence: optionalString,
})
export type Stopped = Static<typeof stoppedSchema>
export const evidenceRowSchema = Type.Object({
  id: Type.String(),
  atMs: number,
  process: Type.Object({ ...identitySchema.properties, name: Type.String(), exe: optionalString }),
  sizeBytes: number,
  sha256: optionalString,
})
export type EvidenceRow = Static<typeof evidenceRowSchema>
