/** Remote Desktop Protocol's connection (MS-RDPBCGR): TPKT, X.224 and the client's data. What follows is nearly always TLS. */

import { FieldReader, type FlagBit, utf16Text } from '../field-reader.ts'
import { type Application, type FieldTable, NEED_MORE, NOT_MINE } from '../fields.ts'
import { formatText } from './text.ts'
import { looksLikeTlsRecord } from './text-lines.ts'

const CONNECTION_REQUEST = 0xe0
const CONNECTION_CONFIRM = 0xd0
const DATA = 0xf0
const HEADER_BYTES = 7
const PROTOCOLS: readonly FlagBit[] = [
  [1, 'rdp.negReq.requestedProtocols.ssl', 'TLS'],
  [2, 'rdp.negReq.requestedProtocols.hybrid', 'CredSSP'],
  [4, 'rdp.negReq.requestedProtocols.rdstls', 'RDSTLS'],
  [8, 'rdp.negReq.requestedProtocols.hybrid_ex', 'CredSSP with early result'],
]
const SELECTED: Readonly<Record<number, string>> = {
  0: 'Standard RDP security',
  1: 'TLS',
  2: 'CredSSP',
  4: 'RDSTLS',
  8: 'CredSSP with early result',
}
const FAILURES: Readonly<Record<number, string>> = {
  1: 'TLS required by server',
  2: 'TLS not allowed by server',
  3: 'TLS certificate not on server',
  4: 'Inconsistent flags',
  5: 'CredSSP required by server',
  6: 'TLS with user authentication required',
}

const rdpFields = {
  'tpkt.version': 'uint',
  'tpkt.length': 'uint',
  'cotp.li': 'uint',
  'cotp.type': 'uint',
  'cotp.destref': 'uint',
  'cotp.srcref': 'uint',
  'cotp.class': 'uint',
  'rdp.rt_cookie': 'text',
  'rdp.neg_type': 'uint',
  'rdp.negReq.flags': 'uint',
  'rdp.negRsp.flags': 'uint',
  'rdp.neg_length': 'uint',
  'rdp.negReq.requestedProtocols': 'uint',
  'rdp.negReq.requestedProtocols.ssl': 'bool',
  'rdp.negReq.requestedProtocols.hybrid': 'bool',
  'rdp.negReq.requestedProtocols.rdstls': 'bool',
  'rdp.negReq.requestedProtocols.hybrid_ex': 'bool',
  'rdp.negReq.selectedProtocol': 'uint',
  'rdp.negFailure.failureCode': 'uint',
  'rdp.version.major': 'uint',
  'rdp.version.minor': 'uint',
  'rdp.desktop.width': 'uint',
  'rdp.desktop.height': 'uint',
  'rdp.keyboardLayout': 'uint',
  'rdp.client.build': 'uint',
  'rdp.client.name': 'text',
  'rdp.data': 'bytes',
} as const satisfies FieldTable

export const rdp: Application = {
  name: 'rdp',
  title: 'Remote Desktop Protocol',
  fields: rdpFields,
  tcp: [3389],
  udp: [],
  recognises(view, start, end, { expected, transport }) {
    if (transport !== 'tcp' || !isTpkt(view, start, end)) return false
    const type = view.getUint8(start + 5)
    if (expected) return type === CONNECTION_REQUEST || type === CONNECTION_CONFIRM || type === DATA
    return type === CONNECTION_REQUEST && view.getUint16(start + 2) === end - start && asksForRdp(view, start, end)
  },
  measure(view, start, end) {
    if (looksLikeTlsRecord(view, start, end)) return NOT_MINE
    if (start + 4 > end) return NEED_MORE
    return view.getUint16(start) === 0x0300 && view.getUint16(start + 2) >= HEADER_BYTES
      ? view.getUint16(start + 2)
      : NOT_MINE
  },
  describe(fields, start, end) {
    fields.layer('rdp', start, end)
    const message = new FieldReader(fields, start, end)
    message.uint('tpkt.version', 1)
    message.skip(1)
    message.uint('tpkt.length', 2)
    message.uint('cotp.li', 1)
    const type = message.uint('cotp.type', 1, { 224: 'Connection request', 208: 'Connection confirm', 240: 'Data' })
    if (type === CONNECTION_REQUEST || type === CONNECTION_CONFIRM) describeConnection(message)
    else if (type === DATA) {
      message.skip(1)
      describeClient(message)
    }
    if (message.left > 0) message.bytes('rdp.data', message.left)
  },
  summary(view, bytes, start, end) {
    if (!isTpkt(view, start, end)) return 'RDP, cut short'
    const type = view.getUint8(start + 5)
    if (type === CONNECTION_CONFIRM) return 'Connection confirm'
    if (type !== CONNECTION_REQUEST) return 'Data'
    const cookie = /^Cookie: [^\\]*/.exec(formatText(bytes, start + 11, Math.min(end, start + 111)))?.[0]
    return cookie ? `Connection request, ${cookie}` : 'Connection request'
  },
}

function isTpkt(view: DataView, start: number, end: number): boolean {
  return start + HEADER_BYTES <= end && view.getUint16(start) === 0x0300 && view.getUint16(start + 2) >= HEADER_BYTES
}
/** Port 102 speaks the same layers below: only RDP ends its request with this structure of eight bytes. */
function asksForRdp(view: DataView, start: number, end: number): boolean {
  const at = end - 8
  return at >= start + 11 && view.getUint8(at) === 1 && view.getUint16(at + 2, true) === 8
}

function describeConnection(message: FieldReader): void {
  message.uint('cotp.destref', 2)
  message.uint('cotp.srcref', 2)
  message.uint('cotp.class', 1)
  if (message.peek(1) > 3) {
    const rest = message.fields.bytes.subarray(message.at, message.end)
    const feed = rest.indexOf(10)
    message.text('rdp.rt_cookie', feed < 0 ? rest.length : feed + 1)
  }
  if (message.left < 8) return
  message.little = true
  const type = message.uint('rdp.neg_type', 1, { 1: 'Request', 2: 'Response', 3: 'Failure' })
  message.uint(type === 1 ? 'rdp.negReq.flags' : 'rdp.negRsp.flags', 1)
  message.uint('rdp.neg_length', 2)
  if (type === 1) message.flags('rdp.negReq.requestedProtocols', 4, PROTOCOLS)
  else if (type === 2) message.uint('rdp.negReq.selectedProtocol', 4, SELECTED)
  else message.uint('rdp.negFailure.failureCode', 4, FAILURES)
}

/** The client's core data (MS-RDPBCGR section 2.2.1.3.2) behind the mark `Duca` of its conference request. */
function describeClient(message: FieldReader): void {
  const { fields, at, end } = message
  const mark = findMark(fields.view, at, Math.min(end, at + 400))
  if (mark < 0) return
  // A length of one or two bytes follows the mark.
  const block = mark + 4 + (fields.view.getUint8(mark + 4) < 0x80 ? 1 : 2)
  if (block + 4 > end || fields.view.getUint16(block, true) !== 0xc001) return
  message.bytes('rdp.data', block + 4 - at)
  message.little = true
  message.uint('rdp.version.minor', 2)
  message.uint('rdp.version.major', 2)
  message.uint('rdp.desktop.width', 2)
  message.uint('rdp.desktop.height', 2)
  message.skip(4)
  message.uint('rdp.keyboardLayout', 4)
  message.uint('rdp.client.build', 4)
  if (!message.has(32)) return
  const name = utf16Text(fields.view, message.at, message.at + 32, true)
  fields.text('rdp.client.name', name, message.at, message.at + 32)
  message.skip(32)
}
function findMark(view: DataView, start: number, end: number): number {
  for (let at = start; at + 8 <= end; at++) if (view.getUint32(at) === 0x44756361) return at
  return -1
}
