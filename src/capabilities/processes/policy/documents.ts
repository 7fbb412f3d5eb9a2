/** What a document must be, asked before it is kept and after it was read; which field is wrong, and what it takes. */
import type { TObject, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { policyErrors } from './errors.ts'
import {
  type CatalogEntry,
  type ImportedKnown,
  type ImportedRule,
  importedKnownSchema,
  importedRuleSchema,
  type KnownDocument,
  type KnownInput,
  knownDocumentSchema,
  type ProcessRule,
  processRuleSchema,
  type RuleInput,
  type Words,
} from './schema.ts'

export interface FieldFault {
  /** `policy.terminatable` */
  readonly field: string
  /** What it takes, in a notation every language reads: `true | false`, `linux | windows | common`. */
  readonly expected: string
}
interface SchemaError {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
}

const toField = (path: string, name?: string) =>
  [...path.split('/').slice(1), ...(name === undefined ? [] : [name])]
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.')
const firstOf = (params: object, name: string) => {
  const value = (params as Record<string, unknown>)[name]
  return Array.isArray(value) && typeof value[0] === 'string' ? value[0] : undefined
}

/** Follows a field into its schema, to say what it takes. */
function schemaAt(schema: TSchema, field: string): TSchema | undefined {
  let at: unknown = schema
  for (const part of field.split('.').filter(Boolean)) {
    const { properties, items } = (at ?? {}) as { properties?: Record<string, unknown>; items?: unknown }
    at = properties?.[part] ?? items
  }
  return at as TSchema | undefined
}
interface JsonSchema {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly anyOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, unknown>>
  readonly pattern?: string
  readonly maxLength?: number
}
function describe(schema: JsonSchema | undefined): string {
  if (!schema) return '–'
  if (schema.enum) return schema.enum.join(' | ')
  if (schema.anyOf) return schema.anyOf.map(describe).join(' | ')
  if (schema.type === 'boolean') return 'true | false'
  if (schema.type === 'array') return `[${describe(schema.items)}, …]`
  if (schema.properties) return `{ ${Object.keys(schema.properties).join(', ')} }`
  if (schema.pattern?.includes('T')) return '2026-01-31T12:00:00Z'
  return schema.maxLength === undefined ? '"…"' : `"…" (≤ ${schema.maxLength})`
}

/** A union reports each branch it tried; the outermost field that is wrong is the one to name. */
function toFault(schema: TObject, errors: readonly SchemaError[]): FieldFault | undefined {
  const union = errors.find(({ keyword }) => keyword === 'anyOf')
  const first = union && errors[0]?.instancePath.startsWith(union.instancePath) ? union : errors[0]
  if (!first) return undefined
  const missing = firstOf(first.params, 'requiredProperties') ?? firstOf(first.params, 'additionalProperties')
  const field = toField(first.instancePath, missing)
  return { field: field === '' ? '/' : field, expected: describe(schemaAt(schema, field) as JsonSchema | undefined) }
}

function createCheck<Value>(schema: TObject, more?: (value: Value) => FieldFault | undefined) {
  let validator: Validator | undefined
  return (value: unknown): { readonly value: Value } | { readonly fault: FieldFault } => {
    validator ??= Compile(schema) as Validator
    const fault = validator.Check(value)
      ? more?.(value as Value)
      : (toFault(schema, validator.Errors(value) as readonly SchemaError[]) ?? { field: '/', expected: '–' })
    return fault ? { fault } : { value: value as Value }
  }
}

const contradicts = ({ policy }: { policy: { is_system: boolean; terminatable: boolean } }): FieldFault | undefined =>
  policy.is_system && policy.terminatable ? { field: 'policy.terminatable', expected: 'false' } : undefined
const loosens = ({ policy }: RuleInput): FieldFault | undefined =>
  policy.terminatable && !policy.is_system ? { field: 'policy.terminatable', expected: 'false' } : undefined
const isEmpty = ({ name, path, user }: RuleInput): FieldFault | undefined =>
  name === undefined && path === undefined && user === undefined
    ? { field: 'name', expected: 'name | path | user' }
    : undefined
const ruleFault = (rule: RuleInput) => isEmpty(rule) ?? contradicts(rule) ?? loosens(rule)

export const checkImportedKnown = createCheck<ImportedKnown>(importedKnownSchema, contradicts)
export const checkKnownDocument = createCheck<KnownDocument>(knownDocumentSchema, contradicts)
export const checkImportedRule = createCheck<ImportedRule>(importedRuleSchema, ruleFault)
export const checkRuleDocument = createCheck<ProcessRule>(processRuleSchema, ruleFault)

/** Throws the error that says what is wrong with it. */
export function assertRule(rule: RuleInput): void {
  if (isEmpty(rule)) throw policyErrors['processes.rule-empty']()
  if (contradicts(rule)) throw policyErrors['processes.policy-contradictory']({ name: rule.name ?? '' })
  if (loosens(rule)) throw policyErrors['processes.rule-loosens']()
}
export function assertEntry(entry: CatalogEntry): void {
  if (contradicts(entry)) throw policyErrors['processes.policy-contradictory']({ name: entry.name })
}

/** A language that was left out takes the words of another one. */
export function toWholeWords({ en, ko, ru }: KnownInput['description']): Words {
  const any = en ?? ko ?? ru ?? ''
  return { en: en ?? any, ko: ko ?? any, ru: ru ?? any }
}
