/** Network Time Protocol 1 to 4 (RFC 5905), its control messages (RFC 9327) by their header. */
import { formatIpv4 } from '../addresses.ts'
import { FieldReader } from '../field-reader.ts'
import type { Application, Fields, FieldTable } from '../fields.ts'
import { formatText } from './text.ts'

const MODES: Readonly<Record<number, string>> = {
  0: 'reserved',
  1: 'symmetric active',
  2: 'symmetric passive',
  3: 'client',
  4: 'server',
  5: 'broadcast',
  6: 'control',
  7: 'private',
}
const LEAPS: Readonly<Record<number, string>> = {
  0: 'no warning',
  1: 'last minute has 61 seconds',
  2: 'last minute has 59 seconds',
  3: 'clock not synchronized',
}
const CONTROL_OPERATIONS: Readonly<Record<number, string>> = {
  1: 'read status',
  2: 'read variables',
  3: 'write variables',
  4: 'read clock variables',
  5: 'write clock variables',
  6: 'set trap',
  7: 'trap response',
  8: 'configuration',
  10: 'read MRU list',
  11: 'read ordered list',
  12: 'request nonce',
  31: 'unset trap',
}
/** Seconds from 1900 to 1970. */
const UNIX_OFFSET = 2208988800
/** RFC 4330 section 3: with the highest bit clear, the time is after 2036. */
const ERA_SECONDS = 2 ** 32

const ntpFields = {
  'ntp.flags': 'uint',
  'ntp.flags.li': 'uint',
  'ntp.flags.vn': 'uint',
  'ntp.flags.mode': 'uint',
  'ntp.stratum': 'uint',
  'ntp.ppoll': 'uint',
  'ntp.precision': 'uint',
  'ntp.rootdelay': 'uint',
  'ntp.rootdispersion': 'uint',
  'ntp.refid': 'bytes',
  'ntp.refid.text': 'text',
  'ntp.reftime': 'text',
  'ntp.org': 'text',
  'ntp.rec': 'text',
  'ntp.xmt': 'text',
  'ntp.ext.type': 'uint',
  'ntp.ext.length': 'uint',
  'ntp.ext.value': 'bytes',
  'ntp.keyid': 'bytes',
  'ntp.mac': 'bytes',
  'ntp.ctrl.flags2': 'uint',
  'ntp.ctrl.flags2.opcode': 'uint',
  'ntp.ctrl.sequence': 'uint',
  'ntp.ctrl.status': 'uint',
  'ntp.ctrl.associd': 'uint',
  'ntp.ctrl.offset': 'uint',
  'ntp.ctrl.count': 'uint',
  'ntp.ctrl.data': 'text',
  'ntp.priv.reqcode': 'uint',
  'ntp.priv.impl': 'uint',
} as const satisfies FieldTable

export const ntp: Application = {
  name: 'ntp',
  title: 'Network Time Protocol',
  fields: ntpFields,
  tcp: [123],
  udp: [123],
  recognises: (_view, start, end, { expected }) => expected && start < end,
  describe: describeNtp,
  summary(view, _bytes, start, end) {
    if (start >= end) return 'NTP'
    const flags = view.getUint8(start)
    return `NTP Version ${(flags >> 3) & 7}, ${MODES[flags & 7]}`
  },
}

function describeNtp(fields: Fields, start: number, end: number): void {
  fields.layer('ntp', start, end)
  const message = new FieldReader(fields, start, end)
  const flags = message.peek(1)
  const mode = flags & 7
  message.uint('ntp.flags', 1)
  if (message.failed) return
  fields.uint('ntp.flags.li', flags >> 6, start, start + 1, LEAPS[flags >> 6])
  fields.uint('ntp.flags.vn', (flags >> 3) & 7, start, start + 1)
  fields.uint('ntp.flags.mode', mode, start, start + 1, MODES[mode])
  if (mode === 6) describeControl(message)
  else if (mode === 7) {
    message.skip(1)
    message.uint('ntp.priv.impl', 1)
    message.uint('ntp.priv.reqcode', 1)
  } else describeTimes(message)
}

function describeTimes(message: FieldReader): void {
  const stratum = message.uint('ntp.stratum', 1, (value) =>
    value === 0 ? 'unspecified' : value === 1 ? 'primary' : value < 16 ? 'secondary' : 'unsynchronized',
  )
  message.uint('ntp.ppoll', 1, (value) => (value < 32 ? `${2 ** value} s` : undefined))
  message.uint('ntp.precision', 1, (value) => `${2 ** (value > 127 ? value - 256 : value)} s`)
  short(message, 'ntp.rootdelay')
  short(message, 'ntp.rootdispersion')
  if (!message.has(4)) return
  message.fields.text('ntp.refid.text', referenceText(message, stratum), message.at, message.at + 4)
  message.bytes('ntp.refid', 4)
  for (const name of ['ntp.reftime', 'ntp.org', 'ntp.rec', 'ntp.xmt']) timestamp(message, name)
  describeTrailer(message)
}

/** Sixteen bits of seconds, sixteen of a fraction. */
function short(message: FieldReader, name: string): void {
  message.uint(name, 4, (value) => `${(value / 65536).toFixed(6)} s`)
}

function referenceText(message: FieldReader, stratum: number): string {
  if (stratum > 1) return formatIpv4(message.peek(4))
  const { bytes } = message.fields
  let stop = message.at + 4
  while (stop > message.at && bytes[stop - 1] === 0) stop--
  return formatText(bytes, message.at, stop)
}

function timestamp(message: FieldReader, name: string): void {
  if (!message.has(8)) return
  message.fields.text(name, ntpTime(message.peek(4), message.peek(4, 4)), message.at, message.at + 8)
  message.skip(8)
}

/** `2026-11-28T20:15:00.123456789Z`; zero is no time. */
export function ntpTime(seconds: number, fraction: number): string {
  if (seconds === 0 && fraction === 0) return 'not set'
  const unix = seconds - UNIX_OFFSET + (seconds < 0x80000000 ? ERA_SECONDS : 0)
  const nanoseconds = Math.floor((fraction / ERA_SECONDS) * 1e9)
  return `${new Date(unix * 1000).toISOString().slice(0, 19)}.${String(nanoseconds).padStart(9, '0')}Z`
}

/** Extension fields (RFC 7822), then a key's number and a digest. */
function describeTrailer(message: FieldReader): void {
  while (message.left >= 28) {
    const length = message.peek(2, 2)
    if (length < 16 || length % 4 !== 0 || length > message.left) break
    message.uint('ntp.ext.type', 2)
    message.uint('ntp.ext.length', 2)
    message.bytes('ntp.ext.value', length - 4)
  }
  if (message.left < 4) return
  message.bytes('ntp.keyid', 4)
  message.bytes('ntp.mac', message.left)
}

function describeControl(message: FieldReader): void {
  const operation = message.peek(1) & 31
  message.uint('ntp.ctrl.flags2', 1)
  if (message.failed) return
  message.fields.uint('ntp.ctrl.flags2.opcode', operation, message.at - 1, message.at, CONTROL_OPERATIONS[operation])
  message.uint('ntp.ctrl.sequence', 2)
  message.uint('ntp.ctrl.status', 2)
  message.uint('ntp.ctrl.associd', 2)
  message.uint('ntp.ctrl.offset', 2)
  const count = message.uint('ntp.ctrl.count', 2)
  if (count > 0) message.text('ntp.ctrl.data', Math.min(count, message.left))
}
