/** What is known of programs and which may be stopped: the documents, and what is said of them over HTTP. Runs anywhere. */
import { type Static, Type } from 'typebox'
import { type Language, type Text, textSchema } from '../../../core/schema.ts'
import { PLATFORMS, type Policy } from '../schema.ts'

/** Words are the texts `processes.category.<category>`. */
export const CATEGORIES = [
  'kernel',
  'init',
  'system',
  'hardware',
  'storage',
  'network',
  'remote-access',
  'security',
  'accounts',
  'scheduling',
  'logging',
  'monitoring',
  'database',
  'queue',
  'web',
  'proxy',
  'mail',
  'dns',
  'file-sharing',
  'containers',
  'virtualization',
  'automation',
  'backup',
  'packages',
  'printing',
  'desktop',
  'sound',
  'browser',
  'office',
  'communication',
  'media',
  'editor',
  'development',
  'runtime',
  'shell',
  'tool',
  'other',
] as const
export type Category = (typeof CATEGORIES)[number]

/** Why a program may or may not be stopped: texts `processes.reason.<key>`. Any other reason is a person's own words. */
export const REASONS = [
  'kernel',
  'core',
  'guard',
  'daemon',
  'data',
  'session',
  'install',
  'runtime',
  'copying',
  'program',
  'tool',
  'rule',
  'malformed',
] as const
export type ReasonKey = (typeof REASONS)[number]

/** No control characters and no line ends: a name is shown and typed. */
const ONE_LINE = '^[^\\u0000-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]+$'
const nameSchema = Type.String({ minLength: 1, maxLength: 128, pattern: ONE_LINE })
/** Says something, and moves no cursor and turns no text round wherever it is shown. */
const SENTENCE =
  '^(?=[^]*\\S)[^\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]*$'
const sentenceSchema = Type.String({ minLength: 1, maxLength: 500, pattern: SENTENCE })
const closed = { additionalProperties: false }

/** One sentence in every language. */
const wordsSchema = Type.Object({ en: sentenceSchema, ko: sentenceSchema, ru: sentenceSchema }, closed)
export type Words = Static<typeof wordsSchema>

const strictPolicySchema = Type.Object(
  {
    /** Part of the operating system: never stopped from here. */
    is_system: Type.Boolean(),
    terminatable: Type.Boolean(),
    /** A key of `REASONS`, or a person's own words in one language or in three. */
    reason: Type.Union([Type.String({ maxLength: 500 }), wordsSchema]),
  },
  closed,
)

const knownFields = {
  name: nameSchema,
  platform: Type.Enum(PLATFORMS),
  category: Type.Enum(CATEGORIES),
  description: wordsSchema,
  policy: strictPolicySchema,
  tags: Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: 20 }),
}
/** What the catalog holds: a document without its times. */
export const catalogEntrySchema = Type.Object(knownFields, closed)
export type CatalogEntry = Static<typeof catalogEntrySchema>

/** ISO 8601 in UTC (a `Date` in MongoDB, microseconds in the relational store). */
const timeSchema = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?Z$' })
/** One document of `known_processes`; unique on (name, platform). */
export const knownDocumentSchema = Type.Object(
  { ...knownFields, created_at: timeSchema, updated_at: timeSchema },
  closed,
)
export type KnownDocument = Static<typeof knownDocumentSchema>

/** A row of an import: an export's, or one written by hand without its times. */
export const importedKnownSchema = Type.Object(
  { ...knownFields, created_at: Type.Optional(timeSchema), updated_at: Type.Optional(timeSchema) },
  closed,
)
export type ImportedKnown = Static<typeof importedKnownSchema>

const patternSchema = Type.String({ minLength: 1, maxLength: 1024, pattern: ONE_LINE })
const ruleFields = {
  /** Name of the process, whole. */
  name: Type.Optional(nameSchema),
  /** Executable: `*` stands for anything but `/` (or `\`), `**` for anything, `?` for one character. */
  path: Type.Optional(patternSchema),
  /** Name of the account it runs as. */
  user: Type.Optional(nameSchema),
  policy: strictPolicySchema,
}
/** What a person writes of a rule; at least one of name, path and user is said. */
export const ruleInputSchema = Type.Object(ruleFields, closed)
export type RuleInput = Static<typeof ruleInputSchema>
/** One document of `process_rules`: read after `known_processes`, and may only tighten. */
export const processRuleSchema = Type.Object(
  { id: Type.String({ minLength: 1, maxLength: 64 }), ...ruleFields, created_at: timeSchema, updated_at: timeSchema },
  closed,
)
export type ProcessRule = Static<typeof processRuleSchema>

export const importedRuleSchema = Type.Object(
  {
    id: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    ...ruleFields,
    created_at: Type.Optional(timeSchema),
    updated_at: Type.Optional(timeSchema),
  },
  closed,
)
export type ImportedRule = Static<typeof importedRuleSchema>

/** A document that is not what it must be: it is not used, and the name it is about is locked until it is mended. */
export const refusedDocumentSchema = Type.Object({
  /** `known_processes linux/sshd`, or the document's own id where it has no readable name. */
  document: Type.String(),
  /** `policy.terminatable` */
  field: Type.String(),
})
export type RefusedDocument = Static<typeof refusedDocumentSchema>

export const POLICY_ADAPTERS = ['relational', 'mongodb'] as const
/** `GET policies/state`, and answered by `POST policies/sync`. */
export const policyStateSchema = Type.Object({
  adapter: Type.Enum(POLICY_ADAPTERS),
  /** False: the last known policies are in force, and only an admin may stop anything. */
  reachable: Type.Boolean(),
  /** Since when it is so. */
  sinceMs: Type.Number(),
  /** When the policies in force were last read; 0: never, the catalog that comes with the console is in force. */
  readMs: Type.Number(),
  /** What keeps it out of reach. */
  problem: Type.Optional(textSchema),
  refused: Type.Array(refusedDocumentSchema),
  knownCount: Type.Number(),
  ruleCount: Type.Number(),
})
export type PolicyState = Static<typeof policyStateSchema>

const chosenBoolean = Type.Optional(Type.Boolean())
/** `GET policies/known` → `KnownPage`. */
export const knownQuerySchema = Type.Object(
  {
    /** Anywhere in the name, the description in any language, or a tag. */
    q: Type.Optional(Type.String({ maxLength: 200 })),
    platform: Type.Optional(Type.Enum(PLATFORMS)),
    category: Type.Optional(Type.Enum(CATEGORIES)),
    tag: Type.Optional(Type.String({ maxLength: 40 })),
    system: chosenBoolean,
    terminatable: chosenBoolean,
    /** Only what differs from the catalog that comes with the console. */
    edited: chosenBoolean,
    offset: Type.Integer({ minimum: 0, default: 0 }),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
  },
  closed,
)
export type KnownQuery = Static<typeof knownQuerySchema>
export const knownPageSchema = Type.Object({
  rows: Type.Array(Type.Object({ ...knownDocumentSchema.properties, edited: Type.Boolean() })),
  /** How many there are under this filter. */
  total: Type.Number(),
  /** Under this filter without its category. */
  categories: Type.Array(Type.Object({ category: Type.Enum(CATEGORIES), count: Type.Number() })),
})
export type KnownPage = Static<typeof knownPageSchema>

export const knownKeySchema = Type.Object({ platform: Type.Enum(PLATFORMS), name: nameSchema }, closed)
export type KnownKey = Static<typeof knownKeySchema>

/** `PUT policies/known/:platform/:name`; a language left out is taken from another one. */
export const knownInputSchema = Type.Object(
  {
    category: knownFields.category,
    description: Type.Object(
      { en: Type.Optional(sentenceSchema), ko: Type.Optional(sentenceSchema), ru: Type.Optional(sentenceSchema) },
      { ...closed, minProperties: 1 },
    ),
    policy: strictPolicySchema,
    tags: knownFields.tags,
  },
  closed,
)
export type KnownInput = Static<typeof knownInputSchema>

export const EXPORT_FORMAT = 'vedette-policies'
/** `GET policies/export`, and what `POST policies/import` takes (it also takes a plain list of known processes). */
export const exportSchema = Type.Object({
  format: Type.Literal(EXPORT_FORMAT),
  version: Type.Literal(1),
  exported_at: timeSchema,
  known_processes: Type.Array(knownDocumentSchema),
  process_rules: Type.Array(processRuleSchema),
})
export type PolicyExport = Static<typeof exportSchema>
/** `POST policies/import` → how many of each are new or changed. */
export const importedSchema = Type.Object({ known: Type.Number(), rules: Type.Number() })
export type Imported = Static<typeof importedSchema>

/** `GET policies/rules` */
export const rulesSchema = Type.Object({ rules: Type.Array(processRuleSchema) })
/** `PUT`, `DELETE policies/rules/:id` */
export const ruleIdSchema = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) })

export const toCategoryText = (category: string): Text => ({
  key: `processes.category.${(CATEGORIES as readonly string[]).includes(category) ? category : 'other'}`,
})
/** A person's own words in three languages need the reader's; `undefined` when nobody said why. */
export function toReasonText({ reason }: Policy, language: Language): Text | undefined {
  if (typeof reason !== 'string') return { key: 'processes.policy.own-reason', params: { reason: reason[language] } }
  if (reason === '') return undefined
  const isKey = (REASONS as readonly string[]).includes(reason)
  return isKey ? { key: `processes.reason.${reason}` } : { key: 'processes.policy.own-reason', params: { reason } }
}
