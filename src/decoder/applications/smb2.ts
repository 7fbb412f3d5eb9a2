/** SMB 2 and 3 (MS-SMB2): the header of each message, and what people look for inside: dialects, users, shares, files. */
import { type FieldReader, utf16Text } from '../field-reader.ts'
import type { FieldTable } from '../fields.ts'

const SMB2 = 0xfe534d42
const SMB3_ENCRYPTED = 0xfd534d42
const HEADER_BYTES = 64
const MAX_CHAINED = 32
const RESPONSE = 1

const COMMANDS: readonly string[] = [
  'Negotiate Protocol',
  'Session Setup',
  'Session Logoff',
  'Tree Connect',
  'Tree Disconnect',
  'Create',
  'Close',
  'Flush',
  'Read',
  'Write',
  'Lock',
  'Ioctl',
  'Cancel',
  'KeepAlive',
  'Find',
  'Notify',
  'GetInfo',
  'SetInfo',
  'Break',
]
const STATUS: Readonly<Record<number, string>> = {
  0: 'STATUS_SUCCESS',
  259: 'STATUS_PENDING',
  2147483653: 'STATUS_BUFFER_OVERFLOW',
  2147483654: 'STATUS_NO_MORE_FILES',
  3221225485: 'STATUS_INVALID_PARAMETER',
  3221225494: 'STATUS_MORE_PROCESSING_REQUIRED',
  3221225506: 'STATUS_ACCESS_DENIED',
  3221225524: 'STATUS_OBJECT_NAME_NOT_FOUND',
  3221225525: 'STATUS_OBJECT_NAME_COLLISION',
  3221225530: 'STATUS_OBJECT_PATH_NOT_FOUND',
  3221225539: 'STATUS_SHARING_VIOLATION',
  3221225581: 'STATUS_LOGON_FAILURE',
  3221225582: 'STATUS_ACCOUNT_RESTRICTION',
  3221225586: 'STATUS_ACCOUNT_DISABLED',
  3221225644: 'STATUS_PIPE_NOT_AVAILABLE',
  3221225659: 'STATUS_NOT_SUPPORTED',
  3221225676: 'STATUS_BAD_NETWORK_NAME',
  3221225987: 'STATUS_USER_SESSION_DELETED',
  3221226036: 'STATUS_ACCOUNT_LOCKED_OUT',
}
const DIALECTS: Readonly<Record<number, string>> = {
  514: 'SMB 2.0.2',
  528: 'SMB 2.1',
  767: 'SMB 2 wildcard',
  768: 'SMB 3.0',
  770: 'SMB 3.0.2',
  785: 'SMB 3.1.1',
}
const NTLM_TYPES: Readonly<Record<number, string>> = {
  1: 'NTLMSSP_NEGOTIATE',
  2: 'NTLMSSP_CHALLENGE',
  3: 'NTLMSSP_AUTH',
}

export const smb2Fields = {
  'smb2.header_len': 'uint',
  'smb2.credit.charge': 'uint',
  'smb2.nt_status': 'uint',
  'smb2.cmd': 'uint',
  'smb2.flags': 'uint',
  'smb2.flags.response': 'bool',
  'smb2.flags.async': 'bool',
  'smb2.flags.chained': 'bool',
  'smb2.flags.signature': 'bool',
  'smb2.chain_offset': 'uint',
  'smb2.msg_id': 'uint',
  'smb2.tid': 'uint',
  'smb2.sesid': 'uint',
  'smb2.signature': 'bytes',
  'smb2.dialect': 'uint',
  'smb2.tree': 'text',
  'smb2.filename': 'text',
  'smb2.read_length': 'uint',
  'smb2.write_length': 'uint',
  'smb2.file_offset': 'uint',
  'smb2.data': 'bytes',
  'smb2.header.transform.signature': 'bytes',
  'ntlmssp.messagetype': 'uint',
  'ntlmssp.auth.domain': 'text',
  'ntlmssp.auth.username': 'text',
  'ntlmssp.auth.hostname': 'text',
} as const satisfies FieldTable

export const commandName = (command: number): string => COMMANDS[command] ?? `Command ${command}`

/** Every message of a chain; `message` stands at the first. */
export function describeSmb2(message: FieldReader): void {
  const { fields } = message
  if (message.peek(4) === SMB3_ENCRYPTED) {
    message.skip(4)
    message.bytes('smb2.header.transform.signature', 16)
    if (message.left > 0) message.bytes('smb2.data', message.left)
    return
  }
  for (let n = 0; n < MAX_CHAINED && message.left > 0; n++) {
    message.little = false
    if (message.peek(4) !== SMB2 || !message.has(HEADER_BYTES)) break
    message.little = true
    const next = message.peek(4, 20)
    const length = next >= HEADER_BYTES && next <= message.left ? next : message.left
    fields.open(commandText(fields.view, message.at), message.at, message.at + length)
    describeMessage(message.part(length))
    fields.close()
  }
  if (message.left > 0 && !message.failed) message.bytes('smb2.data', message.left)
}

function describeMessage(message: FieldReader): void {
  const { at: start, fields } = message
  message.skip(4)
  message.uint('smb2.header_len', 2)
  message.uint('smb2.credit.charge', 2)
  message.uint('smb2.nt_status', 4, STATUS)
  const command = message.uint('smb2.cmd', 2, commandName)
  message.skip(2)
  const flags = message.flags('smb2.flags', 4, [
    [1, 'smb2.flags.response', 'Response'],
    [2, 'smb2.flags.async', 'Async'],
    [4, 'smb2.flags.chained', 'Chained'],
    [8, 'smb2.flags.signature', 'Signed'],
  ])
  message.uint('smb2.chain_offset', 4)
  message.uint('smb2.msg_id', 8)
  message.skip(4)
  message.uint('smb2.tid', 4)
  message.uint('smb2.sesid', 8)
  message.bytes('smb2.signature', 16)
  if (message.failed) return
  const isResponse = (flags & RESPONSE) !== 0
  if (command === 0) describeDialects(message, isResponse)
  else if (command === 1) describeNtlm(message)
  else if (command === 3 && !isResponse) sayName(message, start, 'smb2.tree', 4)
  else if (command === 5 && !isResponse) sayName(message, start, 'smb2.filename', 44)
  else if ((command === 8 || command === 9) && !isResponse && message.left >= 16) {
    message.skip(4)
    message.uint(command === 8 ? 'smb2.read_length' : 'smb2.write_length', 4)
    message.uint('smb2.file_offset', 8)
  }
  if (message.left > 0) fields.bytesAt('smb2.data', message.at, message.end)
}

function describeDialects(message: FieldReader, isResponse: boolean): void {
  if (isResponse) {
    message.skip(4)
    message.uint('smb2.dialect', 2, DIALECTS)
    return
  }
  const count = message.peek(2, 2)
  message.skip(36)
  for (let n = 0; n < Math.min(count, 16); n++) message.uint('smb2.dialect', 2, DIALECTS)
}

/** A name whose offset (from the header) and length stand `offset` bytes into the body. */
function sayName(message: FieldReader, start: number, field: string, offset: number): void {
  const from = start + message.peek(2, offset)
  const length = message.peek(2, offset + 2)
  if (length === 0 || from < message.at || from + length > message.end) return
  message.fields.text(field, utf16Text(message.fields.view, from, from + length, true), from, from + length)
}

/** NTLM's messages lie inside the security blob (MS-NLMP section 2.2.1). */
function describeNtlm(message: FieldReader): void {
  const { fields, at, end } = message
  const start = ntlmAt(fields.view, at, end)
  if (start < 0) return
  const type = fields.view.getUint32(start + 8, true)
  fields.uint('ntlmssp.messagetype', type, start + 8, start + 12, NTLM_TYPES[type])
  if (type !== 3 || start + 52 > end) return
  NTLM_NAMES.forEach((name, n) => {
    const length = fields.view.getUint16(start + 28 + 8 * n, true)
    const from = start + fields.view.getUint32(start + 32 + 8 * n, true)
    if (length > 0 && from + length <= end) {
      fields.text(name, utf16Text(fields.view, from, from + length, true), from, from + length)
    }
  })
}
const NTLM_NAMES = ['ntlmssp.auth.domain', 'ntlmssp.auth.username', 'ntlmssp.auth.hostname']
function ntlmAt(view: DataView, start: number, end: number): number {
  for (let at = start; at + 12 <= end; at++) {
    if (view.getUint32(at) === 0x4e544c4d && view.getUint32(at + 4) === 0x53535000) return at
  }
  return -1
}

/** `Session Setup Response, Error: STATUS_LOGON_FAILURE`; the header is there. */
function commandText(view: DataView, at: number): string {
  const isResponse = (view.getUint8(at + 16) & RESPONSE) !== 0
  const status = view.getUint32(at + 8, true)
  const error =
    isResponse && status !== 0 ? `, Error: ${STATUS[status] ?? `0x${status.toString(16).padStart(8, '0')}`}` : ''
  return `${commandName(view.getUint16(at + 12, true))} ${isResponse ? 'Response' : 'Request'}${error}`
}

export function smb2Text(view: DataView, start: number, end: number): string {
  const parts: string[] = []
  for (let at = start, n = 0; n < 4 && at + HEADER_BYTES <= end && view.getUint32(at) === SMB2; n++) {
    parts.push(commandText(view, at))
    const next = view.getUint32(at + 20, true)
    if (next < HEADER_BYTES) break
    at += next
  }
  return parts.join('; ') || 'SMB2, cut short'
}
