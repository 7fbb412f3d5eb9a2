/** File Transfer Protocol's control connection (RFC 959, RFC 2428). */
import type { Application, Fields, FieldTable } from '../fields.ts'
import { type Credential, credentialOf } from './credential.ts'
import { REPLY_CLASSES } from './smtp.ts'
import {
  beginsWithOneOf,
  bytesOfView,
  firstLine,
  type Line,
  linesOf,
  looksLikeTlsRecord,
  measureSegment,
  splitWord,
} from './text-lines.ts'

const REPLY = /^(\d{3})([ -]|$)(.*)$/
const ADDRESS = /(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})/
const MAX_SUMMARY = 200

const ftpFields = {
  'ftp.request': 'bool',
  'ftp.request.command': 'text',
  'ftp.request.arg': 'text',
  'ftp.response': 'bool',
  'ftp.response.code': 'uint',
  'ftp.response.arg': 'text',
  'ftp.passive.ip': 'text',
  'ftp.passive.port': 'uint',
  'ftp.active.cip': 'text',
  'ftp.active.port': 'uint',
  'ftp.epsv.port': 'uint',
  'ftp.eprt.ip': 'text',
  'ftp.eprt.port': 'uint',
} as const satisfies FieldTable

export const ftp: Application = {
  name: 'ftp',
  title: 'File Transfer Protocol',
  fields: ftpFields,
  tcp: [21],
  udp: [],
  recognises(view, start, end, { expected, transport }) {
    if (transport !== 'tcp' || looksLikeTlsRecord(view, start, end)) return false
    if (expected) return true
    if (!beginsWithOneOf(view, start, end, '2')) return false
    return /^220[ -].*\bftp\b/i.test(firstLine(bytesOfView(view), start, end))
  },
  measure: measureSegment,
  describe(fields, start, end) {
    fields.layer('ftp', start, end)
    for (const line of linesOf(fields.bytes, start, end)) describeLine(fields, line)
  },
  summary(_view, bytes, start, end) {
    const line = firstLine(bytes, start, end)
    const text = REPLY.test(line) ? `Response: ${line}` : `Request: ${line.replace(/^(PASS|ACCT) .*/i, '$1 …')}`
    return text.slice(0, MAX_SUMMARY)
  },
}

function describeLine(fields: Fields, line: Line): void {
  const { start, end, text } = line
  const reply = REPLY.exec(text)
  if (reply) {
    const code = Number(reply[1])
    fields.bool('ftp.request', false, start, end)
    fields.bool('ftp.response', true, start, end)
    fields.uint('ftp.response.code', code, start, start + 3, REPLY_CLASSES(code))
    if (end > start + 4) fields.text('ftp.response.arg', reply[3] as string, start + 4, end)
    describePlace(fields, line, code === 227 ? 'passive' : code === 229 ? 'epsv' : undefined)
    return
  }
  const [command, argument] = splitWord(text)
  fields.bool('ftp.request', true, start, end)
  fields.bool('ftp.response', false, start, end)
  fields.text('ftp.request.command', command, start, Math.min(end, start + command.length))
  if (argument !== '') fields.text('ftp.request.arg', argument, Math.min(end, start + command.length + 1), end)
  const verb = command.toUpperCase()
  describePlace(fields, line, verb === 'PORT' ? 'active' : verb === 'EPRT' ? 'eprt' : undefined)
}

function describePlace(fields: Fields, line: Line, kind: 'passive' | 'active' | 'epsv' | 'eprt' | undefined): void {
  const place = kind && parsePlace(line.text, kind)
  if (!place) return
  const { start, end } = line
  if (place.address !== undefined) {
    fields.text(kind === 'active' ? 'ftp.active.cip' : `ftp.${kind}.ip`, place.address, start, end)
  }
  fields.uint(`ftp.${kind}.port`, place.port, start, end)
}

export interface FtpPlace {
  /** Absent: the address of the control connection's server. */
  readonly address?: string
  readonly port: number
}

function parsePlace(line: string, kind: 'passive' | 'active' | 'epsv' | 'eprt'): FtpPlace | undefined {
  if (kind === 'passive' || kind === 'active') {
    const numbers = ADDRESS.exec(line)?.slice(1).map(Number) ?? []
    if (numbers.length !== 6 || numbers.some((number) => number > 255)) return undefined
    return { address: numbers.slice(0, 4).join('.'), port: (numbers[4] as number) * 256 + (numbers[5] as number) }
  }
  const match =
    kind === 'epsv' ? /\(\|\|\|(\d{1,5})\|\)/.exec(line) : /\|[12]\|([0-9A-Fa-f.:]+)\|(\d{1,5})\|/.exec(line)
  const port = Number(match?.at(-1))
  if (!match || port > 65535) return undefined
  return kind === 'eprt' ? { address: match[1] as string, port } : { port }
}

/** Where the data connection goes that this message announces (227, 229, PORT, EPRT). */
export function readFtpPlace(view: DataView, start: number, end: number): FtpPlace | undefined {
  const line = firstLine(bytesOfView(view), start, end)
  if (line.startsWith('227')) return parsePlace(line, 'passive')
  if (line.startsWith('229')) return parsePlace(line, 'epsv')
  if (/^PORT /i.test(line)) return parsePlace(line, 'active')
  return /^EPRT /i.test(line) ? parsePlace(line, 'eprt') : undefined
}

/** `USER name` and `PASS secret` are two messages. */
export function readFtpCredential(view: DataView, start: number, end: number): Credential | undefined {
  const match = /^(USER|PASS) (.*)$/i.exec(firstLine(bytesOfView(view), start, end))
  if (!match) return undefined
  const value = match[2] as string
  return match[1]?.toUpperCase() === 'USER' ? credentialOf(value, undefined) : credentialOf(undefined, value.length)
}
