/** Why a filter is none → the error people are told, with its column from 1. */
import type { VedetteError } from '../../../core/errors.ts'
import { compileFilter, type Filter } from '../../../decoder/filter/filter.ts'
import type { FilterProblem } from '../../../decoder/filter/syntax.ts'
import { packetsErrors } from '../errors.ts'

/** Throws `packets.filter-…`. */
export function needFilter(text: string): Filter {
  const compiled = compileFilter(text)
  if ('problem' in compiled) throw toFilterError(compiled.problem)
  return compiled.filter
}

function toFilterError(problem: FilterProblem): VedetteError {
  const { code, at, end, found, field = found, type = '', suggestion } = problem
  const params = { column: at + 1, end, found: found === '' ? '…' : found, problem: code }
  switch (code) {
    case 'unknown-field':
      return suggestion === undefined
        ? packetsErrors['packets.filter-field'](params)
        : packetsErrors['packets.filter-field-near']({ ...params, suggestion })
    case 'bad-value':
    case 'bad-range':
      return packetsErrors['packets.filter-value']({ ...params, field, type })
    case 'no-search':
    case 'no-slice':
    case 'no-mask':
    case 'not-comparable':
    case 'bad-slice':
    case 'unknown-function':
      return packetsErrors['packets.filter-use']({ ...params, field })
    case 'bad-expression':
      return packetsErrors['packets.filter-expression'](params)
    case 'too-long':
    case 'too-deep':
    case 'too-many-conditions':
      return packetsErrors['packets.filter-too-large'](params)
    default:
      return packetsErrors['packets.filter-syntax'](params)
  }
}
