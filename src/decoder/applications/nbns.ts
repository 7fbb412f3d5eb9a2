/** NetBIOS Name Service (RFC 1002 section 4.2). */
import { formatIpv4 } from '../addresses.ts'
import { FieldReader, type FlagBit } from '../field-reader.ts'
import type { Application, Fields, FieldTable } from '../fields.ts'
import { DnsReader } from './dns/facts.ts'
import { className } from './dns/values.ts'

const TYPES: Readonly<Record<number, string>> = { 1: 'A', 2: 'NS', 10: 'NULL', 32: 'NB', 33: 'NBSTAT' }
const OPCODES: Readonly<Record<number, string>> = {
  0: 'Name query',
  5: 'Registration',
  6: 'Release',
  7: 'WACK',
  8: 'Refresh',
  9: 'Refresh (alternate)',
  15: 'Multi-homed registration',
}
const RCODES: Readonly<Record<number, string>> = {
  0: 'No error',
  1: 'Format error',
  2: 'Server failure',
  3: 'Requested name does not exist',
  4: 'Not implemented',
  5: 'Refused',
  6: 'Name is owned by another node',
  7: 'Name is in conflict',
}
const HEADER_BYTES = 12
const MAX_RECORDS = 200

const nbnsFields = {
  'nbns.id': 'uint',
  'nbns.flags': 'uint',
  'nbns.flags.response': 'bool',
  'nbns.flags.opcode': 'uint',
  'nbns.flags.authoritative': 'bool',
  'nbns.flags.truncated': 'bool',
  'nbns.flags.recdesired': 'bool',
  'nbns.flags.recavail': 'bool',
  'nbns.flags.broadcast': 'bool',
  'nbns.flags.rcode': 'uint',
  'nbns.count.queries': 'uint',
  'nbns.count.answers': 'uint',
  'nbns.count.auth_rr': 'uint',
  'nbns.count.add_rr': 'uint',
  'nbns.name': 'text',
  'nbns.type': 'uint',
  'nbns.class': 'uint',
  'nbns.ttl': 'uint',
  'nbns.data_length': 'uint',
  'nbns.nb_flags': 'uint',
  'nbns.nb_flags.group': 'bool',
  'nbns.addr': 'ipv4',
  'nbns.number_of_names': 'uint',
  'nbns.netbios_name': 'text',
  'nbns.name_flags': 'uint',
  'nbns.name_flags.group': 'bool',
  'nbns.name_flags.act': 'bool',
  'nbns.unit_id': 'mac',
  'nbns.data': 'bytes',
} as const satisfies FieldTable

export const nbns: Application = {
  name: 'nbns',
  title: 'NetBIOS Name Service',
  fields: nbnsFields,
  tcp: [],
  udp: [137],
  recognises: (_view, start, end, { expected, transport }) => expected && transport === 'udp' && start + 4 <= end,
  describe: describeNbns,
  summary: summarise,
}

/** The name of sixteen bytes behind its 32 letters `A`…`P` (RFC 1001 section 14.1): `WPAD<00>`. Others as they are. */
export function netbiosName(encoded: string): string {
  const [letters = '', ...scope] = encoded.split('.')
  if (!/^[A-Z]{32}$/.test(letters)) return encoded
  const bytes: number[] = []
  for (let n = 0; n < 32; n += 2)
    bytes.push((((letters.charCodeAt(n) - 65) << 4) | (letters.charCodeAt(n + 1) - 65)) & 0xff)
  return [plainName(bytes), ...scope].join('.')
}

/** Fifteen characters filled with blanks, and a byte that says what the name is of. */
export function plainName(bytes: ArrayLike<number>): string {
  const letters = Array.from({ length: 15 }, (_, n) => {
    const byte = bytes[n] ?? 0
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : byte === 0 ? '' : `\\x${hexByte(byte)}`
  })
  return `${letters.join('').trimEnd()}<${hexByte(bytes[15] ?? 0)}>`
}
const hexByte = (byte: number) => byte.toString(16).padStart(2, '0')

function describeNbns(fields: Fields, start: number, end: number): void {
  const { view, bytes } = fields
  fields.layer('nbns', start, end)
  const names = new DnsReader()
  names.read(view, bytes, start, end)
  const message = new FieldReader(fields, start, end)
  message.uint('nbns.id', 2)
  describeFlags(message)
  for (const count of ['queries', 'answers', 'auth_rr', 'add_rr']) message.uint(`nbns.count.${count}`, 2)
  if (message.failed) return
  const counts = [4, 6, 8, 10].map((offset) => view.getUint16(start + offset))
  let left = MAX_RECORDS
  counts.forEach((count, section) => {
    if (count === 0 || message.failed) return
    fields.open(
      ['Queries', 'Answers', 'Authoritative nameservers', 'Additional records'][section] as string,
      message.at,
      end,
    )
    for (let n = 0; n < count && !message.failed && left-- > 0; n++) {
      describeName(message, names)
      if (section > 0) describeRecord(message)
    }
    fields.close()
  })
}

const RESPONSE_BITS: readonly FlagBit[] = [
  [0x0400, 'nbns.flags.authoritative', 'Authoritative'],
  [0x0080, 'nbns.flags.recavail', 'Recursion available'],
]

function describeFlags(message: FieldReader): void {
  const value = message.peek(2)
  const { fields, at } = message
  message.flags('nbns.flags', 2, [
    [0x8000, 'nbns.flags.response', 'Response'],
    ...(value < 0x8000 ? [] : RESPONSE_BITS),
    [0x0200, 'nbns.flags.truncated', 'Truncated'],
    [0x0100, 'nbns.flags.recdesired', 'Recursion desired'],
    [0x0010, 'nbns.flags.broadcast', 'Broadcast'],
  ])
  if (message.failed) return
  const opcode = (value >> 11) & 15
  fields.uint('nbns.flags.opcode', opcode, at, at + 2, OPCODES[opcode])
  if (value >= 0x8000) fields.uint('nbns.flags.rcode', value & 15, at, at + 2, RCODES[value & 15])
}

function describeName(message: FieldReader, names: DnsReader): void {
  const after = names.readName(message.at)
  if (after < 0) {
    message.fail('cut')
    return
  }
  message.fields.text('nbns.name', netbiosName(names.nameText()), message.at, after)
  message.at = after
  message.uint('nbns.type', 2, TYPES)
  message.uint('nbns.class', 2, className)
}

function describeRecord(message: FieldReader): void {
  const type = message.peek(2, -4)
  message.uint('nbns.ttl', 4)
  const length = message.uint('nbns.data_length', 2)
  const data = message.part(length)
  if (type === 32) {
    while (data.left >= 6) {
      data.flags('nbns.nb_flags', 2, [[0x8000, 'nbns.nb_flags.group', 'Group']])
      data.ipv4('nbns.addr')
    }
  } else if (type === 33) describeStatus(data)
  else data.bytes('nbns.data', data.left)
}

/** RFC 1002 section 4.2.18. */
function describeStatus(data: FieldReader): void {
  const count = data.uint('nbns.number_of_names', 1)
  for (let n = 0; n < count && data.has(18); n++) {
    const { at, fields } = data
    fields.text('nbns.netbios_name', plainName(fields.bytes.subarray(at, at + 16)), at, at + 16)
    data.skip(16)
    data.flags('nbns.name_flags', 2, [
      [0x8000, 'nbns.name_flags.group', 'Group'],
      [0x0400, 'nbns.name_flags.act', 'Active'],
    ])
  }
  if (data.left >= 6) data.mac('nbns.unit_id')
  if (data.left > 0) data.bytes('nbns.data', data.left)
}

/** `Name query NB WPAD<00>`. */
function summarise(view: DataView, bytes: Uint8Array, start: number, end: number): string {
  const reader = new DnsReader()
  if (!reader.read(view, bytes, start, end) || start + HEADER_BYTES > end) return 'NBNS, cut short'
  const parts = [OPCODES[reader.opcode] ?? `Operation ${reader.opcode}`]
  if (reader.isResponse) parts.push('response')
  if (reader.isResponse && reader.rcode !== 0) parts.push(RCODES[reader.rcode] ?? `error ${reader.rcode}`)
  if (reader.hasQuestion) parts.push(TYPES[reader.questionType] ?? '', netbiosName(reader.nameText()))
  else if (reader.nextRecord()) {
    parts.push(TYPES[reader.recordType] ?? '', netbiosName(reader.nameText()))
    if (reader.recordType === 32 && reader.dataEnd - reader.dataStart >= 6) {
      parts.push(formatIpv4(view.getUint32(reader.dataStart + 2)))
    }
  }
  return parts
    .filter((part) => part !== '')
    .join(' ')
    .slice(0, 400)
}
