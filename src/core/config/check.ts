/** One raw value against one field's schema: the value it means, or what was expected of it. Pure. */
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { FORMS, type FormName } from './forms.ts'

/** The parts of a JSON Schema that settings use. */
interface FieldSchema {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly items?: FieldSchema
  readonly minimum?: number
  readonly maximum?: number
  readonly default?: unknown
  readonly description?: string
  readonly secret?: boolean
  readonly form?: FormName
}
export const toFieldSchema = (schema: TSchema): FieldSchema => schema as FieldSchema

/** What a field takes, in a notation every language reads: `1 … 65535`, `true | false`, `[text, …]`. */
export function describeField(schema: FieldSchema): string {
  if (schema.form) return FORMS[schema.form].expected
  if (schema.enum) return schema.enum.join(' | ')
  switch (schema.type) {
    case 'integer':
    case 'number': {
      const { minimum, maximum } = schema
      if (minimum !== undefined && maximum !== undefined) return `${minimum} … ${maximum}`
      return minimum === undefined ? '0, 1, 2 …' : `≥ ${minimum}`
    }
    case 'boolean':
      return 'true | false'
    case 'array':
      return `[${schema.items ? describeField(schema.items) : 'text'}, …]`
    default:
      return '"text"'
  }
}

const SIZE = /^(\d+(?:\.\d+)?)\s*([kMGT])i?B?$/
const SIZE_FACTOR: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 }

function parseNumber(text: string): unknown {
  const size = SIZE.exec(text)
  if (size) return Math.round(Number(size[1]) * (SIZE_FACTOR[size[2] ?? ''] ?? 1))
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
}
const TRUTH: Readonly<Record<string, boolean>> = {
  true: true,
  1: true,
  yes: true,
  on: true,
  false: false,
  0: false,
  no: false,
  off: false,
}

/** A list may be written as YAML and JSON write it: `["/a, b", "/c"]`. */
function parseJsonList(text: string): readonly unknown[] | undefined {
  if (!text.trim().startsWith('[')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Text as it stands in the environment → the type the field wants; what does not fit stays text and fails the check. */
export function parseText(schema: FieldSchema, text: string): unknown {
  if (schema.type === 'integer' || schema.type === 'number') return parseNumber(text.trim())
  if (schema.type === 'boolean') return TRUTH[text.trim().toLowerCase()] ?? text
  if (schema.type !== 'array') return text
  const items = schema.items ?? {}
  const json = parseJsonList(text)
  if (json) return json.map((item) => (typeof item === 'string' ? parseText(items, item) : item))
  return text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)
    .map((item) => parseText(items, item))
}

/** YAML writes sizes as text (`10 GB`) and one item without its list; everything else must have its type. */
function toWanted(schema: FieldSchema, value: unknown): unknown {
  if (typeof value !== 'string') return value
  const numeric = schema.type === 'integer' || schema.type === 'number'
  return numeric || schema.type === 'array' ? parseText(schema, value) : value
}

/** `undefined` for a text, or an item of a list, that has not the form its field asks for. */
function toFormed(field: FieldSchema, value: unknown): unknown {
  if (field.items?.form && Array.isArray(value)) {
    const items = value.map((item) => toFormed(field.items ?? {}, item))
    return items.includes(undefined) ? undefined : items
  }
  return field.form && typeof value === 'string' ? FORMS[field.form].parse(value) : value
}

export function checkValue(
  schema: TSchema,
  raw: unknown,
  from: 'text' | 'typed',
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly expected: string } {
  const field = toFieldSchema(schema)
  const value = from === 'text' && typeof raw === 'string' ? parseText(field, raw) : toWanted(field, raw)
  const formed = Value.Check(schema, value) ? toFormed(field, value) : undefined
  return formed === undefined ? { ok: false, expected: describeField(field) } : { ok: true, value: formed }
}
