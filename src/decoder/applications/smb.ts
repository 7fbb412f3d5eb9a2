/** SMB 1 (MS-CIFS) and, behind the same NetBIOS session header, SMB 2 and 3: one connection may begin with the one and go on with the other. */

import { FieldReader } from '../field-reader.ts'
import { type Application, type Fields, type FieldTable, NEED_MORE, NOT_MINE } from '../fields.ts'
import type { ProtocolName } from '../protocols.ts'
import { describeSmb2, smb2Fields, smb2Text } from './smb2.ts'

const SMB1 = 0xff534d42
const SMB2 = 0xfe534d42
/** Encrypted and compressed messages of SMB 3. */
const SMB3_ENCRYPTED = 0xfd534d42
const SMB3_COMPRESSED = 0xfc534d42
const SESSION_BYTES = 4
const DATAGRAM_BYTES = 14
const KEEP_ALIVE = 0x85
const MAX_LENGTH = 0xffffff

const SESSION_TYPES: Readonly<Record<number, string>> = {
  0: 'Session message',
  129: 'Session request',
  130: 'Positive session response',
  131: 'Negative session response',
  132: 'Retarget session response',
  133: 'Session keep-alive',
}
const COMMANDS: Readonly<Record<number, string>> = {
  0: 'Create Directory',
  1: 'Delete Directory',
  4: 'Close',
  6: 'Delete',
  7: 'Rename',
  8: 'Query Information',
  16: 'Check Directory',
  36: 'Locking AndX',
  37: 'Trans',
  43: 'Echo',
  45: 'Open AndX',
  46: 'Read AndX',
  47: 'Write AndX',
  50: 'Trans2',
  52: 'Find Close2',
  113: 'Tree Disconnect',
  114: 'Negotiate Protocol',
  115: 'Session Setup AndX',
  116: 'Logoff AndX',
  117: 'Tree Connect AndX',
  160: 'NT Trans',
  162: 'NT Create AndX',
  164: 'NT Cancel',
}
const NEGOTIATE = 0x72
const MAX_DIALECTS = 40

const smbFields = {
  'nbss.type': 'uint',
  'nbss.length': 'uint',
  'nbdgm.type': 'uint',
  'nbdgm.dgram_id': 'uint',
  'nbdgm.src.ip': 'ipv4',
  'nbdgm.src.port': 'uint',
  'smb.cmd': 'uint',
  'smb.nt_status': 'uint',
  'smb.flags': 'uint',
  'smb.flags.response': 'bool',
  'smb.flags2': 'uint',
  'smb.flags2.string': 'bool',
  'smb.flags2.sec_sig': 'bool',
  'smb.tid': 'uint',
  'smb.pid': 'uint',
  'smb.uid': 'uint',
  'smb.mid': 'uint',
  'smb.wct': 'uint',
  'smb.bcc': 'uint',
  'smb.dialect.name': 'text',
  'smb.data': 'bytes',
  ...smb2Fields,
} as const satisfies FieldTable

function application(
  name: 'smb' | 'smb2',
  title: string,
  isMine: (mark: number) => boolean,
  udp: readonly number[],
): Application {
  return {
    name,
    title,
    fields: smbFields,
    tcp: [139, 445],
    udp,
    recognises(view, start, end, { transport }) {
      const at = transport === 'tcp' ? sessionBody(view, start, end) : datagramBody(view, start, end)
      return at >= 0 && isMine(view.getUint32(at))
    },
    measure,
    protocolOf: (view, start, end) => protocolAt(view, sessionBody(view, start, end)),
    describe: describeSmb,
    summary: summarise,
  }
}

export const smb = application('smb', 'Server Message Block', (mark) => mark === SMB1, [138])
export const smb2 = application(
  'smb2',
  'Server Message Block 2',
  (mark) => mark === SMB2 || mark === SMB3_ENCRYPTED || mark === SMB3_COMPRESSED,
  [],
)

/** Where the message behind a session header begins, or -1. */
function sessionBody(view: DataView, start: number, end: number): number {
  const at = start + SESSION_BYTES
  return at + 4 <= end && view.getUint8(start) === 0 && isMark(view.getUint32(at)) ? at : -1
}
const isMark = (mark: number) => mark === SMB1 || mark === SMB2 || mark === SMB3_ENCRYPTED || mark === SMB3_COMPRESSED

/** Behind a datagram's header and two names (RFC 1002 section 4.4.2). */
function datagramBody(view: DataView, start: number, end: number): number {
  if (start + DATAGRAM_BYTES > end || view.getUint8(start) < 0x10 || view.getUint8(start) > 0x12) return -1
  let at = start + DATAGRAM_BYTES
  for (let names = 0; names < 2; names++) {
    for (let n = 0; n < 20 && at < end && view.getUint8(at) !== 0; n++) at += 1 + view.getUint8(at)
    at++
  }
  return at + 4 <= end && isMark(view.getUint32(at)) ? at : -1
}

function protocolAt(view: DataView, at: number): ProtocolName | undefined {
  if (at < 0) return undefined
  return view.getUint32(at) === SMB1 ? 'smb' : 'smb2'
}

function measure(view: DataView, start: number, end: number): number {
  if (start + SESSION_BYTES > end) return NEED_MORE
  const type = view.getUint8(start)
  if (SESSION_TYPES[type] === undefined) return NOT_MINE
  const length = view.getUint32(start) & MAX_LENGTH
  return type === KEEP_ALIVE ? SESSION_BYTES : SESSION_BYTES + length
}

function describeSmb(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const inSession = sessionBody(view, start, end)
  const inDatagram = inSession < 0 ? datagramBody(view, start, end) : -1
  const body = inSession < 0 ? inDatagram : inSession
  fields.layer(protocolAt(view, body) ?? 'smb', start, end)
  const message = new FieldReader(fields, start, end)
  if (inDatagram >= 0) {
    message.uint('nbdgm.type', 1)
    message.skip(1)
    message.uint('nbdgm.dgram_id', 2)
    message.ipv4('nbdgm.src.ip')
    message.uint('nbdgm.src.port', 2)
    message.skip(inDatagram - message.at)
  } else {
    message.uint('nbss.type', 1, SESSION_TYPES)
    message.uint('nbss.length', 3)
  }
  if (body < 0) {
    if (message.left > 0) message.bytes('smb.data', message.left)
    return
  }
  if (view.getUint32(body) === SMB1) describeSmb1(message)
  else describeSmb2(message)
}

function describeSmb1(message: FieldReader): void {
  message.skip(4)
  message.little = true
  const command = message.uint('smb.cmd', 1, COMMANDS)
  message.uint('smb.nt_status', 4, { 0: 'Success' })
  const flags = message.flags('smb.flags', 1, [[0x80, 'smb.flags.response', 'Response']])
  message.flags('smb.flags2', 2, [
    [0x8000, 'smb.flags2.string', 'Unicode'],
    [0x0004, 'smb.flags2.sec_sig', 'Signed'],
  ])
  message.skip(12)
  message.uint('smb.tid', 2)
  message.uint('smb.pid', 2)
  message.uint('smb.uid', 2)
  message.uint('smb.mid', 2)
  const words = message.uint('smb.wct', 1)
  message.skip(2 * words)
  if (message.failed) return
  message.uint('smb.bcc', 2)
  if (command === NEGOTIATE && (flags & 0x80) === 0) {
    for (let n = 0; n < MAX_DIALECTS && message.left > 1 && message.peek(1) === 2; n++) {
      message.skip(1)
      message.zeroText('smb.dialect.name')
    }
  }
  if (message.left > 0) message.bytes('smb.data', message.left)
}

/** `Negotiate Protocol Request`. */
function summarise(view: DataView, _bytes: Uint8Array, start: number, end: number): string {
  const session = sessionBody(view, start, end)
  const body = session < 0 ? datagramBody(view, start, end) : session
  if (body < 0) return (start < end && SESSION_TYPES[view.getUint8(start)]) || 'SMB, cut short'
  const mark = view.getUint32(body)
  if (mark === SMB3_ENCRYPTED) return 'Encrypted SMB3'
  if (mark === SMB3_COMPRESSED) return 'Compressed SMB3'
  if (mark === SMB2) return smb2Text(view, body, end)
  if (body + 10 > end) return 'SMB, cut short'
  const command = view.getUint8(body + 4)
  const kind = view.getUint8(body + 9) > 0x7f ? 'Response' : 'Request'
  return `${COMMANDS[command] ?? `Command 0x${command.toString(16)}`} ${kind}`
}
