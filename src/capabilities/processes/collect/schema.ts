/** What the console asks of an agent, and what an agent says unasked (link). */
import { type Static, Type } from 'typebox'
import { identitySchema, processFactsSchema, processPassSchema, unitFactsSchema } from '../schema.ts'
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

export const processesRequestSchemas = {
  /** A lease: looks come every `everyMs` until `forMs` have passed. */
  'processes.watch': Type.Object({ everyMs: Type.Integer({ minimum: 500 }), forMs: Type.Integer({ minimum: 0 }) }),
  /** A whole look, not older than two seconds. */
  'processes.list': Type.Object({}),
  /** One process as it is at this moment, with the unit it belongs to. */
  'processes.detail': Type.Object({ pid: Type.Integer({ minimum: 0 }) }),
} as const
export type ProcessesMethod = keyof typeof processesRequestSchemas
export type ProcessesRequest<Method extends ProcessesMethod> = Static<(typeof processesRequestSchemas)[Method]>

export const processesPushSchemas = {
  'processes.look': processPushSchema,
  'processes.top': topMinuteSchema,
} as const
