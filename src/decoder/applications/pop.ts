/** Post Office Protocol 3 (RFC 1939). */
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
  measureSegment,
  splitWord,
} from './text-lines.ts'

const COMMANDS = /^(USER|PASS|APOP|AUTH|STAT|LIST|RETR|DELE|NOOP|RSET|QUIT|TOP|UIDL|CAPA|STLS)( |$)/i
const REPLY = /^(\+OK|-ERR)( |$)/
const MAX_SUMMARY = 200

const popFields = {
  'pop.request': 'text',
  'pop.request.command': 'text',
  'pop.request.parameter': 'text',
  'pop.response': 'text',
  'pop.response.indicator': 'text',
  'pop.response.description': 'text',
  'pop.response.data': 'text',
} as const satisfies FieldTable

export const pop: Application = {
  name: 'pop',
  title: 'Post Office Protocol 3',
  fields: popFields,
  tcp: [110],
  udp: [],
  recognises(view, start, end, { expected, transport }) {
    if (transport !== 'tcp' || looksLikeTlsRecord(view, start, end)) return false
    if (expected) return true
    if (!beginsWithOneOf(view, start, end, '+')) return false
    return /^\+OK .*\bPOP3?\b/i.test(firstLine(bytesOfView(view), start, end))
  },
  measure: measureSegment,
  describe(fields, start, end) {
    fields.layer('pop', start, end)
    for (const line of linesOf(fields.bytes, start, end)) describeLine(fields, line)
  },
  summary(_view, bytes, start, end) {
    const line = firstLine(bytes, start, end)
    const isRequest = COMMANDS.test(line)
    return `${isRequest ? 'C' : 'S'}: ${isRequest ? line.replace(/^(PASS|APOP \S+|AUTH \S+) .*/i, '$1 …') : line}`.slice(
      0,
      MAX_SUMMARY,
    )
  },
}

function describeLine(fields: Fields, line: Line): void {
  const { start, end, text } = line
  const [word, rest] = splitWord(text)
  const after = Math.min(end, start + word.length + 1)
  if (REPLY.test(text)) {
    fields.text('pop.response', text, start, end)
    fields.text('pop.response.indicator', word, start, start + word.length)
    if (rest !== '') fields.text('pop.response.description', rest, after, end)
  } else if (COMMANDS.test(text)) {
    fields.text('pop.request', text, start, end)
    fields.text('pop.request.command', word, start, start + word.length)
    if (rest !== '') fields.text('pop.request.parameter', rest, after, end)
  } else fields.text('pop.response.data', text, start, end)
}

/** `USER`, `PASS` and `AUTH PLAIN`. `APOP` sends no readable secret. */
export function readPopCredential(view: DataView, start: number, end: number): Credential | undefined {
  const match = /^(USER|PASS|AUTH PLAIN) (.*)$/i.exec(firstLine(bytesOfView(view), start, end))
  if (!match) return undefined
  const value = match[2] as string
  const command = match[1]?.toUpperCase()
  if (command === 'USER') return credentialOf(value, undefined)
  return command === 'PASS' ? credentialOf(undefined, value.length) : plainCredential(base64Text(value))
}
