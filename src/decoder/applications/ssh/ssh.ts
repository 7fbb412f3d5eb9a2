/** SSH up to where it is encrypted: identification (RFC 4253 §4.2), binary packets (§6), key exchange (§7, RFC 5656, RFC 4419). */
import { asciiText } from '../../ascii.ts'
import {
  type Application,
  type Fields,
  type FieldTable,
  NEED_MORE,
  NOT_MINE,
  type RecogniseHint,
} from '../../fields.ts'
import { KEXINIT, LISTS, parseKexInit } from './kex-init.ts'

const NEWKEYS = 21
const MESSAGES: ReadonlyMap<number, string> = new Map([
  [1, 'Disconnect'],
  [2, 'Ignore'],
  [3, 'Unimplemented'],
  [4, 'Debug'],
  [5, 'Service Request'],
  [6, 'Service Accept'],
  [7, 'Extension Info'],
  [KEXINIT, 'Key Exchange Init'],
  [NEWKEYS, 'New Keys'],
  [30, 'Key Exchange 30 (DH, ECDH Init)'],
  [31, 'Key Exchange 31 (DH, ECDH Reply, GEX Group)'],
  [32, 'Key Exchange 32 (GEX Init)'],
  [33, 'Key Exchange 33 (GEX Reply)'],
  [34, 'Key Exchange 34 (GEX Request)'],
])

/** RFC 4253 §4.2 allows 255 bytes; lines before the banner may be as long. */
const MAX_BANNER = 255
const MAX_PACKET_BYTES = 35_000
const HEADER_BYTES = 5

export const sshFields: FieldTable = {
  'ssh.protocol': 'text',
  'ssh.packet_length': 'uint',
  'ssh.padding_length': 'uint',
  'ssh.message_code': 'uint',
  'ssh.cookie': 'bytes',
  ...Object.fromEntries(LISTS.map((name): [string, 'text'] => [`ssh.${name}`, 'text'])),
  'ssh.first_kex_packet_follows': 'uint',
  'ssh.kex.hassh_algorithms': 'text',
  'ssh.kex.hassh': 'text',
  'ssh.kex.hasshserver_algorithms': 'text',
  'ssh.kex.hasshserver': 'text',
  'ssh.payload': 'bytes',
  'ssh.encrypted_packet': 'bytes',
}

/** Whether the identification string begins here: `SSH-2.0-…`, `SSH-1.99-…`. */
export function startsSsh(view: DataView, start: number, end: number): boolean {
  return start + 7 <= end && view.getUint32(start) === 0x5353482d && isDigit(view.getUint8(start + 4))
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

/** Index after the line that begins at `start`; 0 when its end has not come, -1 when it is longer than allowed. */
function bannerEnd(view: DataView, start: number, end: number): number {
  const limit = Math.min(end, start + MAX_BANNER)
  for (let at = start; at < limit; at++) if (view.getUint8(at) === 10) return at + 1
  return limit < end ? -1 : 0
}

/** Length of the cleartext packet at `start`, 0 when none stands there: encrypted ones look like chance. */
function packetBytes(view: DataView, start: number, end: number): number {
  if (start + HEADER_BYTES + 1 > end) return 0
  const length = view.getUint32(start)
  const padding = view.getUint8(start + 4)
  const code = view.getUint8(start + HEADER_BYTES)
  if (length < 12 || length > MAX_PACKET_BYTES || (length + 4) % 8 !== 0) return 0
  const payload = length - 1 - padding
  if (padding < 4 || payload < 1) return 0
  const plausible =
    code === NEWKEYS ? payload === 1 : code === KEXINIT ? payload > 60 : code >= 30 && code <= 34 && payload > 4
  return plausible ? 4 + length : 0
}

function measure(view: DataView, start: number, end: number): number {
  if (startsSsh(view, start, end)) {
    const stop = bannerEnd(view, start, end)
    return stop < 0 ? NOT_MINE : stop === 0 ? NEED_MORE : stop - start
  }
  return packetBytes(view, start, end) || end - start
}

function describe(fields: Fields, start: number, end: number): void {
  const { view } = fields
  fields.layer('ssh', start, end)
  if (startsSsh(view, start, end)) {
    fields.text('ssh.protocol', bannerText(view, start, end), start, end)
    return
  }
  const whole = packetBytes(view, start, end)
  if (whole === 0) {
    if (end > start) fields.bytesAt('ssh.encrypted_packet', start, end)
    return
  }
  const code = view.getUint8(start + HEADER_BYTES)
  const padding = view.getUint8(start + 4)
  const payloadEnd = Math.min(end, start + whole - padding)
  fields.uint('ssh.packet_length', view.getUint32(start), start, start + 4)
  fields.uint('ssh.padding_length', padding, start + 4, start + HEADER_BYTES)
  fields.uint('ssh.message_code', code, start + HEADER_BYTES, start + HEADER_BYTES + 1, MESSAGES.get(code))
  if (start + whole > end) fields.problem('cut', end)
  if (code === KEXINIT) describeKexInit(fields, start + HEADER_BYTES, payloadEnd)
  else if (payloadEnd > start + HEADER_BYTES + 1) fields.bytesAt('ssh.payload', start + HEADER_BYTES + 1, payloadEnd)
}

function describeKexInit(fields: Fields, start: number, end: number): void {
  const kex = parseKexInit(fields.view, start, end)
  if (kex === undefined) {
    fields.problem('malformed', start)
    return
  }
  fields.bytesAt('ssh.cookie', start + 1, start + 17)
  for (const { name, text, start: from, end: to } of kex.lists) fields.text(`ssh.${name}`, text, from + 4, to)
  const last = kex.lists.at(-1)?.end ?? end
  if (last < end) fields.uint('ssh.first_kex_packet_follows', fields.view.getUint8(last), last, last + 1)
  if (kex.sender !== 'server') {
    fields.text('ssh.kex.hassh_algorithms', kex.hasshAlgorithms, start, end)
    fields.text('ssh.kex.hassh', kex.hassh, start, end)
  }
  if (kex.sender !== 'client') {
    fields.text('ssh.kex.hasshserver_algorithms', kex.hasshServerAlgorithms, start, end)
    fields.text('ssh.kex.hasshserver', kex.hasshServer, start, end)
  }
}

function bannerText(view: DataView, start: number, end: number): string {
  let stop = Math.min(end, start + MAX_BANNER)
  while (stop > start && (view.getUint8(stop - 1) === 10 || view.getUint8(stop - 1) === 13)) stop--
  return asciiText(view, start, stop)
}

function summary(view: DataView, _bytes: Uint8Array, start: number, end: number): string {
  if (startsSsh(view, start, end)) {
    const stop = bannerEnd(view, start, end)
    return `Protocol (${bannerText(view, start, stop > 0 ? stop : end)})`
  }
  const whole = packetBytes(view, start, end)
  return whole === 0 ? 'Encrypted packet' : (MESSAGES.get(view.getUint8(start + HEADER_BYTES)) ?? 'Packet')
}

export const ssh = {
  name: 'ssh',
  title: 'Secure Shell',
  fields: sshFields,
  tcp: [22],
  udp: [],
  // On its port everything is: most of it is encrypted, and says nothing of itself.
  recognises: (view: DataView, start: number, end: number, hint: RecogniseHint) =>
    hint.transport === 'tcp' && (hint.expected || startsSsh(view, start, end)),
  measure,
  describe,
  summary,
} as const satisfies Application
