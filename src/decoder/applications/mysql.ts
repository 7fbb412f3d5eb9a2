/** MySQL's and MariaDB's client/server protocol (chapter "Client/Server Protocol" of the internals manual). */

import { FieldReader, type FlagBit } from '../field-reader.ts'
import { type Application, type FieldTable, NEED_MORE, NOT_MINE } from '../fields.ts'
import { formatText } from './text.ts'

const COMMANDS: Readonly<Record<number, string>> = {
  0: 'Sleep',
  1: 'Quit',
  2: 'Use Database',
  3: 'Query',
  4: 'Show Fields',
  5: 'Create Database',
  6: 'Drop Database',
  7: 'Refresh',
  8: 'Shutdown',
  9: 'Statistics',
  10: 'Process List',
  12: 'Kill Server Thread',
  13: 'Dump Debuginfo',
  14: 'Ping',
  17: 'Change User',
  18: 'Send Binlog',
  21: 'Register Slave',
  22: 'Prepare Statement',
  23: 'Execute Statement',
  24: 'Send BLOB',
  25: 'Close Statement',
  26: 'Reset Statement',
  27: 'Set Option',
  28: 'Fetch Data',
  30: 'Send Binlog GTID',
  31: 'Reset Connection',
}
const CAPABILITIES: readonly FlagBit[] = [
  [0x0001, 'mysql.caps.lp', 'Long password'],
  [0x0008, 'mysql.caps.cd', 'Connect with database'],
  [0x0020, 'mysql.caps.cp', 'Compression'],
  [0x0080, 'mysql.caps.li', 'LOAD DATA LOCAL'],
  [0x0200, 'mysql.caps.cu', 'Protocol 4.1'],
  [0x0800, 'mysql.caps.sl', 'TLS'],
  [0x8000, 'mysql.caps.sc', 'Secure connection'],
]
const TLS = 0x0800
const HEADER_BYTES = 4
const GREETING = 10

const mysqlFields = {
  'mysql.packet_length': 'uint',
  'mysql.packet_number': 'uint',
  'mysql.protocol': 'uint',
  'mysql.version': 'text',
  'mysql.thread_id': 'uint',
  'mysql.salt': 'bytes',
  'mysql.salt2': 'bytes',
  'mysql.caps.server': 'uint',
  'mysql.caps.client': 'uint',
  'mysql.extcaps.server': 'uint',
  'mysql.extcaps.client': 'uint',
  'mysql.caps.lp': 'bool',
  'mysql.caps.cd': 'bool',
  'mysql.caps.cp': 'bool',
  'mysql.caps.li': 'bool',
  'mysql.caps.cu': 'bool',
  'mysql.caps.sl': 'bool',
  'mysql.caps.sc': 'bool',
  'mysql.server_language': 'uint',
  'mysql.server_status': 'uint',
  'mysql.auth_plugin': 'text',
  'mysql.max_packet': 'uint',
  'mysql.charset': 'uint',
  'mysql.user': 'text',
  'mysql.passwd': 'bytes',
  'mysql.schema': 'text',
  'mysql.client_auth_plugin': 'text',
  'mysql.command': 'uint',
  'mysql.query': 'text',
  'mysql.response_code': 'uint',
  'mysql.error_code': 'uint',
  'mysql.sqlstate': 'text',
  'mysql.error.message': 'text',
  'mysql.payload': 'bytes',
} as const satisfies FieldTable

export const mysql: Application = {
  name: 'mysql',
  title: 'MySQL',
  fields: mysqlFields,
  tcp: [3306],
  udp: [],
  recognises(view, start, end, { expected, transport }) {
    if (transport !== 'tcp' || start + HEADER_BYTES >= end) return false
    return isGreeting(view, start, end) || (expected && packetLength(view, start) > 0 && view.getUint8(start + 3) <= 2)
  },
  measure(view, start, end) {
    if (start + HEADER_BYTES > end) return NEED_MORE
    const length = packetLength(view, start)
    return length === 0 && view.getUint8(start + 3) === 0 ? NOT_MINE : HEADER_BYTES + length
  },
  describe(fields, start, end) {
    fields.layer('mysql', start, end)
    const message = new FieldReader(fields, start, end)
    message.little = true
    message.uint('mysql.packet_length', 3)
    message.uint('mysql.packet_number', 1)
    if (message.left === 0) return
    const kind = kindOf(fields.view, start, end)
    if (kind === 'greeting') describeGreeting(message)
    else if (kind === 'login') describeLogin(message)
    else if (kind === 'error') describeError(message)
    else if (kind === 'command') describeCommand(message)
    else message.uint('mysql.response_code', 1, { 0: 'OK', 254: 'EOF' })
    if (message.left > 0) message.bytes('mysql.payload', message.left)
  },
  summary(view, bytes, start, end) {
    if (start + HEADER_BYTES >= end) return 'MySQL, cut short'
    const kind = kindOf(view, start, end)
    const text = (from: number) => formatText(bytes, from, Math.min(end, from + 200))
    if (kind === 'greeting') return `Server Greeting version=${text(start + 5).split('\\000')[0]}`
    if (kind === 'login') return `Login Request user=${text(start + 36).split('\\000')[0]}`
    if (kind === 'error')
      return `Response Error ${view.getUint8(start + 4) === 0xff && start + 7 <= end ? view.getUint16(start + 5, true) : ''}`
    if (kind === 'response') return `Response ${{ 0: 'OK', 254: 'EOF' }[view.getUint8(start + 4)] ?? ''}`.trimEnd()
    const command = view.getUint8(start + 4)
    const name = `Request ${COMMANDS[command] ?? command}`
    return command === 3 || command === 22 ? `${name} { ${text(start + 5)} }` : name
  },
}

const packetLength = (view: DataView, start: number) => view.getUint16(start, true) | (view.getUint8(start + 2) << 16)

/** The first packet of a server: protocol 10 and a version that begins with a digit. */
function isGreeting(view: DataView, start: number, end: number): boolean {
  if (start + 20 > end || packetLength(view, start) < 30 || packetLength(view, start) > 400) return false
  if (view.getUint8(start + 3) !== 0 || view.getUint8(start + 4) !== GREETING) return false
  const digit = view.getUint8(start + 5)
  return digit >= 0x30 && digit <= 0x39 && (view.getUint8(start + 6) === 0x2e || view.getUint8(start + 7) === 0x2e)
}

type Kind = 'greeting' | 'login' | 'error' | 'command' | 'response'
/** Numbers within a conversation begin anew with each command: the first is a command, the others answer. */
function kindOf(view: DataView, start: number, end: number): Kind {
  if (isGreeting(view, start, end)) return 'greeting'
  const number = view.getUint8(start + 3)
  const first = view.getUint8(start + 4)
  if (number === 0) return 'command'
  if (first === 0xff) return 'error'
  // 23 zero bytes lie before the user (protocol 4.1).
  if (number <= 2 && end - start >= 36 && isLogin(view, start)) return 'login'
  return 'response'
}
function isLogin(view: DataView, start: number): boolean {
  if ((view.getUint16(start + 4, true) & 0x0200) === 0) return false
  for (let at = start + 13; at < start + 32; at++) if (view.getUint8(at) !== 0) return false
  return true
}

function describeGreeting(message: FieldReader): void {
  message.uint('mysql.protocol', 1)
  message.zeroText('mysql.version')
  message.uint('mysql.thread_id', 4)
  message.bytes('mysql.salt', 8)
  message.skip(1)
  message.flags('mysql.caps.server', 2, CAPABILITIES)
  if (message.left === 0) return
  message.uint('mysql.server_language', 1)
  message.uint('mysql.server_status', 2)
  message.uint('mysql.extcaps.server', 2)
  message.skip(11)
  message.bytes('mysql.salt2', Math.min(13, message.left))
  if (message.left > 0) message.zeroText('mysql.auth_plugin')
}

function describeLogin(message: FieldReader): void {
  const capabilities = message.flags('mysql.caps.client', 2, CAPABILITIES)
  const extended = message.uint('mysql.extcaps.client', 2)
  message.uint('mysql.max_packet', 4)
  message.uint('mysql.charset', 1)
  message.skip(23)
  // A client that wants TLS says no more until it has it.
  if (message.left === 0 && (capabilities & TLS) !== 0) return
  message.zeroText('mysql.user')
  const length = message.peek(1)
  message.skip(1)
  message.bytes('mysql.passwd', length)
  if ((capabilities & 0x0008) !== 0 && message.left > 0) message.zeroText('mysql.schema')
  if ((extended & 0x0008) !== 0 && message.left > 0) message.zeroText('mysql.client_auth_plugin')
}

function describeError(message: FieldReader): void {
  message.uint('mysql.response_code', 1, { 255: 'Error' })
  message.uint('mysql.error_code', 2)
  if (message.peek(1) === 0x23) {
    message.skip(1)
    message.text('mysql.sqlstate', 5)
  }
  if (message.left > 0) message.text('mysql.error.message', message.left)
}

function describeCommand(message: FieldReader): void {
  const command = message.uint('mysql.command', 1, COMMANDS)
  if (message.left === 0) return
  if (command === 3 || command === 22) message.text('mysql.query', message.left)
  else if (command === 2) message.text('mysql.schema', message.left)
}
