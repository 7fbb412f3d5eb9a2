/** Internet Message Access Protocol 4 (RFC 9051). */
import type { Application, Fields, FieldTable } from '../fields.ts'
import { type Credential, credentialOf, plainCredential } from './credential.ts'
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
  /^(\S+) (CAPABILITY|NOOP|LOGOUT|STARTTLS|AUTHENTICATE|LOGIN|SELECT|EXAMINE|CREATE|DELETE|RENAME|SUBSCRIBE|UNSUBSCRIBE|LIST|LSUB|NAMESPACE|STATUS|APPEND|IDLE|CHECK|CLOSE|UNSELECT|EXPUNGE|SEARCH|FETCH|STORE|COPY|MOVE|UID|ID|ENABLE|COMPRESS|GETQUOTAROOT|GETQUOTA)( |$)/i
const STATUS = /^(OK|NO|BAD|PREAUTH|BYE)$/i
const MAX_SUMMARY = 200

const imapFields = {
  'imap.isrequest': 'bool',
  'imap.line': 'text',
  'imap.request': 'text',
  'imap.request_tag': 'text',
  'imap.request.command': 'text',
  'imap.request.username': 'text',
  'imap.request.folder': 'text',
  'imap.response': 'text',
  'imap.response_tag': 'text',
  'imap.response.status': 'text',
} as const satisfies FieldTable

export const imap: Application = {
  name: 'imap',
  title: 'Internet Message Access Protocol',
  fields: imapFields,
  tcp: [143],
  udp: [],
  recognises(view, start, end, { expected, transport }) {
    if (transport !== 'tcp' || looksLikeTlsRecord(view, start, end)) return false
    if (expected) return true
    if (!beginsWithOneOf(view, start, end, '*')) return false
    return /^\* (OK|PREAUTH) .*\bIMAP4/i.test(firstLine(bytesOfView(view), start, end))
  },
  measure: measureLines,
  describe(fields, start, end) {
    fields.layer('imap', start, end)
    for (const line of linesOf(fields.bytes, start, end)) describeLine(fields, line)
  },
  summary(_view, bytes, start, end) {
    const line = firstLine(bytes, start, end)
    const text = COMMANDS.test(line) ? `Request: ${hideSecret(line)}` : `Response: ${line}`
    return text.slice(0, MAX_SUMMARY)
  },
}

function hideSecret(line: string): string {
  return line
    .replace(/^(\S+ LOGIN (?:"(?:[^"\\]|\\.)*"|\S+)) .*/i, '$1 …')
    .replace(/^(\S+ AUTHENTICATE \S+) .*/i, '$1 …')
}

function describeLine(fields: Fields, line: Line): void {
  const { start, end, text } = line
  fields.text('imap.line', text, start, end)
  const [tag, rest] = splitWord(text)
  const tagEnd = start + tag.length
  if (COMMANDS.test(text)) {
    const [command, argument] = splitWord(rest)
    fields.bool('imap.isrequest', true, start, end)
    fields.text('imap.request', text, start, end)
    fields.text('imap.request_tag', tag, start, tagEnd)
    fields.text('imap.request.command', command, tagEnd + 1, Math.min(end, tagEnd + 1 + command.length))
    const user = login(text)?.user
    if (user !== undefined) fields.text('imap.request.username', user, tagEnd + 1, end)
    if (/^(SELECT|EXAMINE)$/i.test(command)) fields.text('imap.request.folder', unquoted(argument), tagEnd + 1, end)
    return
  }
  const [status] = splitWord(rest)
  if (tag !== '*' && tag !== '+' && !STATUS.test(status)) return
  fields.bool('imap.isrequest', false, start, end)
  fields.text('imap.response', text, start, end)
  fields.text('imap.response_tag', tag, start, tagEnd)
  if (STATUS.test(status)) fields.text('imap.response.status', status, tagEnd + 1, tagEnd + 1 + status.length)
}

const unquoted = (text: string) => (/^".*"$/.test(text) ? text.slice(1, -1).replaceAll(/\\(.)/g, '$1') : text)

function login(line: string): Credential | undefined {
  const plain = /^\S+ AUTHENTICATE PLAIN (\S+)$/i.exec(line)
  if (plain) return plainCredential(base64Text(plain[1] as string))
  const match = /^\S+ LOGIN ("(?:[^"\\]|\\.)*"|[^\s"{]+)(?: (.*))?$/i.exec(line)
  if (!match) return undefined
  const secret = match[2]
  // A length in braces: the password follows alone.
  const isLiteral = secret === undefined || /^\{\d+\+?\}$/.test(secret)
  return credentialOf(unquoted(match[1] as string), isLiteral ? undefined : unquoted(secret).length)
}

export function readImapCredential(view: DataView, start: number, end: number): Credential | undefined {
  return login(firstLine(bytesOfView(view), start, end))
}
