/** Border Gateway Protocol 4 (RFC 4271 §4): message headers, opening and closing of sessions, prefixes of IPv4 updates. */
import { formatIpv4 } from '../addresses.ts'
import type { Application, Fields, RecogniseHint } from '../fields.ts'
import { NEED_MORE, NOT_MINE } from '../fields.ts'

const HEADER_BYTES = 19
const MARKER_BYTES = 16
const LONGEST = 65535
const MAX_PREFIXES = 1000

const OPEN = 1
const UPDATE = 2
const NOTIFICATION = 3
const TYPES: Readonly<Record<number, string>> = {
  [OPEN]: 'OPEN Message',
  [UPDATE]: 'UPDATE Message',
  [NOTIFICATION]: 'NOTIFICATION Message',
  4: 'KEEPALIVE Message',
  5: 'ROUTE-REFRESH Message',
}
const ERRORS: Readonly<Record<number, string>> = {
  1: 'Message Header Error',
  2: 'OPEN Message Error',
  3: 'UPDATE Message Error',
  4: 'Hold Timer Expired',
  5: 'Finite State Machine Error',
  6: 'Cease',
  7: 'ROUTE-REFRESH Message Error',
}

function hasMarker(view: DataView, start: number, end: number): boolean {
  const from = Math.min(end, start + MARKER_BYTES)
  for (let at = start; at < from; at++) if (view.getUint8(at) !== 0xff) return false
  return true
}

function measure(view: DataView, start: number, end: number): number {
  if (!hasMarker(view, start, end)) return NOT_MINE
  if (start + HEADER_BYTES > end) return NEED_MORE
  const length = view.getUint16(start + MARKER_BYTES)
  return length >= HEADER_BYTES && length <= LONGEST && TYPES[view.getUint8(start + 18)] ? length : NOT_MINE
}

/** Sixteen bytes of ones at the start are marker enough on any port. */
function recognises(view: DataView, start: number, end: number, hint: RecogniseHint): boolean {
  return hint.transport === 'tcp' && start + HEADER_BYTES <= end && measure(view, start, end) > 0
}

function describe(fields: Fields, start: number, end: number): void {
  const { view } = fields
  fields.layer('bgp', start, end)
  if (start + HEADER_BYTES > end) {
    fields.problem('cut', start)
    return
  }
  const type = view.getUint8(start + 18)
  fields.bytesAt('bgp.marker', start, start + MARKER_BYTES)
  fields.uint('bgp.length', view.getUint16(start + 16), start + 16, start + 18)
  fields.uint('bgp.type', type, start + 18, start + 19, TYPES[type])
  const at = start + HEADER_BYTES
  if (type === OPEN) describeOpen(fields, at, end)
  else if (type === NOTIFICATION) describeNotification(fields, at, end)
  else if (type === UPDATE) describeUpdate(fields, at, end)
}

function describeOpen(fields: Fields, at: number, end: number): void {
  const { view } = fields
  if (at + 10 > end) {
    fields.problem('cut', at)
    return
  }
  fields.uint('bgp.open.version', view.getUint8(at), at, at + 1)
  fields.uint('bgp.open.myas', view.getUint16(at + 1), at + 1, at + 3)
  fields.uint('bgp.open.holdtime', view.getUint16(at + 3), at + 3, at + 5)
  fields.ipv4('bgp.open.identifier', at + 5)
  fields.uint('bgp.open.opt.len', view.getUint8(at + 9), at + 9, at + 10)
}

function describeNotification(fields: Fields, at: number, end: number): void {
  if (at + 2 > end) {
    fields.problem('cut', at)
    return
  }
  const error = fields.view.getUint8(at)
  fields.uint('bgp.notify.major_error', error, at, at + 1, ERRORS[error])
  fields.uint('bgp.notify.minor_error', fields.view.getUint8(at + 1), at + 1, at + 2)
}

function describeUpdate(fields: Fields, at: number, end: number): void {
  const { view } = fields
  if (at + 4 > end) {
    fields.problem('cut', at)
    return
  }
  const withdrawn = view.getUint16(at)
  fields.uint('bgp.update.withdrawn_routes.length', withdrawn, at, at + 2)
  const attributes = at + 2 + withdrawn
  if (attributes + 2 > end) {
    fields.problem('cut', at + 2)
    return
  }
  describePrefixes(fields, 'bgp.withdrawn_prefix', at + 2, attributes)
  const length = view.getUint16(attributes)
  fields.uint('bgp.update.path_attributes.length', length, attributes, attributes + 2)
  if (attributes + 2 + length > end) fields.problem('cut', attributes + 2)
  else describePrefixes(fields, 'bgp.nlri_prefix', attributes + 2 + length, end)
}

/** A length in bits, then as many bytes as hold them. */
function describePrefixes(fields: Fields, name: string, from: number, end: number): void {
  const { view } = fields
  let at = from
  for (let n = 0; n < MAX_PREFIXES && at < end; n++) {
    const bits = view.getUint8(at)
    const next = at + 1 + ((bits + 7) >> 3)
    if (bits > 32 || next > end) {
      fields.problem('malformed', at)
      return
    }
    let address = 0
    for (let byte = at + 1; byte < next; byte++) address |= view.getUint8(byte) << (24 - 8 * (byte - at - 1))
    fields.text(name, `${formatIpv4(address >>> 0)}/${bits}`, at, next)
    at = next
  }
}

function summary(view: DataView, _bytes: Uint8Array, start: number, end: number): string {
  return start + HEADER_BYTES <= end ? (TYPES[view.getUint8(start + 18)] ?? 'BGP') : 'BGP'
}

export const bgp: Application = {
  name: 'bgp',
  title: 'Border Gateway Protocol',
  fields: {
    'bgp.marker': 'bytes',
    'bgp.length': 'uint',
    'bgp.type': 'uint',
    'bgp.open.version': 'uint',
    'bgp.open.myas': 'uint',
    'bgp.open.holdtime': 'uint',
    'bgp.open.identifier': 'ipv4',
    'bgp.open.opt.len': 'uint',
    'bgp.notify.major_error': 'uint',
    'bgp.notify.minor_error': 'uint',
    'bgp.update.withdrawn_routes.length': 'uint',
    'bgp.update.path_attributes.length': 'uint',
    'bgp.withdrawn_prefix': 'text',
    'bgp.nlri_prefix': 'text',
  },
  tcp: [179],
  udp: [],
  recognises,
  measure,
  describe,
  summary,
}
