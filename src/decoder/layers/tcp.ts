/** Transmission Control Protocol with its options (RFC 9293; timestamps and window scale RFC 7323, SACK RFC 2018, MPTCP RFC 8684). */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { END, TCP } from '../protocols.ts'

/** Without options. */
export const TCP_HEADER_BYTES = 20
const MAX_OPTIONS = 40

export const FIN = 0x01
export const SYN = 0x02
export const RST = 0x04
export const PSH = 0x08
export const ACK = 0x10
const FLAG_NAMES = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE'] as const

const OPTIONS: Readonly<Record<number, string>> = {
  0: 'End of options',
  1: 'No operation',
  2: 'Maximum segment size',
  3: 'Window scale',
  4: 'SACK permitted',
  5: 'SACK',
  8: 'Timestamps',
  19: 'MD5 signature',
  28: 'User timeout',
  29: 'TCP-AO',
  30: 'Multipath TCP',
  34: 'TCP Fast Open',
  76: 'Riverbed probe',
  253: 'Experimental',
  254: 'Experimental',
}

export const tcpFields = {
  'tcp.srcport': 'uint',
  'tcp.dstport': 'uint',
  'tcp.port': 'uint',
  'tcp.seq_raw': 'uint',
  'tcp.ack_raw': 'uint',
  'tcp.hdr_len': 'uint',
  'tcp.flags': 'uint',
  'tcp.flags.fin': 'bool',
  'tcp.flags.syn': 'bool',
  'tcp.flags.reset': 'bool',
  'tcp.flags.push': 'bool',
  'tcp.flags.ack': 'bool',
  'tcp.flags.urg': 'bool',
  'tcp.flags.ece': 'bool',
  'tcp.flags.cwr': 'bool',
  'tcp.flags.ae': 'bool',
  'tcp.window_size_value': 'uint',
  'tcp.checksum': 'uint',
  'tcp.urgent_pointer': 'uint',
  'tcp.len': 'uint',
  'tcp.options.mss_val': 'uint',
  'tcp.options.wscale.shift': 'uint',
  'tcp.options.wscale.multiplier': 'uint',
  'tcp.options.sack_perm': 'bool',
  'tcp.options.sack_le': 'uint',
  'tcp.options.sack_re': 'uint',
  'tcp.options.timestamp.tsval': 'uint',
  'tcp.options.timestamp.tsecr': 'uint',
  'tcp.option_kind': 'uint',
} as const satisfies FieldTable

export function walkTcp(packet: Packet): number {
  packet.push(TCP)
  const { view, at, limit } = packet
  if (at + TCP_HEADER_BYTES > limit) {
    // The ports alone still say who talks to whom: an ICMP error quotes just eight bytes.
    if (at + 4 <= limit) packet.setPathTransport(TCP, limit)
    return packet.cutTransport()
  }
  const headerBytes = (view.getUint8(at + 12) >> 4) << 2
  packet.setPathTransport(TCP, headerBytes < TCP_HEADER_BYTES ? limit : at + headerBytes)
  if (headerBytes < TCP_HEADER_BYTES) return packet.fail('malformed')
  if (at + headerBytes > limit) return packet.cutTransport()
  packet.at = at + headerBytes
  return END
}

export function describeTcp(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const headerEnd = start + 13 <= end ? start + ((view.getUint8(start + 12) >> 4) << 2) : end
  fields.layer('tcp', start, Math.min(Math.max(headerEnd, start + 4), end))
  if (start + 4 > end) {
    fields.problem('cut', start)
    return
  }
  fields.uint('tcp.srcport', view.getUint16(start), start, start + 2)
  fields.uint('tcp.dstport', view.getUint16(start + 2), start + 2, start + 4)
  // Whether it should be all here the walk knows: an ICMP error quotes just the ports and the number.
  if (start + TCP_HEADER_BYTES > end) {
    if (start + 8 <= end) fields.uint('tcp.seq_raw', view.getUint32(start + 4), start + 4, start + 8)
    return
  }
  fields.uint('tcp.len', Math.max(0, end - headerEnd), start, start)
  fields.uint('tcp.seq_raw', view.getUint32(start + 4), start + 4, start + 8)
  fields.uint('tcp.ack_raw', view.getUint32(start + 8), start + 8, start + 12)
  fields.uint('tcp.hdr_len', headerEnd - start, start + 12, start + 13)
  describeFlags(fields, view.getUint16(start + 12) & 0xfff, start + 12)
  fields.uint('tcp.window_size_value', view.getUint16(start + 14), start + 14, start + 16)
  fields.uint('tcp.checksum', view.getUint16(start + 16), start + 16, start + 18)
  fields.uint('tcp.urgent_pointer', view.getUint16(start + 18), start + 18, start + 20)
  if (headerEnd > end) return
  if (headerEnd > start + TCP_HEADER_BYTES) describeOptions(fields, start + TCP_HEADER_BYTES, headerEnd)
}

function describeFlags(fields: Fields, flags: number, at: number): void {
  fields.uint('tcp.flags', flags, at, at + 2, flagsText(flags))
  fields.bool('tcp.flags.ae', (flags & 0x100) !== 0, at, at + 1)
  fields.bool('tcp.flags.cwr', (flags & 0x80) !== 0, at + 1, at + 2)
  fields.bool('tcp.flags.ece', (flags & 0x40) !== 0, at + 1, at + 2)
  fields.bool('tcp.flags.urg', (flags & 0x20) !== 0, at + 1, at + 2)
  fields.bool('tcp.flags.ack', (flags & ACK) !== 0, at + 1, at + 2)
  fields.bool('tcp.flags.push', (flags & PSH) !== 0, at + 1, at + 2)
  fields.bool('tcp.flags.reset', (flags & RST) !== 0, at + 1, at + 2)
  fields.bool('tcp.flags.syn', (flags & SYN) !== 0, at + 1, at + 2)
  fields.bool('tcp.flags.fin', (flags & FIN) !== 0, at + 1, at + 2)
}

/** `SYN, ACK`: flags in the order people say them. */
export function flagsText(flags: number): string {
  return FLAG_NAMES.filter((_, bit) => (flags & (1 << bit)) !== 0).join(', ')
}

function describeOptions(fields: Fields, start: number, end: number): void {
  const { view } = fields
  fields.open('Options', start, end)
  let at = start
  for (let n = 0; n < MAX_OPTIONS && at < end; n++) {
    const kind = view.getUint8(at)
    fields.uint('tcp.option_kind', kind, at, at + 1, OPTIONS[kind])
    if (kind === 0) break
    if (kind === 1) {
      at++
      continue
    }
    const length = at + 2 <= end ? view.getUint8(at + 1) : 0
    if (length < 2 || at + length > end) {
      fields.problem('malformed', at)
      break
    }
    describeOption(fields, kind, at, length)
    at += length
  }
  fields.close()
}

function describeOption(fields: Fields, kind: number, at: number, length: number): void {
  const { view } = fields
  if (kind === 2 && length === 4) fields.uint('tcp.options.mss_val', view.getUint16(at + 2), at + 2, at + 4)
  else if (kind === 3 && length === 3) {
    fields.uint('tcp.options.wscale.shift', view.getUint8(at + 2), at + 2, at + 3)
    fields.uint('tcp.options.wscale.multiplier', 2 ** (view.getUint8(at + 2) & 0xf), at + 2, at + 3)
  } else if (kind === 4) fields.bool('tcp.options.sack_perm', true, at, at + length)
  else if (kind === 5) {
    for (let edge = at + 2; edge + 8 <= at + length; edge += 8) {
      fields.uint('tcp.options.sack_le', view.getUint32(edge), edge, edge + 4)
      fields.uint('tcp.options.sack_re', view.getUint32(edge + 4), edge + 4, edge + 8)
    }
  } else if (kind === 8 && length === 10) {
    fields.uint('tcp.options.timestamp.tsval', view.getUint32(at + 2), at + 2, at + 6)
    fields.uint('tcp.options.timestamp.tsecr', view.getUint32(at + 6), at + 6, at + 10)
  }
}
