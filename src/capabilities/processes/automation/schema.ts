/** What may happen without an operator, as it is written, asked and answered over HTTP. */
import { type Static, Type } from 'typebox'
import { textSchema } from '../../../core/schema.ts'
import { identitySchema, RISKS } from '../schema.ts'

const number = Type.Number()
const whole = Type.Integer({ minimum: 0 })

export const AUTOMATION_ACTIONS = ['notify', 'stop'] as const
/** `dry-run`: everything is decided and recorded, and nothing is done. */
export const AUTOMATION_MODES = ['off', 'dry-run', 'on'] as const
export type AutomationMode = (typeof AUTOMATION_MODES)[number]
/** Days of dry run on a host before anything may be stopped there. */
export const NEEDED_DAYS = 7

/** All that is said has to hold for `forMinutes` without a break. At least one of the others is said. */
export const automationWhenSchema = Type.Object(
  {
    /** The process's own name, or its file's. */
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    /** This bad or worse. */
    verdict: Type.Optional(Type.Enum(['caution', 'danger'])),
    rule: Type.Optional(Type.Enum(RISKS)),
    memoryPercentOver: Type.Optional(Type.Number({ minimum: 1, maximum: 100 })),
    /** Of one core: eight busy cores are 800. */
    cpuPercentOver: Type.Optional(Type.Number({ minimum: 1, maximum: 100_000 })),
    forMinutes: Type.Integer({ minimum: 1, maximum: 1440 }),
  },
  { additionalProperties: false },
)
export type AutomationWhen = Static<typeof automationWhenSchema>

/** `POST automation`, `PUT automation/:id` */
export const automationInputSchema = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
    /** Every host when absent. */
    host: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    when: automationWhenSchema,
    action: Type.Enum(AUTOMATION_ACTIONS),
  },
  { additionalProperties: false },
)
export type AutomationInput = Static<typeof automationInputSchema>

export const rehearsedSchema = Type.Object({
  host: Type.String(),
  /** Whole days of dry run that are on record; `NEEDED_DAYS` are enough. */
  days: whole,
  watchedMs: number,
})
export const automationSchema = Type.Object({
  id: Type.String(),
  ...automationInputSchema.properties,
  mode: Type.Enum(AUTOMATION_MODES),
  /** Grows when host, condition or action change: the dry run then begins anew. */
  revision: whole,
  rehearsed: Type.Array(rehearsedSchema),
  createdAtMs: number,
  updatedAtMs: number,
})
export type Automation = Static<typeof automationSchema>

/** `GET automation` */
export const automationsSchema = Type.Object({
  /** The switch over all of them. */
  on: Type.Boolean(),
  neededDays: whole,
  stopsPerHour: whole,
  automations: Type.Array(automationSchema),
})
export type Automations = Static<typeof automationsSchema>
export const automationModeSchema = Type.Object({ mode: Type.Enum(AUTOMATION_MODES) })
export const automationSwitchSchema = Type.Object({ on: Type.Boolean() })
export const automationIdSchema = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) })

/** `limited`: as many have been stopped in this hour as may be. */
export const RUN_OUTCOMES = ['notified', 'stopped', 'refused', 'limited', 'failed'] as const
export type RunOutcome = (typeof RUN_OUTCOMES)[number]
export const automationRunSchema = Type.Object({
  atMs: number,
  host: Type.String(),
  revision: whole,
  /** Nothing was done: this is what would have been. */
  dryRun: Type.Boolean(),
  outcome: Type.Enum(RUN_OUTCOMES),
  process: Type.Object({ ...identitySchema.properties, name: Type.String(), exe: Type.Optional(Type.String()) }),
  text: textSchema,
  /** Why it was refused, or how it ended. */
  reasons: Type.Array(textSchema),
})
export type AutomationRun = Static<typeof automationRunSchema>

/** `GET automation/:id/record` */
export const automationRecordSchema = Type.Object({
  neededDays: whole,
  rehearsed: Type.Array(rehearsedSchema),
  days: Type.Array(Type.Object({ host: Type.String(), day: Type.String(), watchedMs: number })),
  /** Newest first. */
  runs: Type.Array(automationRunSchema),
})
export type AutomationRecord = Static<typeof automationRecordSchema>
