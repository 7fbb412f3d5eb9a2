/** A name in a filter → where its values come from, with what was done to them (`[0:3]`, `& 0x02`, `len(…)`). */
import type { Subject } from './comparisons.ts'
import { FILTER_FIELDS, type FilterField } from './fields.ts'
import { parseHexBytes, parseNumber } from './literals.ts'
import { nearestName } from './nearest.ts'
import { Occurrences } from './occurrences.ts'
import { bytesOf, type Source, sourceOf } from './sources.ts'
import { type FieldOperand, type FunctionName, type OperandType, refuse, type Slice } from './syntax.ts'

export interface ResolvedOperand extends Subject {
  readonly source: Source
}

export function fieldOf(operand: FieldOperand): FilterField {
  const field = FILTER_FIELDS.get(operand.name)
  if (field) return field
  const suggestion = nearestName(operand.name, FILTER_FIELDS.keys())
  const span = { at: operand.at, end: operand.at + operand.name.length }
  return refuse(
    'unknown-field',
    operand.apply ? operand : span,
    operand.name,
    suggestion === undefined ? {} : { suggestion },
  )
}

export function resolve(operand: FieldOperand): ResolvedOperand {
  const field = fieldOf(operand)
  let source = sourceOf(field)
  let type: OperandType = field.type
  if (operand.slice) {
    source = sliced(operand, field, operand.slice)
    type = source.represents === 'text' ? 'text' : 'bytes'
  }
  if (operand.mask) {
    source = masked(operand, type, source)
    type = 'uint'
  }
  if (operand.apply) {
    source = applied(operand, operand.apply, type, source)
    type = operand.apply === 'len' || operand.apply === 'count' ? 'uint' : 'text'
  }
  return { operand, type, represents: source.represents, source }
}

/** `change` writes what becomes of each occurrence of `source`. */
function mapped(
  source: Source,
  represents: Source['represents'],
  change: (from: Occurrences, n: number, into: Occurrences, bytes: Uint8Array) => void,
): Source {
  const before = new Occurrences()
  return {
    represents,
    cost: source.cost + 5,
    read(extraction, into) {
      before.count = 0
      source.read(extraction, before)
      const { bytes } = extraction.packet
      for (let n = 0; n < before.count; n++) change(before, n, into, bytes)
    },
  }
}

/** A part that lies outside the value does not occur. */
function sliced(operand: FieldOperand, field: FilterField, { from, to }: Slice): Source {
  const first = (length: number) => (from < 0 ? length + from : from)
  const last = (length: number) => (to === undefined ? length : to < 0 ? length + to : to)
  switch (field.type) {
    case 'text':
      return mapped(sourceOf(field), 'text', (values, n, into) => {
        const text = values.texts[n] as string
        const end = last(text.length)
        if (first(text.length) >= 0 && first(text.length) < end && end <= text.length) {
          into.addText(text.slice(first(text.length), end))
        }
      })
    case 'bytes':
    case 'mac':
    case 'ipv4':
    case 'ipv6':
    case 'protocol':
      return mapped(bytesOf(field), 'bytes', (values, n, into) => {
        const start = values.starts[n] as number
        const length = (values.ends[n] as number) - start
        const end = last(length)
        if (first(length) >= 0 && first(length) < end && end <= length) {
          into.addBytes(start + first(length), start + end)
        }
      })
    default:
      return refuse('no-slice', operand, field.name, { field: field.name, type: field.type })
  }
}

const LARGEST_MASK = 0xffff_ffff
/** Bytes are taken as one number, the first the highest; of longer ones the last four. */
function masked(operand: FieldOperand, type: OperandType, source: Source): Source {
  const literal = operand.mask
  const isBytes = type === 'bytes'
  if (!literal || (type !== 'uint' && type !== 'bool' && !isBytes)) {
    return refuse('no-mask', operand, operand.name, { field: operand.name, type })
  }
  const mask = parseNumber(literal.text) ?? (isBytes ? toNumber(parseHexBytes(literal.text)) : undefined)
  if (mask === undefined || mask > LARGEST_MASK) {
    return refuse('bad-value', literal, literal.text, { field: operand.name, type: 'uint' })
  }
  if (!isBytes) {
    return mapped(source, 'number', (values, n, into) => into.addNumber(((values.numbers[n] as number) & mask) >>> 0))
  }
  return mapped(source, 'number', (values, n, into, bytes) => {
    const start = Math.max(values.starts[n] as number, (values.ends[n] as number) - 4)
    into.addNumber((toNumber(bytes.subarray(start, values.ends[n])) & mask) >>> 0)
  })
}
function toNumber(bytes: Uint8Array): number
function toNumber(bytes: Uint8Array | undefined): number | undefined
function toNumber(bytes: Uint8Array | undefined): number | undefined {
  return bytes?.reduce((number, byte) => number * 256 + byte, 0)
}

function applied(operand: FieldOperand, name: FunctionName, type: OperandType, source: Source): Source {
  const no = () => refuse('not-comparable', operand, `${name}(${operand.name})`, { field: operand.name, type })
  switch (name) {
    case 'count':
      return counted(source)
    case 'len':
      if (source.represents === 'text') {
        return mapped(source, 'number', (values, n, into) => into.addNumber((values.texts[n] as string).length))
      }
      if (type !== 'bytes') return no()
      return mapped(source, 'number', (values, n, into) =>
        into.addNumber((values.ends[n] as number) - (values.starts[n] as number)),
      )
    case 'lower':
    case 'upper':
      if (source.represents !== 'text') return no()
      return mapped(source, 'text', (values, n, into) => {
        const text = values.texts[n] as string
        into.addText(name === 'lower' ? text.toLowerCase() : text.toUpperCase())
      })
  }
}
/** A field that does not occur has no count. */
function counted(source: Source): Source {
  const found = new Occurrences()
  return {
    represents: 'number',
    cost: source.cost,
    read(extraction, into) {
      found.count = 0
      source.read(extraction, found)
      if (found.count > 0) into.addNumber(found.count)
    },
  }
}
