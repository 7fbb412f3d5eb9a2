/** An import, checked whole before anything of it is kept: one bad row and nothing is imported. */

import { VedetteError } from '../../../core/errors.ts'
import { checkImportedKnown, checkImportedRule, type FieldFault } from './documents.ts'
import { policyErrors } from './errors.ts'
import { EXPORT_FORMAT, type ImportedKnown, type ImportedRule } from './schema.ts'

export interface ImportRows {
  readonly known: readonly ImportedKnown[]
  readonly rules: readonly ImportedRule[]
}
/** As many as a person mends before trying again. */
const MAX_FAULTS = 20
const LISTS = ['known_processes', 'process_rules'] as const
type List = (typeof LISTS)[number]

interface RowFault extends FieldFault {
  readonly list: List
  /** From 1, as people count. */
  readonly row: number
  readonly name: string
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const unreadable = (field: string, expected: string) => policyErrors['processes.import-unreadable']({ field, expected })

/** An export, or a plain list of known processes. */
function toLists(document: unknown): Readonly<Record<List, readonly unknown[]>> {
  if (Array.isArray(document)) return { known_processes: document, process_rules: [] }
  if (!isObject(document)) throw unreadable('/', '{ known_processes: […], process_rules: […] }')
  const { format = EXPORT_FORMAT, version = 1 } = document
  if (format !== EXPORT_FORMAT) throw unreadable('format', EXPORT_FORMAT)
  if (version !== 1) throw unreadable('version', '1')
  const lists = LISTS.map((list) => {
    const rows = document[list] ?? []
    if (!Array.isArray(rows)) throw unreadable(list, '[…]')
    return rows as readonly unknown[]
  })
  if (LISTS.every((list) => document[list] === undefined)) throw unreadable('known_processes', '[…]')
  return { known_processes: lists[0] ?? [], process_rules: lists[1] ?? [] }
}

function checkRows<Row>(
  list: List,
  rows: readonly unknown[],
  check: (row: unknown) => { readonly value: Row } | { readonly fault: FieldFault },
): { readonly values: readonly Row[]; readonly faults: readonly RowFault[] } {
  const values: Row[] = []
  const faults: RowFault[] = []
  for (const [index, row] of rows.entries()) {
    const checked = check(row)
    if ('value' in checked) values.push(checked.value)
    else {
      const name = isObject(row) && typeof row['name'] === 'string' ? row['name'].slice(0, 128) : ''
      faults.push({ list, row: index + 1, name, ...checked.fault })
    }
  }
  return { values, faults }
}

function refuseTwice(list: List, keys: readonly (string | undefined)[]): void {
  const seen = new Map<string, number>()
  for (const [index, key] of keys.entries()) {
    if (key === undefined) continue
    const first = seen.get(key)
    if (first !== undefined) throw policyErrors['processes.import-twice']({ list, row: index + 1, first, name: key })
    seen.set(key, index + 1)
  }
}

function refuseFaults(faults: readonly RowFault[]): void {
  const [first] = faults
  if (!first) return
  const { list, row, name, field, expected } = first
  throw new VedetteError(
    'processes.import-row',
    policyErrors.rows['processes.import-row'],
    { list, row, name, field, expected, faults: faults.length },
    {
      fields: faults.slice(0, MAX_FAULTS).map((fault) => ({
        field: `${fault.list}[${fault.row}].${fault.field}`,
        message: fault.expected,
      })),
    },
  )
}

export function parseImport(document: unknown): ImportRows {
  const lists = toLists(document)
  const known = checkRows('known_processes', lists.known_processes, checkImportedKnown)
  const rules = checkRows('process_rules', lists.process_rules, checkImportedRule)
  refuseFaults([...known.faults, ...rules.faults])
  refuseTwice(
    'known_processes',
    known.values.map(({ name, platform }) => `${platform}/${name}`),
  )
  refuseTwice(
    'process_rules',
    rules.values.map(({ id }) => id),
  )
  return { known: known.values, rules: rules.values }
}
