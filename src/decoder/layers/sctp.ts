/** Stream Control Transmission Protocol and its chunks (RFC 9260). */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { END, SCTP } from '../protocols.ts'

const HEADER_BYTES = 12
const CHUNK_BYTES = 4
const MAX_CHUNKS = 64
const MAX_GAPS = 32

const DATA_CHUNK = 0
const INIT = 1
const INIT_ACK = 2
const SACK = 3

const CHUNKS: Readonly<Record<number, string>> = {
  0: 'DATA',
  1: 'INIT',
  2: 'INIT_ACK',
  3: 'SACK',
  4: 'HEARTBEAT',
  5: 'HEARTBEAT_ACK',
  6: 'ABORT',
  7: 'SHUTDOWN',
  8: 'SHUTDOWN_ACK',
  9: 'ERROR',
  10: 'COOKIE_ECHO',
  11: 'COOKIE_ACK',
  12: 'ECNE',
  13: 'CWR',
  14: 'SHUTDOWN_COMPLETE',
  15: 'AUTH',
  64: 'I_DATA',
  128: 'ASCONF_ACK',
  130: 'RE_CONFIG',
  192: 'FORWARD_TSN',
  193: 'ASCONF',
}
const PAYLOADS: Readonly<Record<number, string>> = {
  1: 'IUA',
  2: 'M2UA',
  3: 'M3UA',
  4: 'SUA',
  5: 'M2PA',
  7: 'H.248',
  18: 'S1AP',
  19: 'RUA',
  27: 'X2AP',
  46: 'Diameter',
  47: 'Diameter over DTLS',
  51: 'WebRTC string',
  53: 'WebRTC binary',
  60: 'NGAP',
  61: 'XnAP',
}

export const sctpFields = {
  'sctp.srcport': 'uint',
  'sctp.dstport': 'uint',
  'sctp.port': 'uint',
  'sctp.verification_tag': 'uint',
  'sctp.checksum': 'uint',
  'sctp.chunk_type': 'uint',
  'sctp.chunk_flags': 'uint',
  'sctp.chunk_length': 'uint',
  'sctp.data_tsn_raw': 'uint',
  'sctp.data_sid': 'uint',
  'sctp.data_ssn': 'uint',
  'sctp.data_payload_proto_id': 'uint',
  'sctp.init_initiate_tag': 'uint',
  'sctp.init_credit': 'uint',
  'sctp.init_nr_out_streams': 'uint',
  'sctp.init_nr_in_streams': 'uint',
  'sctp.init_initial_tsn': 'uint',
  'sctp.initack_initiate_tag': 'uint',
  'sctp.initack_credit': 'uint',
  'sctp.initack_nr_out_streams': 'uint',
  'sctp.initack_nr_in_streams': 'uint',
  'sctp.initack_initial_tsn': 'uint',
  'sctp.sack_cumulative_tsn_ack_raw': 'uint',
  'sctp.sack_a_rwnd': 'uint',
  'sctp.sack_number_of_gap_blocks': 'uint',
  'sctp.sack_number_of_duplicated_tsns': 'uint',
  'sctp.sack_gap_block_start': 'uint',
  'sctp.sack_gap_block_end': 'uint',
} as const satisfies FieldTable

export function walkSctp(packet: Packet): number {
  packet.push(SCTP)
  const { at, limit } = packet
  if (at + HEADER_BYTES > limit) {
    // The ports alone still say who talks to whom.
    if (at + 4 <= limit) packet.setPathTransport(SCTP, limit)
    return packet.cutTransport()
  }
  packet.setPathTransport(SCTP, at + HEADER_BYTES)
  packet.at = at + HEADER_BYTES
  return END
}

export function describeSctp(fields: Fields, start: number, end: number): void {
  const { view } = fields
  fields.layer('sctp', start, end)
  if (start + 4 > end) {
    fields.problem('cut', start)
    return
  }
  fields.uint('sctp.srcport', view.getUint16(start), start, start + 2)
  fields.uint('sctp.dstport', view.getUint16(start + 2), start + 2, start + 4)
  if (start + HEADER_BYTES > end) {
    fields.problem('cut', start + 4)
    return
  }
  fields.uint('sctp.verification_tag', view.getUint32(start + 4), start + 4, start + 8)
  fields.uint('sctp.checksum', view.getUint32(start + 8), start + 8, start + 12)
  let at = start + HEADER_BYTES
  for (let n = 0; n < MAX_CHUNKS && at < end; n++) {
    const length = at + CHUNK_BYTES <= end ? view.getUint16(at + 2) : 0
    if (length < CHUNK_BYTES) {
      fields.problem(at + CHUNK_BYTES <= end ? 'malformed' : 'cut', at)
      return
    }
    const type = view.getUint8(at)
    const chunkEnd = Math.min(at + length, end)
    fields.open(CHUNKS[type] ?? 'Chunk', at, chunkEnd)
    fields.uint('sctp.chunk_type', type, at, at + 1, CHUNKS[type])
    fields.uint('sctp.chunk_flags', view.getUint8(at + 1), at + 1, at + 2)
    fields.uint('sctp.chunk_length', length, at + 2, at + 4)
    describeChunk(fields, type, at, chunkEnd)
    fields.close()
    if (at + length > end) fields.problem('cut', at)
    // Chunks begin at multiples of four bytes.
    at += (length + 3) & ~3
  }
}

function describeChunk(fields: Fields, type: number, at: number, end: number): void {
  if (type === DATA_CHUNK && at + 16 <= end) describeData(fields, at)
  else if (type === INIT && at + 20 <= end) describeInit(fields, 'init', at)
  else if (type === INIT_ACK && at + 20 <= end) describeInit(fields, 'initack', at)
  else if (type === SACK && at + 16 <= end) describeSack(fields, at, end)
}

function describeData(fields: Fields, at: number): void {
  const { view } = fields
  const payload = view.getUint32(at + 12)
  fields.uint('sctp.data_tsn_raw', view.getUint32(at + 4), at + 4, at + 8)
  fields.uint('sctp.data_sid', view.getUint16(at + 8), at + 8, at + 10)
  fields.uint('sctp.data_ssn', view.getUint16(at + 10), at + 10, at + 12)
  fields.uint('sctp.data_payload_proto_id', payload, at + 12, at + 16, PAYLOADS[payload])
}

function describeInit(fields: Fields, which: 'init' | 'initack', at: number): void {
  const { view } = fields
  fields.uint(`sctp.${which}_initiate_tag`, view.getUint32(at + 4), at + 4, at + 8)
  fields.uint(`sctp.${which}_credit`, view.getUint32(at + 8), at + 8, at + 12)
  fields.uint(`sctp.${which}_nr_out_streams`, view.getUint16(at + 12), at + 12, at + 14)
  fields.uint(`sctp.${which}_nr_in_streams`, view.getUint16(at + 14), at + 14, at + 16)
  fields.uint(`sctp.${which}_initial_tsn`, view.getUint32(at + 16), at + 16, at + 20)
}

function describeSack(fields: Fields, at: number, end: number): void {
  const { view } = fields
  const gaps = view.getUint16(at + 12)
  fields.uint('sctp.sack_cumulative_tsn_ack_raw', view.getUint32(at + 4), at + 4, at + 8)
  fields.uint('sctp.sack_a_rwnd', view.getUint32(at + 8), at + 8, at + 12)
  fields.uint('sctp.sack_number_of_gap_blocks', gaps, at + 12, at + 14)
  fields.uint('sctp.sack_number_of_duplicated_tsns', view.getUint16(at + 14), at + 14, at + 16)
  let gap = at + 16
  for (let n = 0; n < Math.min(gaps, MAX_GAPS) && gap + 4 <= end; n++, gap += 4) {
    fields.uint('sctp.sack_gap_block_start', view.getUint16(gap), gap, gap + 2)
    fields.uint('sctp.sack_gap_block_end', view.getUint16(gap + 2), gap + 2, gap + 4)
  }
}
