/** What the console asks of an agent, and what an agent says unasked (link). */
import { type Static, Type } from 'typebox'
import { roleSchema } from '../../../core/schema.ts'
import {
  identitySchema,
  knownProcessSchema,
  processFactsSchema,
  processPassSchema,
  unitFactsSchema,
} from '../schema.ts'
import { stopPolicySchema } from '../stop/schema.ts'
import { topMinuteSchema } from '../top/schema.ts'

const headSchema = Type.Omit(processPassSchema, ['processes'])
/** One look: everything, or what is new since the look at `sinceMs`. */
export const processPushSchema = Type.Object({
  ...headSchema.properties,
  sinceMs: Type.Optional(Type.Number()),
  changed: Type.Array(processFactsSchema),
  gone: Type.Array(identitySchema),
})
export type ProcessPush = Static<typeof processPushSchema>

export const agentDetailSchema = Type.Object({
  atMs: Type.Number(),
  process: processFactsSchema,
  unit: Type.Optional(unitFactsSchema),
})
export type AgentDetail = Static<typeof agentDetailSchema>

/** A bundle of evidence comes over the link in pieces. */
export const EVIDENCE_PIECE_BYTES = 1_048_576

export const processesRequestSchemas = {
  /** A lease: looks come every `everyMs` until `forMs` have passed. */
  'processes.watch': Type.Object({ everyMs: Type.Integer({ minimum: 500 }), forMs: Type.Integer({ minimum: 0 }) }),
  /** A whole look, not older than two seconds. */
  'processes.list': Type.Object({}),
  /** One process as it is at this moment, with the unit it belongs to. */
  'processes.detail': Type.Object({ pid: Type.Integer({ minimum: 0 }) }),
  /** Vedette's own process there, and whoever started it. */
  'processes.own': Type.Object({}),
  'processes.stop': Type.Object({
    identity: identitySchema,
    program: Type.Pick(processFactsSchema, ['name', 'exe', 'user']),
    actor: Type.Object({ kind: Type.Enum(['user', 'token', 'system']), role: roleSchema }),
    askedBy: Type.String({ maxLength: 200 }),
    policy: stopPolicySchema,
    known: Type.Optional(knownProcessSchema),
    typed: Type.Optional(Type.String({ maxLength: 256 })),
    evidence: Type.Boolean(),
    waitMs: Type.Integer({ minimum: 0 }),
  }),
  'processes.evidence-list': Type.Object({}),
  'processes.evidence-read': Type.Object({
    id: Type.String({ maxLength: 40 }),
    offset: Type.Integer({ minimum: 0 }),
    length: Type.Integer({ minimum: 1, maximum: EVIDENCE_PIECE_BYTES }),
  }),
} as const
export type ProcessesMethod = keyof typeof processesRequestSchemas
export type ProcessesRequest<Method extends ProcessesMethod> = Static<(typeof processesRequestSchemas)[Method]>

export const processesPushSchemas = {
  'processes.look': processPushSchema,
  'processes.top': topMinuteSchema,
} as const
