/** WebSocket frames (RFC 6455 §5). They follow an HTTP upgrade and cannot be told by themselves: the stream says so. */
import { type Application, type Fields, type FieldTable, NEED_MORE, NOT_MINE } from '../../fields.ts'
import { ShiftedFields } from '../shifted-fields.ts'
import { formatText } from '../text.ts'

const OPCODES: ReadonlyMap<number, string> = new Map([
  [0, 'Continuation'],
  [1, 'Text'],
  [2, 'Binary'],
  [8, 'Connection Close'],
  [9, 'Ping'],
  [10, 'Pong'],
])
const MAX_CONTROL_BYTES = 125
/** Text beyond this is for following the stream, not for a field. */
const MAX_TEXT = 4096

export const websocketFields = {
  'websocket.fin': 'bool',
  'websocket.rsv': 'uint',
  'websocket.opcode': 'uint',
  'websocket.mask': 'bool',
  'websocket.payload_length': 'uint',
  'websocket.masking_key': 'bytes',
  'websocket.masked_payload': 'bytes',
  'websocket.payload': 'bytes',
  'websocket.payload.text': 'text',
  'websocket.payload.close.status_code': 'uint',
  'websocket.payload.close.reason': 'text',
} as const satisfies FieldTable

export interface FrameHead {
  readonly final: boolean
  readonly reserved: number
  readonly opcode: number
  readonly masked: boolean
  /** Bytes before the payload, and of the payload itself. */
  readonly bytes: number
  readonly length: number
}

/** `need-more` while the head itself is not all there, `undefined` when RFC 6455 forbids it. */
export function parseFrameHead(view: DataView, start: number, end: number): FrameHead | 'need-more' | undefined {
  if (start + 2 > end) return 'need-more'
  const first = view.getUint8(start)
  const second = view.getUint8(start + 1)
  const opcode = first & 0x0f
  const final = (first & 0x80) !== 0
  const short = second & 0x7f
  if (!OPCODES.has(opcode)) return undefined
  if (opcode >= 8 && (!final || short > MAX_CONTROL_BYTES)) return undefined
  const masked = (second & 0x80) !== 0
  const bytes = 2 + (short === 126 ? 2 : short === 127 ? 8 : 0) + (masked ? 4 : 0)
  if (start + bytes > end) return 'need-more'
  let length = short
  if (short === 126) length = view.getUint16(start + 2)
  else if (short === 127) {
    if (view.getUint32(start + 2) >= 0x20_0000) return undefined
    length = view.getUint32(start + 2) * 0x1_0000_0000 + view.getUint32(start + 6)
  }
  return { final, reserved: (first >> 4) & 7, opcode, masked, bytes, length }
}

function measure(view: DataView, start: number, end: number): number {
  const head = parseFrameHead(view, start, end)
  if (head === undefined) return NOT_MINE
  return head === 'need-more' ? NEED_MORE : head.bytes + head.length
}

function describe(fields: Fields, start: number, end: number): void {
  const { view } = fields
  fields.layer('websocket', start, end)
  const head = parseFrameHead(view, start, end)
  if (head === undefined || head === 'need-more') {
    fields.problem(head === undefined ? 'malformed' : 'cut', start)
    return
  }
  const payload = start + head.bytes
  const stop = Math.min(end, payload + head.length)
  fields.bool('websocket.fin', head.final, start, start + 1)
  fields.uint('websocket.rsv', head.reserved, start, start + 1)
  fields.uint('websocket.opcode', head.opcode, start, start + 1, OPCODES.get(head.opcode))
  fields.bool('websocket.mask', head.masked, start + 1, start + 2)
  fields.uint('websocket.payload_length', head.length, start + 1, payload - (head.masked ? 4 : 0))
  if (payload + head.length > end) fields.problem('cut', end)
  if (!head.masked) {
    describePayload(fields, head, payload, stop)
    return
  }
  fields.bytesAt('websocket.masking_key', payload - 4, payload)
  if (stop === payload) return
  fields.bytesAt('websocket.masked_payload', payload, stop)
  const plain = unmask(view, payload, stop)
  describePayload(new ShiftedFields(fields, plain, payload), head, 0, plain.length)
}

/** Payload as it was before masking (RFC 6455 §5.3); its key stands right before it. */
export function unmask(view: DataView, start: number, end: number): Uint8Array {
  const plain = new Uint8Array(end - start)
  for (let n = 0; n < plain.length; n++) plain[n] = view.getUint8(start + n) ^ view.getUint8(start - 4 + (n & 3))
  return plain
}

function describePayload(fields: Fields, head: FrameHead, start: number, end: number): void {
  if (end <= start) return
  // RSV1 says compressed (RFC 7692 §6).
  if (head.opcode === 1 && head.reserved === 0) {
    const stop = Math.min(end, start + MAX_TEXT)
    fields.text('websocket.payload.text', formatText(fields.bytes, start, stop), start, stop)
  } else if (head.opcode === 8 && end - start >= 2) {
    fields.uint('websocket.payload.close.status_code', fields.view.getUint16(start), start, start + 2)
    if (end > start + 2) {
      fields.text('websocket.payload.close.reason', formatText(fields.bytes, start + 2, end), start + 2, end)
    }
  } else fields.bytesAt('websocket.payload', start, end)
}

function summary(view: DataView, _bytes: Uint8Array, start: number, end: number): string {
  const head = parseFrameHead(view, start, end)
  if (head === undefined || head === 'need-more') return 'Incomplete frame'
  const flags = `${head.final ? ' [FIN]' : ''}${head.masked ? ' [MASKED]' : ''}`
  return `${OPCODES.get(head.opcode)}${flags} ${head.length} bytes`
}

export const websocket = {
  name: 'websocket',
  title: 'WebSocket',
  fields: websocketFields,
  tcp: [],
  udp: [],
  recognises: () => false,
  measure,
  describe,
  summary,
} as const satisfies Application
