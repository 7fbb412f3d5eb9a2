/** MQTT 3.1, 3.1.1 and 5 (OASIS). Which version a connection speaks only its first message says; the others are read without their properties. */

import { FieldReader } from '../field-reader.ts'
import { type Application, type FieldTable, NEED_MORE, NOT_MINE } from '../fields.ts'
import { type Credential, credentialOf } from './credential.ts'
import { formatText } from './text.ts'
import { beginsWith, bytesOfView } from './text-lines.ts'

const TYPES: Readonly<Record<number, string>> = {
  1: 'Connect Command',
  2: 'Connect Ack',
  3: 'Publish Message',
  4: 'Publish Ack',
  5: 'Publish Received',
  6: 'Publish Release',
  7: 'Publish Complete',
  8: 'Subscribe Request',
  9: 'Subscribe Ack',
  10: 'Unsubscribe Request',
  11: 'Unsubscribe Ack',
  12: 'Ping Request',
  13: 'Ping Response',
  14: 'Disconnect Req',
  15: 'Authentication Exchange',
}
const VERSIONS: Readonly<Record<number, string>> = { 3: 'MQTT v3.1', 4: 'MQTT v3.1.1', 5: 'MQTT v5.0' }
const RETURN_CODES: Readonly<Record<number, string>> = {
  0: 'Connection Accepted',
  1: 'Unacceptable protocol version',
  2: 'Identifier rejected',
  3: 'Server unavailable',
  4: 'Bad user name or password',
  5: 'Not authorized',
}
const QOS: Readonly<Record<number, string>> = { 0: 'At most once', 1: 'At least once', 2: 'Exactly once' }
const MAX_TOPICS = 200

const mqttFields = {
  'mqtt.hdrflags': 'uint',
  'mqtt.msgtype': 'uint',
  'mqtt.dupflag': 'bool',
  'mqtt.qos': 'uint',
  'mqtt.retain': 'bool',
  'mqtt.len': 'uint',
  'mqtt.proto_len': 'uint',
  'mqtt.protoname': 'text',
  'mqtt.ver': 'uint',
  'mqtt.conflags': 'uint',
  'mqtt.conflag.uname': 'bool',
  'mqtt.conflag.passwd': 'bool',
  'mqtt.conflag.retain': 'bool',
  'mqtt.conflag.willflag': 'bool',
  'mqtt.conflag.cleansess': 'bool',
  'mqtt.kalive': 'uint',
  'mqtt.property_len': 'uint',
  'mqtt.properties.data': 'bytes',
  'mqtt.clientid_len': 'uint',
  'mqtt.clientid': 'text',
  'mqtt.willtopic_len': 'uint',
  'mqtt.willtopic': 'text',
  'mqtt.willmsg_len': 'uint',
  'mqtt.willmsg': 'bytes',
  'mqtt.username_len': 'uint',
  'mqtt.username': 'text',
  'mqtt.passwd_len': 'uint',
  'mqtt.passwd': 'text',
  'mqtt.conack.flags': 'uint',
  'mqtt.conack.val': 'uint',
  'mqtt.topic_len': 'uint',
  'mqtt.topic': 'text',
  'mqtt.msgid': 'uint',
  'mqtt.msg': 'bytes',
  'mqtt.sub.qos': 'uint',
  'mqtt.suback.qos': 'uint',
} as const satisfies FieldTable

export const mqtt: Application = {
  name: 'mqtt',
  title: 'MQ Telemetry Transport',
  fields: mqttFields,
  tcp: [1883],
  udp: [],
  recognises(view, start, end, { expected, transport }) {
    if (transport !== 'tcp' || start + 2 > end) return false
    return expected
      ? view.getUint8(start) >= 0x10 && measure(view, start, end) !== NOT_MINE
      : isConnect(view, start, end)
  },
  measure,
  describe(fields, start, end) {
    fields.layer('mqtt', start, end)
    const message = new FieldReader(fields, start, end)
    const flags = message.peek(1)
    const type = flags >> 4
    message.uint('mqtt.hdrflags', 1, () => TYPES[type])
    if (message.failed) return
    fields.uint('mqtt.msgtype', type, start, start + 1, TYPES[type])
    if (type === 3) {
      fields.bool('mqtt.dupflag', (flags & 8) !== 0, start, start + 1)
      fields.uint('mqtt.qos', (flags >> 1) & 3, start, start + 1, QOS[(flags >> 1) & 3])
      fields.bool('mqtt.retain', (flags & 1) !== 0, start, start + 1)
    }
    varint(message, 'mqtt.len')
    describeBody(message, type, (flags >> 1) & 3)
  },
  summary: summarise,
}

/** Seven bits a byte, the lowest first, four bytes at most; -1 when longer, -2 when cut. */
function varintAt(view: DataView, at: number, end: number): { value: number; length: number } {
  let value = 0
  for (let n = 0; n < 4; n++) {
    if (at + n >= end) return { value: 0, length: NEED_MORE }
    const byte = view.getUint8(at + n)
    value += (byte & 0x7f) << (7 * n)
    if (byte < 0x80) return { value, length: n + 1 }
  }
  return { value: 0, length: NOT_MINE }
}

function measure(view: DataView, start: number, end: number): number {
  const { value, length } = varintAt(view, start + 1, end)
  return length <= 0 ? length : 1 + length + value
}

function isConnect(view: DataView, start: number, end: number): boolean {
  if (start + 12 > end || view.getUint8(start) !== 0x10) return false
  const { length } = varintAt(view, start + 1, end)
  const at = start + 1 + length
  return length > 0 && (beginsWith(view, at, end, '\0\u0004MQTT') || beginsWith(view, at, end, '\0\u0006MQIsdp'))
}

function varint(message: FieldReader, name: string): number {
  const { value, length } = varintAt(message.fields.view, message.at, message.end)
  if (length <= 0) {
    message.fail(length === NEED_MORE ? 'cut' : 'malformed')
    return 0
  }
  message.fields.uint(name, value, message.at, message.at + length)
  message.skip(length)
  return value
}

/** Two bytes of length, and the text. */
function string(message: FieldReader, name: string): void {
  const length = message.uint(`${name}_len`, 2)
  message.text(name, length)
}

function describeBody(message: FieldReader, type: number, qos: number): void {
  if (type === 1) describeConnect(message)
  else if (type === 2) {
    message.uint('mqtt.conack.flags', 1)
    message.uint('mqtt.conack.val', 1, RETURN_CODES)
  } else if (type === 3) {
    string(message, 'mqtt.topic')
    if (qos > 0) message.uint('mqtt.msgid', 2)
    message.bytes('mqtt.msg', message.left)
  } else if (type <= 11) {
    message.uint('mqtt.msgid', 2)
    for (let n = 0; n < MAX_TOPICS && message.left > 0; n++) {
      if (type === 8 || type === 10) string(message, 'mqtt.topic')
      if (type === 8) message.uint('mqtt.sub.qos', 1, QOS)
      else if (type === 9) message.uint('mqtt.suback.qos', 1, QOS)
      else if (type !== 10) message.skip(message.left)
    }
  }
}

function describeConnect(message: FieldReader): void {
  const length = message.uint('mqtt.proto_len', 2)
  message.text('mqtt.protoname', length)
  const version = message.uint('mqtt.ver', 1, VERSIONS)
  const flags = message.flags('mqtt.conflags', 1, [
    [0x80, 'mqtt.conflag.uname', 'User name'],
    [0x40, 'mqtt.conflag.passwd', 'Password'],
    [0x20, 'mqtt.conflag.retain', 'Will retain'],
    [0x04, 'mqtt.conflag.willflag', 'Will'],
    [0x02, 'mqtt.conflag.cleansess', 'Clean session'],
  ])
  message.uint('mqtt.kalive', 2, (seconds) => `${seconds} s`)
  if (version === 5) properties(message)
  string(message, 'mqtt.clientid')
  if ((flags & 0x04) !== 0) {
    if (version === 5) properties(message)
    string(message, 'mqtt.willtopic')
    const bytes = message.uint('mqtt.willmsg_len', 2)
    message.bytes('mqtt.willmsg', bytes)
  }
  if ((flags & 0x80) !== 0) string(message, 'mqtt.username')
  if ((flags & 0x40) !== 0) string(message, 'mqtt.passwd')
}

function properties(message: FieldReader): void {
  const length = varint(message, 'mqtt.property_len')
  message.bytes('mqtt.properties.data', length)
}

/** `Publish Message [sensors/1]`. */
function summarise(view: DataView, bytes: Uint8Array, start: number, end: number): string {
  if (start >= end) return 'MQTT, cut short'
  const type = view.getUint8(start) >> 4
  const name = TYPES[type] ?? 'Reserved'
  const { length } = varintAt(view, start + 1, end)
  const at = start + 1 + length + (type === 8 || type === 10 ? 2 : 0)
  if (length <= 0 || (type !== 3 && type !== 8 && type !== 10) || at + 2 > end) return name
  return `${name} [${formatText(bytes, at + 2, Math.min(end, at + 2 + view.getUint16(at), at + 202))}]`
}

/** User name and password of a CONNECT. */
export function readMqttCredential(view: DataView, start: number, end: number): Credential | undefined {
  if (!isConnect(view, start, end)) return undefined
  const bytes = bytesOfView(view)
  let at = start + 1 + varintAt(view, start + 1, end).length
  at += 2 + view.getUint16(at)
  if (at + 4 > end) return undefined
  const version = view.getUint8(at)
  const flags = view.getUint8(at + 1)
  at += 4
  const skipProperties = () => {
    const { value, length } = varintAt(view, at, end)
    at = version === 5 ? at + (length > 0 ? length + value : end) : at
  }
  const piece = (): readonly [from: number, to: number] => {
    const from = at + 2
    at = from <= end ? from + view.getUint16(at) : end + 1
    return [from, at]
  }
  skipProperties()
  piece()
  if ((flags & 4) !== 0) {
    skipProperties()
    piece()
    piece()
  }
  const user = (flags & 0x80) !== 0 ? piece() : undefined
  if (at > end || (flags & 0xc0) === 0) return undefined
  const name = user && formatText(bytes, user[0], user[1])
  const secret = (flags & 0x40) !== 0 ? piece() : undefined
  if (at > end) return undefined
  return credentialOf(name, secret && secret[1] - secret[0])
}
