/** A mistake in a filter, in the words the console has for it. Pure. */
import type { Text } from '../../../../core/schema.ts'
import type { FilterProblem } from '../../../../decoder/filter/syntax.ts'

export function toFilterText(problem: FilterProblem): Text {
  const { code, at, end, found, field = found, type = '', suggestion = '' } = problem
  const params = { column: at + 1, end, found: found === '' ? '…' : found, problem: code, field, type, suggestion }
  return { key: `packets.error.filter-${kindOf(code, suggestion)}`, params }
}

function kindOf(code: FilterProblem['code'], suggestion: string): string {
  switch (code) {
    case 'unknown-field':
      return suggestion === '' ? 'field' : 'field-near'
    case 'bad-value':
    case 'bad-range':
      return 'value'
    case 'no-search':
    case 'no-slice':
    case 'no-mask':
    case 'not-comparable':
    case 'bad-slice':
    case 'unknown-function':
      return 'use'
    case 'bad-expression':
      return 'expression'
    case 'too-long':
    case 'too-deep':
    case 'too-many-conditions':
      return 'too-large'
    default:
      return 'syntax'
  }
}
