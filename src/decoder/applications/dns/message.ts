/** DNS over UDP and TCP, mDNS and LLMNR: one format, four places (RFC 1035, RFC 7766, RFC 6762, RFC 4795). */
import { formatIpv4, formatIpv6 } from '../../addresses.ts'
import { type Application, type Fields, type FieldTable, NEED_MORE, NOT_MINE } from '../../fields.ts'
import type { ProtocolName } from '../../protocols.ts'
import { DnsReader } from './facts.ts'
import { DnsFields, recordFields } from './record-fields.ts'
import { describeRecordData } from './records.ts'
import { className, isKnownType, OPCODES, RCODES, typeName } from './values.ts'

const HEADER_BYTES = 12
const OPT = 41
const TCP_LENGTH_BYTES = 2
const UPDATE = 5
/** Records that are written out; a message of 64 KB can hold thousands. */
const MAX_SHOWN = 500
const MAX_SUMMARY = 400

const dnsFields = {
  'dns.length': 'uint',
  'dns.id': 'uint',
  'dns.flags': 'uint',
  'dns.flags.response': 'bool',
  'dns.flags.opcode': 'uint',
  'dns.flags.authoritative': 'bool',
  'dns.flags.conflict': 'bool',
  'dns.flags.truncated': 'bool',
  'dns.flags.recdesired': 'bool',
  'dns.flags.tentative': 'bool',
  'dns.flags.recavail': 'bool',
  'dns.flags.z': 'bool',
  'dns.flags.authenticated': 'bool',
  'dns.flags.checkdisable': 'bool',
  'dns.flags.rcode': 'uint',
  'dns.count.queries': 'uint',
  'dns.count.answers': 'uint',
  'dns.count.auth_rr': 'uint',
  'dns.count.add_rr': 'uint',
  'dns.count.zones': 'uint',
  'dns.count.prerequisites': 'uint',
  'dns.count.updates': 'uint',
  'dns.qry.name': 'text',
  'dns.qry.name.len': 'uint',
  'dns.qry.type': 'uint',
  'dns.qry.class': 'uint',
  'dns.qry.qu': 'bool',
  ...recordFields,
} as const satisfies FieldTable

type Kind = 'dns' | 'mdns' | 'llmnr'

function application(kind: Kind, title: string, ports: readonly number[], transport: 'tcp' | 'udp'): Application {
  const skip = transport === 'tcp' ? TCP_LENGTH_BYTES : 0
  return {
    name: kind,
    title,
    fields: dnsFields,
    tcp: transport === 'tcp' ? ports : [],
    udp: transport === 'udp' ? ports : [],
    recognises(view, start, end, hint) {
      if (hint.transport !== transport) return false
      if (transport === 'tcp') return hint.expected && measureTcp(view, start, end) !== NOT_MINE
      // On its port anything with flags counts, as with tshark.
      return hint.expected ? start + 4 <= end : kind === 'dns' && looksLikeDns(view, start, end)
    },
    ...(transport === 'tcp' ? { measure: measureTcp } : {}),
    describe: (fields, start, end) => describeMessage(fields, kind, start, start + skip, end),
    summary: (view, bytes, start, end) => summarise(view, bytes, start + skip, end),
  }
}

export const dnsOverUdp = application('dns', 'Domain Name System', [53], 'udp')
export const dnsOverTcp = application('dns', 'Domain Name System over TCP', [53, 5353], 'tcp')
export const mdns = application('mdns', 'Multicast DNS', [5353], 'udp')
export const llmnr = application('llmnr', 'Link-Local Multicast Name Resolution', [5355], 'udp')

/** RFC 1035 section 4.2.2. */
function measureTcp(view: DataView, start: number, end: number): number {
  if (start + TCP_LENGTH_BYTES > end) return NEED_MORE
  const length = view.getUint16(start)
  return length < HEADER_BYTES ? NOT_MINE : TCP_LENGTH_BYTES + length
}

/**
 * Whether a datagram on any port is a DNS message: a header without contradiction, one question about a known type whose
 * name is made of printable letters, and room for the records the header claims.
 */
export function looksLikeDns(view: DataView, start: number, end: number): boolean {
  if (end - start < HEADER_BYTES + 5) return false
  const flags = view.getUint16(start + 2)
  const isResponse = flags >= 0x8000
  const opcode = (flags >> 11) & 15
  const answers = view.getUint16(start + 6)
  const authorities = view.getUint16(start + 8)
  const additionals = view.getUint16(start + 10)
  if ((opcode !== 0 && opcode !== 4) || (flags & 0x0040) !== 0 || (flags & 15) > 10) return false
  if (view.getUint16(start + 4) !== 1) return false
  if (!isResponse && ((flags & 0x048f) !== 0 || answers !== 0 || authorities !== 0 || additionals > 2)) return false
  const after = plainNameEnd(view, start + HEADER_BYTES, end)
  if (after < 0 || after + 4 > end) return false
  const type = view.getUint16(after)
  const queryClass = view.getUint16(after + 2)
  if (type === 0 || !isKnownType(type) || (queryClass !== 1 && queryClass !== 3 && queryClass !== 255)) return false
  const records = answers + authorities + additionals
  const left = end - after - 4
  return records === 0 ? left === 0 : left >= records * 11 && firstRecordFits(view, after + 4, end)
}

/** End of an uncompressed name of printable letters, or -1. */
function plainNameEnd(view: DataView, start: number, end: number): number {
  let at = start
  while (at < end && at - start < 255) {
    const label = view.getUint8(at++)
    if (label === 0) return at
    if (label > 63 || at + label > end) return -1
    for (const stop = at + label; at < stop; at++) {
      const byte = view.getUint8(at)
      if (byte <= 0x20 || byte > 0x7e) return -1
    }
  }
  return -1
}

function firstRecordFits(view: DataView, start: number, end: number): boolean {
  let at = start
  for (let n = 0; n < 128 && at < end; n++) {
    const label = view.getUint8(at)
    if (label === 0) break
    if (label >= 0xc0) {
      at++
      break
    }
    at += 1 + label
  }
  at++
  if (at + 10 > end) return false
  const type = view.getUint16(at)
  // Queries of DNSCrypt are filled up with zeros, which read as a record of the root's.
  return isKnownType(type) || (type === 0 && at === start + 1)
}

function describeMessage(fields: Fields, kind: Kind, outer: number, start: number, end: number): void {
  const { view, bytes } = fields
  fields.layer(kind as ProtocolName, outer, end)
  const names = new DnsReader()
  const message = new DnsFields(fields, names, outer, end, 'cut')
  if (start > outer) message.uint('dns.length', start - outer)
  names.read(view, bytes, start, end)
  const header = new DnsFields(fields, names, start, end, 'cut')
  header.uint('dns.id', 2)
  describeFlags(header, kind)
  const update = names.opcode === UPDATE && kind === 'dns'
  header.uint(update ? 'dns.count.zones' : 'dns.count.queries', 2)
  header.uint(update ? 'dns.count.prerequisites' : 'dns.count.answers', 2)
  header.uint(update ? 'dns.count.updates' : 'dns.count.auth_rr', 2)
  header.uint('dns.count.add_rr', 2)
  if (header.failed) return
  const counts = [4, 6, 8, 10].map((offset) => view.getUint16(start + offset))
  const titles = update ? ['Zone', 'Prerequisites', 'Updates', 'Additional records'] : SECTIONS
  let shown = 0
  counts.forEach((count, section) => {
    if (count === 0 || header.failed || shown >= MAX_SHOWN) return
    fields.open(titles[section] as string, header.at, end)
    for (let n = 0; n < count && !header.failed && shown++ < MAX_SHOWN; n++) {
      if (section === 0) describeQuestion(header, kind)
      else describeRecord(header, kind)
    }
    fields.close()
  })
}
const SECTIONS = ['Queries', 'Answers', 'Authoritative nameservers', 'Additional records']

function describeFlags(header: DnsFields, kind: Kind): void {
  const { fields, at } = header
  const value = header.peek(2)
  const isResponse = value >= 0x8000
  const opcode = (value >> 11) & 15
  const bit = (name: string, mask: number) => fields.bool(name, (value & mask) !== 0, at, at + 2)
  header.uint('dns.flags', 2, () => flagsText(value))
  if (header.failed) return
  bit('dns.flags.response', 0x8000)
  fields.uint('dns.flags.opcode', opcode, at, at + 2, OPCODES[opcode])
  if (kind === 'llmnr') bit('dns.flags.conflict', 0x0400)
  else if (isResponse) bit('dns.flags.authoritative', 0x0400)
  bit('dns.flags.truncated', 0x0200)
  bit(kind === 'llmnr' ? 'dns.flags.tentative' : 'dns.flags.recdesired', 0x0100)
  if (isResponse) bit('dns.flags.recavail', 0x0080)
  if (kind !== 'llmnr') bit('dns.flags.z', 0x0040)
  if ((isResponse || (value & 0x20) !== 0) && kind !== 'llmnr') bit('dns.flags.authenticated', 0x0020)
  if (kind !== 'llmnr') bit('dns.flags.checkdisable', 0x0010)
  if (isResponse) fields.uint('dns.flags.rcode', value & 15, at, at + 2, RCODES[value & 15])
}
function flagsText(value: number): string {
  const operation = OPCODES[(value >> 11) & 15] ?? `Operation ${(value >> 11) & 15}`
  return value < 0x8000 ? operation : `${operation} response, ${RCODES[value & 15] ?? value & 15}`
}

function describeQuestion(message: DnsFields, kind: Kind): void {
  const start = message.at
  message.name('dns.qry.name')
  message.fields.uint('dns.qry.name.len', message.names.nameLength, start, message.at)
  message.uint('dns.qry.type', 2, typeName)
  describeClass(message, kind, 'dns.qry.class', 'dns.qry.qu')
}

/** mDNS uses the class's highest bit (RFC 6762 sections 5.4 and 10.2). */
function describeClass(message: DnsFields, kind: Kind, field: string, bit: string): void {
  if (kind !== 'mdns') {
    message.uint(field, 2, className)
    return
  }
  if (!message.has(2)) return
  const { at, fields } = message
  const value = message.peek(2)
  fields.uint(field, value & 0x7fff, at, at + 2, className(value & 0x7fff))
  fields.bool(bit, value >= 0x8000, at, at + 2)
  message.skip(2)
}

function describeRecord(message: DnsFields, kind: Kind): void {
  const { fields, names } = message
  const start = message.at
  const after = names.readName(start)
  if (after < 0 || after + 10 > message.end) {
    message.fail('cut')
    return
  }
  const type = fields.view.getUint16(after)
  const end = after + 10 + fields.view.getUint16(after + 8)
  fields.open(`${names.nameText()}: ${typeName(type)}`, start, Math.min(end, message.end))
  message.name('dns.resp.name')
  message.uint('dns.resp.type', 2, typeName)
  if (type === OPT) {
    message.uint('dns.rr.udp_payload_size', 2)
    message.uint('dns.resp.ext_rcode', 1)
    message.uint('dns.resp.edns0_version', 1)
    message.flags('dns.resp.z', 2, [[0x8000, 'dns.resp.z.do', 'DNSSEC OK']])
  } else {
    describeClass(message, kind, 'dns.resp.class', 'dns.resp.cache_flush')
    message.uint('dns.resp.ttl', 4)
  }
  message.uint('dns.resp.len', 2)
  describeRecordData(type, new DnsFields(fields, names, message.at, Math.min(end, message.end)))
  fields.close()
  if (end > message.end) message.fail('cut')
  message.at = Math.min(end, message.end)
}

/** `Standard query response 0x1a2b No such name A nowhere.example SOA ns.example`. */
function summarise(view: DataView, bytes: Uint8Array, start: number, end: number): string {
  const reader = new DnsReader()
  if (!reader.read(view, bytes, start, end)) return 'DNS, cut short'
  const parts = [
    OPCODES[reader.opcode] ?? `Operation ${reader.opcode}`,
    ...(reader.isResponse ? ['response'] : []),
    `0x${reader.id.toString(16).padStart(4, '0')}`,
  ]
  if (reader.isResponse && reader.rcode !== 0) parts.push(RCODES[reader.rcode] ?? `error ${reader.rcode}`)
  for (let more = reader.hasQuestion, n = 0; more && n < 10; more = reader.nextQuestion(), n++) {
    parts.push(`${typeName(reader.questionType)} ${reader.nameText()}`)
  }
  for (let n = 0; n < 20 && reader.nextRecord(); n++) parts.push(recordText(view, reader))
  const text = parts.join(' ')
  return text.length > MAX_SUMMARY ? `${text.slice(0, MAX_SUMMARY)}…` : text
}

/** Where names begin in the data of records worth a word in one line. */
const NAME_OFFSETS: Readonly<Record<number, number>> = { 2: 0, 5: 0, 6: 0, 12: 0, 15: 2, 33: 6, 39: 0, 64: 2, 65: 2 }

function recordText(view: DataView, reader: DnsReader): string {
  const { recordType, dataStart, dataEnd } = reader
  const name = typeName(recordType)
  const length = dataEnd - dataStart
  if (recordType === 1 && length === 4) return `${name} ${formatIpv4(view.getUint32(dataStart))}`
  if (recordType === 28 && length === 16) return `${name} ${formatIpv6(view, dataStart)}`
  const offset = NAME_OFFSETS[recordType]
  if (offset === undefined || length <= offset) return name
  const priority = offset >= 2 ? `${view.getUint16(dataStart)} ` : ''
  return reader.readName(dataStart + offset) < 0 ? name : `${name} ${priority}${reader.nameText()}`
}
