/** Packets that OpenBSD's packet filter logged (LINKTYPE_PFLOG, `sys/net/if_pflog.h`). */
import { formatPaddedText } from '../applications/text.ts'
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { DATA, END, IP, IPV6, PFLOG } from '../protocols.ts'

/** Up to and with the direction; systems pad differently behind. */
const SHORTEST = 61
/** -1: there is no such rule, user or process. */
const NONE = 0xffffffff

const ACTIONS = ['pass', 'block', 'scrub', 'no scrub', 'nat', 'no nat', 'binat', 'no binat', 'rdr', 'no rdr'] as const
const REASONS = ['match', 'bad-offset', 'fragment', 'short', 'normalize', 'memory', 'bad-timestamp'] as const
const DIRECTIONS = ['inout', 'in', 'out'] as const

export const pflogFields = {
  'pflog.length': 'uint',
  'pflog.af': 'uint',
  'pflog.action': 'uint',
  'pflog.reason': 'uint',
  'pflog.ifname': 'text',
  'pflog.ruleset': 'text',
  'pflog.rulenr': 'uint',
  'pflog.subrulenr': 'uint',
  'pflog.uid': 'uint',
  'pflog.pid': 'uint',
  'pflog.dir': 'uint',
} as const satisfies FieldTable

/** The length it says leaves the padding to four bytes out. */
function headerBytes(view: DataView, at: number): number {
  return (view.getUint8(at) + 3) & ~3
}

export function walkPflog(packet: Packet): number {
  packet.push(PFLOG)
  if (!packet.has(SHORTEST)) return END
  const { view, at } = packet
  const bytes = headerBytes(view, at)
  if (bytes < SHORTEST) return packet.fail('malformed')
  if (!packet.has(bytes)) return END
  const family = view.getUint8(at + 1)
  packet.at = at + bytes
  if (family === 2) return IP
  // AF_INET6 of OpenBSD and NetBSD, FreeBSD, macOS.
  return family === 24 || family === 28 || family === 30 ? IPV6 : DATA
}

export function describePflog(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const bytes = start < end ? Math.max(SHORTEST, headerBytes(view, start)) : SHORTEST
  fields.layer('pflog', start, Math.min(start + bytes, end))
  if (start + SHORTEST > end) {
    fields.problem('cut', start)
    return
  }
  const family = view.getUint8(start + 1)
  const action = view.getUint8(start + 2)
  const reason = view.getUint8(start + 3)
  const direction = view.getUint8(start + 60)
  fields.uint('pflog.length', view.getUint8(start), start, start + 1)
  fields.uint('pflog.af', family, start + 1, start + 2, family === 2 ? 'IPv4' : 'IPv6')
  fields.uint('pflog.action', action, start + 2, start + 3, ACTIONS[action])
  fields.uint('pflog.reason', reason, start + 3, start + 4, REASONS[reason])
  fields.text('pflog.ifname', formatPaddedText(fields.bytes, start + 4, start + 20), start + 4, start + 20)
  fields.text('pflog.ruleset', formatPaddedText(fields.bytes, start + 20, start + 36), start + 20, start + 36)
  fields.uint('pflog.rulenr', view.getUint32(start + 36), start + 36, start + 40)
  describeOptional(fields, 'pflog.subrulenr', view.getUint32(start + 40), start + 40)
  // In the order of the machine that logged, which is hardly ever big-endian today.
  describeOptional(fields, 'pflog.uid', view.getUint32(start + 44, true), start + 44)
  describeOptional(fields, 'pflog.pid', view.getUint32(start + 48, true), start + 48)
  fields.uint('pflog.dir', direction, start + 60, start + 61, DIRECTIONS[direction])
}

function describeOptional(fields: Fields, name: string, value: number, at: number): void {
  fields.uint(name, value, at, at + 4, value === NONE ? 'none' : undefined)
}
