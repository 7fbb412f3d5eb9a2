/** PostgreSQL's frontend/backend protocol 3 (chapter "Frontend/Backend Protocol" of its manual). */

import { FieldReader } from '../field-reader.ts'
import { type Application, type FieldTable, NEED_MORE, NOT_MINE } from '../fields.ts'
import { type Credential, credentialOf } from './credential.ts'
import { formatText } from './text.ts'
import { bytesOfView } from './text-lines.ts'

const STARTUP: Readonly<Record<number, string>> = {
  196608: 'Startup message',
  80877102: 'Cancel request',
  80877103: 'SSL request',
  80877104: 'GSS encrypt request',
}
const TYPES: Readonly<Record<string, string>> = {
  '1': 'Parse completion',
  '2': 'Bind completion',
  '3': 'Close completion',
  A: 'Notification',
  B: 'Bind',
  C: 'Command completion',
  D: 'Data row',
  E: 'Error',
  F: 'Function call',
  G: 'Copy in response',
  H: 'Copy out response',
  I: 'Empty query',
  K: 'Backend key data',
  N: 'Notice',
  P: 'Parse',
  Q: 'Simple query',
  R: 'Authentication request',
  S: 'Parameter status',
  T: 'Row description',
  V: 'Function call response',
  W: 'Copy both response',
  X: 'Termination',
  Z: 'Ready for query',
  c: 'Copy completion',
  d: 'Copy data',
  f: 'Copy failure',
  n: 'No data',
  p: 'Password message',
  s: 'Portal suspended',
  t: 'Parameter description',
}
/** Letters that both sides use: what a client means by them. */
const CLIENT: Readonly<Record<string, string>> = { C: 'Close', D: 'Describe', E: 'Execute', H: 'Flush', S: 'Sync' }
const AUTHENTICATIONS: Readonly<Record<number, string>> = {
  0: 'Success',
  2: 'Kerberos V5',
  3: 'Plaintext password',
  5: 'MD5 password',
  7: 'GSSAPI',
  8: 'GSSAPI continue',
  9: 'SSPI',
  10: 'SASL',
  11: 'SASL continue',
  12: 'SASL complete',
}
const ERROR_FIELDS: Readonly<Record<string, string>> = {
  S: 'pgsql.severity',
  C: 'pgsql.code',
  M: 'pgsql.message',
  D: 'pgsql.detail',
  H: 'pgsql.hint',
  P: 'pgsql.position',
  W: 'pgsql.where',
  s: 'pgsql.schema_name',
  t: 'pgsql.table_name',
  c: 'pgsql.column_name',
  n: 'pgsql.constraint_name',
  F: 'pgsql.file',
  L: 'pgsql.line',
  R: 'pgsql.routine',
}
const MAX_LENGTH = 1024 * 1024 * 1024
const MAX_COLUMNS = 300

const pgsqlFields = {
  'pgsql.type': 'text',
  'pgsql.length': 'uint',
  'pgsql.version_major': 'uint',
  'pgsql.version_minor': 'uint',
  'pgsql.parameter_name': 'text',
  'pgsql.parameter_value': 'text',
  'pgsql.query': 'text',
  'pgsql.password': 'text',
  'pgsql.authtype': 'uint',
  'pgsql.salt': 'bytes',
  'pgsql.auth.sasl.mech': 'text',
  'pgsql.auth.sasl.data': 'bytes',
  'pgsql.statement': 'text',
  'pgsql.portal': 'text',
  'pgsql.tag': 'text',
  'pgsql.status': 'uint',
  'pgsql.pid': 'uint',
  'pgsql.key': 'uint',
  'pgsql.field.count': 'uint',
  'pgsql.col.name': 'text',
  'pgsql.oid.table': 'uint',
  'pgsql.oid.type': 'uint',
  'pgsql.format': 'uint',
  'pgsql.val.length': 'uint',
  'pgsql.val.data': 'bytes',
  'pgsql.data': 'bytes',
  ...(Object.fromEntries(Object.values(ERROR_FIELDS).map((name) => [name, 'text'] as const)) as FieldTable),
} as FieldTable

export const pgsql: Application = {
  name: 'pgsql',
  title: 'PostgreSQL',
  fields: pgsqlFields,
  tcp: [5432],
  udp: [],
  recognises(view, start, end, { expected, transport }) {
    if (transport !== 'tcp' || start >= end) return false
    if (isStartup(view, start, end)) return true
    return expected && (isSslAnswer(view, start, end) || isTyped(view, start, end))
  },
  measure,
  describe(fields, start, end) {
    fields.layer('pgsql', start, end)
    const message = new FieldReader(fields, start, end)
    if (isSslAnswer(fields.view, start, end)) {
      fields.text('pgsql.type', fields.view.getUint8(start) === 0x53 ? 'SSL accepted' : 'SSL refused', start, end)
    } else if (message.peek(1) === 0) describeStartup(message)
    else describeTyped(message)
  },
  summary(view, bytes, start, end) {
    if (isSslAnswer(view, start, end)) return view.getUint8(start) === 0x53 ? 'SSL accepted' : 'SSL refused'
    if (start + 8 <= end && view.getUint8(start) === 0) return STARTUP[view.getUint32(start + 4)] ?? 'Startup message'
    if (start + 5 > end) return 'PostgreSQL, cut short'
    const name = typeText(view, bytes, start, end)
    if (name !== 'Simple query' && name !== 'Command completion') return name
    return `${name}: ${formatText(bytes, start + 5, zeroAt(bytes, start + 5, Math.min(end, start + 205)))}`
  },
}

function isStartup(view: DataView, start: number, end: number): boolean {
  if (start + 8 > end) return false
  const length = view.getUint32(start)
  return length >= 8 && length <= 10_000 && STARTUP[view.getUint32(start + 4)] !== undefined
}
/** What a server says to the request for TLS. */
function isSslAnswer(view: DataView, start: number, end: number): boolean {
  return end - start === 1 && (view.getUint8(start) === 0x53 || view.getUint8(start) === 0x4e)
}
function isTyped(view: DataView, start: number, end: number): boolean {
  if (start + 5 > end || TYPES[String.fromCharCode(view.getUint8(start))] === undefined) return false
  const length = view.getUint32(start + 1)
  return length >= 4 && length < MAX_LENGTH
}

function measure(view: DataView, start: number, end: number): number {
  if (isSslAnswer(view, start, end)) return 1
  if (start + 8 <= end && view.getUint8(start) === 0)
    return isStartup(view, start, end) ? view.getUint32(start) : NOT_MINE
  if (start + 5 > end) return NEED_MORE
  return isTyped(view, start, end) ? 1 + view.getUint32(start + 1) : NOT_MINE
}

function zeroAt(bytes: Uint8Array, start: number, end: number): number {
  const found = bytes.subarray(start, end).indexOf(0)
  return found < 0 ? end : start + found
}

/** Both sides share letters; what is inside tells who speaks. */
function typeText(view: DataView, bytes: Uint8Array, start: number, end: number): string {
  const letter = String.fromCharCode(view.getUint8(start))
  const length = start + 5 <= end ? view.getUint32(start + 1) : 0
  const first = start + 5 < end ? view.getUint8(start + 5) : 0
  const isNamed = (first === 0x53 || first === 0x50) && end > start + 6 && bytes[end - 1] === 0
  const isClient =
    ((letter === 'S' || letter === 'H') && length === 4) ||
    (letter === 'D' && isNamed) ||
    (letter === 'E' && !(first === 0x53 && bytes[end - 1] === 0 && bytes[end - 2] === 0)) ||
    (letter === 'C' && isNamed && !/^[A-Z]{4}/.test(formatText(bytes, start + 5, Math.min(end, start + 12))))
  return (isClient ? CLIENT[letter] : undefined) ?? TYPES[letter] ?? 'Unknown'
}

function describeStartup(message: FieldReader): void {
  const code = message.peek(4, 4)
  const name = STARTUP[code] ?? 'Startup message'
  message.fields.text('pgsql.type', name, message.at, message.at)
  message.uint('pgsql.length', 4)
  if (code === 80877102) {
    message.skip(4)
    message.uint('pgsql.pid', 4)
    message.uint('pgsql.key', 4)
  } else if (code === 196608) {
    message.uint('pgsql.version_major', 2)
    message.uint('pgsql.version_minor', 2)
    for (let n = 0; n < MAX_COLUMNS && message.left > 1; n++) {
      message.zeroText('pgsql.parameter_name')
      message.zeroText('pgsql.parameter_value')
    }
  }
}

function describeTyped(message: FieldReader): void {
  const { fields, at, end } = message
  if (!message.has(5)) return
  const name = typeText(fields.view, fields.bytes, at, end)
  fields.text('pgsql.type', name, at, at + 1)
  message.skip(1)
  message.uint('pgsql.length', 4)
  DESCRIBE[name]?.(message)
  if (message.left > 0) message.bytes('pgsql.data', message.left)
}

function describeError(message: FieldReader): void {
  for (let n = 0; n < 40 && message.left > 1; n++) {
    const field = ERROR_FIELDS[String.fromCharCode(message.peek(1))]
    message.skip(1)
    if (field) message.zeroText(field)
    else message.skip(zeroAt(message.fields.bytes, message.at, message.end) + 1 - message.at)
  }
}

const DESCRIBE: Readonly<Record<string, (message: FieldReader) => void>> = {
  'Simple query': (message) => void message.zeroText('pgsql.query'),
  'Password message': (message) => void message.zeroText('pgsql.password'),
  'Command completion': (message) => void message.zeroText('pgsql.tag'),
  'Parameter status'(message) {
    message.zeroText('pgsql.parameter_name')
    message.zeroText('pgsql.parameter_value')
  },
  'Authentication request'(message) {
    const kind = message.uint('pgsql.authtype', 4, AUTHENTICATIONS)
    if (kind === 5) message.bytes('pgsql.salt', 4)
    else if (kind === 10) while (message.left > 1) message.zeroText('pgsql.auth.sasl.mech')
    else if (kind === 11 || kind === 12) message.bytes('pgsql.auth.sasl.data', message.left)
  },
  'Backend key data'(message) {
    message.uint('pgsql.pid', 4)
    message.uint('pgsql.key', 4)
  },
  'Ready for query': (message) =>
    void message.uint('pgsql.status', 1, { 73: 'Idle', 84: 'In a transaction', 69: 'In a failed transaction' }),
  Parse(message) {
    message.zeroText('pgsql.statement')
    message.zeroText('pgsql.query')
  },
  Bind(message) {
    message.zeroText('pgsql.portal')
    message.zeroText('pgsql.statement')
  },
  Execute: (message) => void message.zeroText('pgsql.portal'),
  Error: describeError,
  Notice: describeError,
  'Row description'(message) {
    const count = message.uint('pgsql.field.count', 2)
    for (let n = 0; n < Math.min(count, MAX_COLUMNS) && message.left > 0; n++) {
      message.zeroText('pgsql.col.name')
      message.uint('pgsql.oid.table', 4)
      message.skip(2)
      message.uint('pgsql.oid.type', 4)
      message.skip(6)
      message.uint('pgsql.format', 2, { 0: 'Text', 1: 'Binary' })
    }
  },
  'Data row'(message) {
    const count = message.uint('pgsql.field.count', 2)
    for (let n = 0; n < Math.min(count, MAX_COLUMNS) && message.left > 0; n++) {
      const length = message.uint('pgsql.val.length', 4, { 4294967295: 'NULL' })
      if (length !== 0xffffffff) message.bytes('pgsql.val.data', length)
    }
  },
}

/** The user of a startup message, or a password that is neither hashed nor part of SASL. */
export function readPgsqlCredential(view: DataView, start: number, end: number): Credential | undefined {
  const bytes = bytesOfView(view)
  if (isStartup(view, start, end)) {
    if (view.getUint32(start + 4) !== 196608) return undefined
    for (let at = start + 8, n = 0; at < end && n < 50; n++) {
      const nameEnd = zeroAt(bytes, at, end)
      const valueEnd = zeroAt(bytes, Math.min(end, nameEnd + 1), end)
      if (formatText(bytes, at, Math.min(nameEnd, at + 20)) === 'user' && valueEnd > nameEnd + 1) {
        return credentialOf(formatText(bytes, nameEnd + 1, Math.min(valueEnd, nameEnd + 200)), undefined)
      }
      at = valueEnd + 1
    }
    return undefined
  }
  if (start + 6 > end || view.getUint8(start) !== 0x70 || start + 1 + view.getUint32(start + 1) !== end)
    return undefined
  const stop = zeroAt(bytes, start + 5, end)
  const text = formatText(bytes, start + 5, Math.min(stop, start + 60))
  const isHidden = stop !== end - 1 || /^md5[0-9a-f]{32}$/.test(text) || /^(SCRAM-|c=|n,|OAUTH|GSS)/.test(text)
  return isHidden ? undefined : credentialOf(undefined, stop - start - 5)
}
