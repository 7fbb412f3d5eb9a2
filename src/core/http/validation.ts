/** Checks a request against its TypeBox schema, and says which fields are wrong in the reader's language. */
import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { VedetteError } from '../errors.ts'
import type { Params, Text } from '../schema.ts'
import { httpErrors } from './errors.ts'

interface Finding {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
}
export interface FieldProblem {
  /** JSON pointer (RFC 6901) into the body, the query or the path. */
  readonly field: string
  readonly text: Text
}

/** Keywords whose sentence needs nothing but the limit. */
const LIMITED = new Set([
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
  'minProperties',
])
const toPointer = (path: string, name: string) => `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
const paramOf = (finding: Finding, name: string): unknown => (finding.params as Record<string, unknown>)[name]
const namesOf = (finding: Finding, name: string) => {
  const value = paramOf(finding, name)
  return Array.isArray(value) ? value.map(String) : []
}

function toFieldProblems(finding: Finding, all: readonly Finding[]): readonly FieldProblem[] {
  const { keyword, instancePath } = finding
  const say = (what: string, params: Params = {}, field = instancePath): FieldProblem => ({
    field: field === '' ? '/' : field,
    text: { key: `core.ui.field-${what}`, params },
  })
  if (LIMITED.has(keyword)) return [say(keyword, { limit: Number(paramOf(finding, 'limit')) })]
  switch (keyword) {
    case 'required':
      return namesOf(finding, 'requiredProperties').map((name) => say('required', {}, toPointer(instancePath, name)))
    case 'additionalProperties':
      return namesOf(finding, 'additionalProperties').map((name) => say('unknown', {}, toPointer(instancePath, name)))
    case 'type':
      return [say('type', { type: [paramOf(finding, 'type')].flat().join(' | ') })]
    case 'enum':
      return [say('choice', { choices: namesOf(finding, 'allowedValues').join(', ') })]
    case 'anyOf': {
      const consts = all.filter((other) => other.keyword === 'const' && other.instancePath === instancePath)
      const choices = consts.map((other) => String(paramOf(other, 'allowedValue')))
      return [choices.length > 0 ? say('choice', { choices: choices.join(', ') }) : say('wrong')]
    }
    // Said by `additionalProperties` and `anyOf`, which follow.
    case 'boolean':
    case 'const':
      return []
    default:
      return [say('wrong')]
  }
}

class RequestInvalid extends VedetteError {
  readonly problems: readonly FieldProblem[]
  constructor(findings: readonly Finding[]) {
    super('core.request-invalid', httpErrors.rows['core.request-invalid'])
    const problems = findings.flatMap((finding) => toFieldProblems(finding, findings))
    // A union reports every branch it tried; the first sentence about a field is enough.
    this.problems = problems.filter(
      ({ field }, index) => problems.findIndex((other) => other.field === field) === index,
    )
  }
}
export const toProblemsOf = (error: VedetteError): readonly FieldProblem[] =>
  error instanceof RequestInvalid ? error.problems : []

/** Text in the path, the query and headers takes the type its field wants; a body must have it already. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const checker = Compile(schema)
  return (given: unknown) => {
    const typed = httpPart === 'body' ? given : Value.Convert(schema, given)
    const value = Value.Default(schema, typed)
    return checker.Check(value) ? { value } : { error: new RequestInvalid(checker.Errors(value)) }
  }
}
