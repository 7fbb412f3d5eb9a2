/** A field's value for the eye, and as a term of a filter. Pure. */

import { FILTER_FIELDS } from '../../../../decoder/filter/fields.ts'
import type { PacketDetail, PacketField } from '../../browse/schema.ts'
import { quote } from '../filter-terms.ts'

const LONGEST_SHOWN = 400
const MOST_HEX_LETTERS = 96
/** Addresses of a filter stay readable up to here. */
const LONGEST_TERM = 200

const isBytes = ({ name }: PacketField) => FILTER_FIELDS.get(name)?.type === 'bytes'

export function writeValue(field: PacketField): string {
  const { value } = field
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value !== 'string') return String(value ?? '')
  if (isBytes(field)) return value.length > MOST_HEX_LETTERS ? `${value.slice(0, MOST_HEX_LETTERS)}…` : value
  return value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value
}

/** Packets that say the same; nothing for what no filter can ask. */
export function fieldTerm(field: PacketField): string | undefined {
  const known = FILTER_FIELDS.get(field.name)
  if (!known || field.value === undefined) return undefined
  const written = writeLiteral(field.value, known.type)
  return written !== undefined && written.length <= LONGEST_TERM ? `${field.name} == ${written}` : undefined
}

function writeLiteral(value: number | boolean | string, type: string): string | undefined {
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'number') return String(value)
  if (type === 'text') return quote(value)
  if (type === 'bytes') return value === '' ? undefined : (value.match(/../g)?.join(':') ?? undefined)
  return value
}

const FROM = /\.(src|srcport)$/
const TO = /\.(dst|dstport)$/
/** `10.0.0.1 → 10.0.0.2`, for layers that say from where to where. */
export function endsOf({ fields }: PacketDetail['layers'][number]): string {
  const from = fields.find(({ name }) => FROM.test(name))?.value
  const to = fields.find(({ name }) => TO.test(name))?.value
  return from === undefined || to === undefined ? '' : `${from} → ${to}`
}
