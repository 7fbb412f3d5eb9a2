/** Who used the machine in each minute. */
import { type Static, Type } from 'typebox'
import { identitySchema } from '../schema.ts'

const number = Type.Number()
const optionalString = Type.Optional(Type.String())
const whole = Type.Integer({ minimum: 0 })

export const TOP_KINDS = ['cpu', 'memory', 'io'] as const
export type TopKind = (typeof TOP_KINDS)[number]
export const topEntrySchema = Type.Object({
  ...identitySchema.properties,
  name: Type.String(),
  exe: optionalString,
  user: optionalString,
  unit: optionalString,
  /** cpu: percent of one core; memory: bytes; io: bytes a second. Mean of the minute, memory at its end. */
  value: number,
})
export type TopEntry = Static<typeof topEntrySchema>
export const topMinuteSchema = Type.Object({
  /** Start of the minute, UTC. */
  atMs: number,
  cpu: Type.Array(topEntrySchema),
  memory: Type.Array(topEntrySchema),
  io: Type.Array(topEntrySchema),
})
export type TopMinute = Static<typeof topMinuteSchema>
/** `GET :host/top?fromMs=&toMs=`: the minutes touched by the range, at most a day of them. */
export const TOP_KEPT_MS = 7 * 86_400_000
export const TOP_RANGE_MS = 86_400_000
export const topQuerySchema = Type.Object({ fromMs: number, toMs: number })
export const topSchema = Type.Object({
  fromMs: number,
  toMs: number,
  /** Over the whole range: the mean of the minutes in which it was among the ten, with how many there were. */
  range: Type.Object({
    cpu: Type.Array(Type.Object({ ...topEntrySchema.properties, minutes: whole })),
    memory: Type.Array(Type.Object({ ...topEntrySchema.properties, minutes: whole })),
    io: Type.Array(Type.Object({ ...topEntrySchema.properties, minutes: whole })),
  }),
  minutes: Type.Array(topMinuteSchema),
})
export type Top = Static<typeof topSchema>
