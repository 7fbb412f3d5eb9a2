/** Modbus over TCP and UDP (Modbus Application Protocol 1.1b3). Whether it asks or answers is told by its length. */

import { FieldReader } from '../field-reader.ts'
import { type Application, type FieldTable, NEED_MORE, NOT_MINE } from '../fields.ts'

const FUNCTIONS: Readonly<Record<number, string>> = {
  1: 'Read Coils',
  2: 'Read Discrete Inputs',
  3: 'Read Holding Registers',
  4: 'Read Input Registers',
  5: 'Write Single Coil',
  6: 'Write Single Register',
  7: 'Read Exception Status',
  8: 'Diagnostics',
  11: 'Get Comm. Event Counters',
  12: 'Get Comm. Event Log',
  15: 'Write Multiple Coils',
  16: 'Write Multiple Registers',
  17: 'Report Slave ID',
  20: 'Read File Record',
  21: 'Write File Record',
  22: 'Mask Write Register',
  23: 'Read Write Register',
  24: 'Read FIFO Queue',
  43: 'Encapsulated Interface Transport',
  90: 'Unity (Schneider)',
}
const EXCEPTIONS: Readonly<Record<number, string>> = {
  1: 'Illegal function',
  2: 'Illegal data address',
  3: 'Illegal data value',
  4: 'Slave device failure',
  5: 'Acknowledge',
  6: 'Slave device busy',
  8: 'Memory parity error',
  10: 'Gateway path unavailable',
  11: 'Gateway target device failed to respond',
}
const HEADER_BYTES = 8
const MAX_LENGTH = 260

const modbusFields = {
  'mbtcp.trans_id': 'uint',
  'mbtcp.prot_id': 'uint',
  'mbtcp.len': 'uint',
  'mbtcp.unit_id': 'uint',
  'modbus.func_code': 'uint',
  'modbus.exception_code': 'uint',
  'modbus.reference_num': 'uint',
  'modbus.bit_cnt': 'uint',
  'modbus.word_cnt': 'uint',
  'modbus.byte_cnt': 'uint',
  'modbus.data': 'bytes',
  'modbus.regval_uint16': 'uint',
  'modbus.and_mask': 'uint',
  'modbus.or_mask': 'uint',
  'modbus.diagnostic_code': 'uint',
  'modbus.mei': 'uint',
} as const satisfies FieldTable

export const modbus: Application = {
  name: 'modbus',
  title: 'Modbus',
  fields: modbusFields,
  tcp: [502],
  udp: [502],
  // Two zero bytes and a length are too little to know it by on any port.
  recognises: (view, start, end, { expected }) => expected && isModbus(view, start, end),
  measure(view, start, end) {
    if (start + 6 > end) return NEED_MORE
    const length = view.getUint16(start + 4)
    return view.getUint16(start + 2) !== 0 || length < 2 || length > MAX_LENGTH ? NOT_MINE : 6 + length
  },
  describe(fields, start, end) {
    fields.layer('modbus', start, end)
    const message = new FieldReader(fields, start, end)
    message.uint('mbtcp.trans_id', 2)
    message.uint('mbtcp.prot_id', 2)
    const length = message.uint('mbtcp.len', 2)
    message.uint('mbtcp.unit_id', 1)
    const code = message.peek(1)
    if (!message.has(1)) return
    fields.uint('modbus.func_code', code & 0x7f, message.at, message.at + 1, FUNCTIONS[code & 0x7f])
    message.skip(1)
    if (code > 0x7f) message.uint('modbus.exception_code', 1, EXCEPTIONS)
    else describeFunction(message, code, length)
    if (message.left > 0) message.bytes('modbus.data', message.left)
  },
  summary(view, _bytes, start, end) {
    if (start + HEADER_BYTES > end) return 'Modbus, cut short'
    const code = view.getUint8(start + 7)
    const exception = code > 0x7f && start + 9 <= end ? `, ${EXCEPTIONS[view.getUint8(start + 8)] ?? 'exception'}` : ''
    const name = FUNCTIONS[code & 0x7f] ?? 'Unknown function'
    return `Trans: ${view.getUint16(start)}; Unit: ${view.getUint8(start + 6)}, Func: ${code & 0x7f}: ${name}${exception}`
  },
}

function isModbus(view: DataView, start: number, end: number): boolean {
  if (start + HEADER_BYTES > end || view.getUint16(start + 2) !== 0) return false
  const length = view.getUint16(start + 4)
  return length >= 2 && length <= MAX_LENGTH
}

function describeFunction(message: FieldReader, code: number, length: number): void {
  const isShort = length === 6
  if (code >= 1 && code <= 4) {
    if (isShort && message.peek(1) !== message.left - 1) {
      message.uint('modbus.reference_num', 2)
      message.uint(code <= 2 ? 'modbus.bit_cnt' : 'modbus.word_cnt', 2)
    } else {
      const bytes = message.uint('modbus.byte_cnt', 1)
      if (code >= 3) registers(message, bytes)
    }
  } else if (code === 5) message.uint('modbus.reference_num', 2)
  else if (code === 6) {
    message.uint('modbus.reference_num', 2)
    message.uint('modbus.regval_uint16', 2)
  } else if (code === 15 || code === 16) {
    message.uint('modbus.reference_num', 2)
    message.uint(code === 15 ? 'modbus.bit_cnt' : 'modbus.word_cnt', 2)
    if (isShort) return
    const bytes = message.uint('modbus.byte_cnt', 1)
    if (code === 16) registers(message, bytes)
  } else if (code === 22) {
    message.uint('modbus.reference_num', 2)
    message.uint('modbus.and_mask', 2)
    message.uint('modbus.or_mask', 2)
  } else if (code === 8) message.uint('modbus.diagnostic_code', 2)
  else if (code === 43) message.uint('modbus.mei', 1)
}

function registers(message: FieldReader, bytes: number): void {
  for (let n = 0; n + 2 <= bytes && message.left >= 2; n += 2) message.uint('modbus.regval_uint16', 2)
}
