/** Simple Mail Transfer Protocol (RFC 5321), its authentication (RFC 4954), on the submission port too. */
import type { Application, Fields, FieldTable } from '../fields.ts'
import { type Credential, credentialOf, plainCredential, printableText } from './credential.ts'
import {
  base64Text,
  beginsWithOneOf,
  bytesOfView,
  firstLine,
  type Line,
  linesOf,
  looksLikeTlsRecord,
  measureLines,
  splitWord,
} from './text-lines.ts'

const COMMANDS =
  /^(HELO|EHLO|MAIL|RCPT|DATA|RSET|SEND|SOML|SAML|VRFY|EXPN|HELP|NOOP|QUIT|TURN|AUTH|STARTTLS|BDAT|ETRN|LHLO|XCLIENT|XFORWARD)( |$)/i
const REPLY = /^(\d{3})([ -]|$)(.*)$/
const MAX_SUMMARY = 200

const smtpFields = {
  'smtp.req': 'bool',
  'smtp.rsp': 'bool',
  'smtp.command_line': 'text',
  'smtp.req.command': 'text',
  'smtp.req.parameter': 'text',
  'smtp.response': 'text',
  'smtp.response.code': 'uint',
  'smtp.rsp.parameter': 'text',
  'smtp.auth.username': 'text',
  'smtp.message': 'text',
} as const satisfies FieldTable

export const REPLY_CLASSES = (code: number): string =>
  ['', 'Preliminary', 'Completed', 'Continue', 'Try again', 'Failed'][Math.floor(code / 100)] ?? ''

export const smtp: Application = {
  name: 'smtp',
  title: 'Simple Mail Transfer Protocol',
  fields: smtpFields,
  tcp: [25, 587],
  udp: [],
  recognises(view, start, end, { expected, transport }) {
    if (transport !== 'tcp' || looksLikeTlsRecord(view, start, end)) return false
    if (expected) return true
    if (!beginsWithOneOf(view, start, end, '2EHLehl')) return false
    return /^(220[ -]\S+.*\bE?SMTP\b|(EHLO|HELO|LHLO) \S+$)/i.test(firstLine(bytesOfView(view), start, end))
  },
  measure: measureLines,
  describe(fields, start, end) {
    fields.layer('smtp', start, end)
    for (const line of linesOf(fields.bytes, start, end)) describeLine(fields, line)
  },
  summary(_view, bytes, start, end) {
    const line = firstLine(bytes, start, end)
    if (REPLY.test(line)) return `S: ${line}`.slice(0, MAX_SUMMARY)
    return `C: ${hideSecret(line)}`.slice(0, MAX_SUMMARY)
  },
}

function describeLine(fields: Fields, line: Line): void {
  const { start, end, text } = line
  const reply = REPLY.exec(text)
  if (reply) {
    const code = Number(reply[1])
    fields.bool('smtp.rsp', true, start, end)
    fields.text('smtp.response', text, start, end)
    fields.uint('smtp.response.code', code, start, start + 3, REPLY_CLASSES(code))
    if (end > start + 4) fields.text('smtp.rsp.parameter', reply[3] as string, start + 4, end)
  } else if (COMMANDS.test(text)) {
    const [command, parameter] = splitWord(text)
    const after = Math.min(end, start + command.length + 1)
    fields.bool('smtp.req', true, start, end)
    fields.text('smtp.command_line', text, start, end)
    fields.text('smtp.req.command', command, start, start + command.length)
    if (parameter !== '') fields.text('smtp.req.parameter', parameter, after, end)
    const user = authentication(text)?.user
    if (user !== undefined) fields.text('smtp.auth.username', user, after, end)
  } else fields.text('smtp.message', text, start, end)
}

/** `AUTH PLAIN …` keeps its first two words. */
function hideSecret(line: string): string {
  return line.replace(/^(AUTH \S+) \S+/i, '$1 …')
}

function authentication(line: string): Credential | undefined {
  const match = /^AUTH (\S+)(?: (\S+))?$/i.exec(line)
  if (!match) return undefined
  const initial = match[2] === undefined ? undefined : base64Text(match[2])
  const mechanism = match[1]?.toUpperCase()
  if (mechanism === 'PLAIN') return plainCredential(initial)
  // LOGIN: the name, then the password, each a line of base 64 that says nothing of what it is.
  if (mechanism === 'LOGIN') return credentialOf(initial === undefined ? '' : printableText(initial), undefined)
  return undefined
}

/** `AUTH PLAIN` with its answer, or `AUTH LOGIN`, whose name (empty when it follows later) and password are separate lines. */
export function readSmtpCredential(view: DataView, start: number, end: number): Credential | undefined {
  return authentication(firstLine(bytesOfView(view), start, end))
}
