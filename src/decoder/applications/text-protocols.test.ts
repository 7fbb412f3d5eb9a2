import { describe, expect, it } from 'vitest'
import type { Application } from '../fields.ts'
import { brokenPromises, bytesOf, describedLines, summaryOf } from '../testing/application-contract.ts'
import type { CredentialReader } from './credential.ts'
import { ftp, readFtpCredential, readFtpPlace } from './ftp.ts'
import { imap, readImapCredential } from './imap.ts'
import { pop, readPopCredential } from './pop.ts'
import { readSmtpCredential, smtp } from './smtp.ts'
import { base64Text } from './text-lines.ts'

const text = (lines: string) => Uint8Array.from(Buffer.from(lines, 'latin1'))
const ask = <T>(reader: (view: DataView, start: number, end: number) => T, lines: string): T => {
  const bytes = text(`xx${lines}xx`)
  return reader(new DataView(bytes.buffer), 2, bytes.length - 2)
}
const BANNER = '220 mail.example.org ESMTP ready\r\n'

describe('a line', () => {
  it.each<[Application, string, string, readonly string[]]>([
    [smtp, BANNER, 'S: 220 mail.example.org ESMTP ready', ['smtp.response.code: 220 (Completed)']],
    [
      smtp,
      'AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n',
      'C: AUTH PLAIN …',
      ['smtp.req.command: AUTH', 'smtp.req.parameter: PLAIN AGFsaWNlAHNlY3JldA==', 'smtp.auth.username: alice'],
    ],
    [smtp, 'Subject: hello\r\n', 'C: Subject: hello', ['smtp.message: Subject: hello']],
    [
      smtp,
      '250-mail.example.org\r\n250 STARTTLS\r\n',
      'S: 250-mail.example.org',
      ['smtp.rsp.parameter: mail.example.org', 'smtp.rsp.parameter: STARTTLS'],
    ],
    [ftp, 'USER alice\r\n', 'Request: USER alice', ['ftp.request.command: USER', 'ftp.request.arg: alice']],
    [ftp, 'PASS secret\r\n', 'Request: PASS …', ['ftp.request.command: PASS', 'ftp.request.arg: secret']],
    [
      ftp,
      '227 Entering Passive Mode (192,0,2,1,156,67)\r\n',
      'Response: 227 Entering Passive Mode (192,0,2,1,156,67)',
      ['ftp.response.code: 227 (Completed)', 'ftp.passive.ip: 192.0.2.1', 'ftp.passive.port: 40003'],
    ],
    [
      ftp,
      'EPRT |2|2001:db8::1|1234|\r\n',
      'Request: EPRT |2|2001:db8::1|1234|',
      ['ftp.eprt.ip: 2001:db8::1', 'ftp.eprt.port: 1234'],
    ],
    [
      pop,
      '+OK POP3 ready\r\n',
      'S: +OK POP3 ready',
      ['pop.response.indicator: +OK', 'pop.response.description: POP3 ready'],
    ],
    [pop, 'RETR 1\r\n', 'C: RETR 1', ['pop.request.command: RETR', 'pop.request.parameter: 1']],
    [
      imap,
      'a1 LOGIN "alice" secret\r\n',
      'Request: a1 LOGIN "alice" …',
      ['imap.request_tag: a1', 'imap.request.command: LOGIN', 'imap.request.username: alice'],
    ],
    [imap, 'a2 SELECT INBOX\r\n', 'Request: a2 SELECT INBOX', ['imap.request.folder: INBOX']],
    [
      imap,
      '* OK IMAP4rev1 ready\r\n',
      'Response: * OK IMAP4rev1 ready',
      ['imap.response_tag: *', 'imap.response.status: OK'],
    ],
  ])('%# %s', (application, line, summary, fields) => {
    expect(summaryOf(application, text(line))).toBe(summary)
    expect(describedLines(application, text(line))).toEqual(expect.arrayContaining([...fields]))
  })
})

describe('a secret that goes over the wire readable', () => {
  it.each<[CredentialReader, string, unknown]>([
    [
      readSmtpCredential,
      'AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n',
      { kind: 'user-and-secret', user: 'alice', secretLength: 6 },
    ],
    [readSmtpCredential, 'AUTH LOGIN\r\n', { kind: 'user', user: '', secretLength: 0 }],
    [readSmtpCredential, 'AUTH LOGIN YWxpY2U=\r\n', { kind: 'user', user: 'alice', secretLength: 0 }],
    [readSmtpCredential, 'AUTH CRAM-MD5\r\n', undefined],
    [readSmtpCredential, 'MAIL FROM:<a@example.org>\r\n', undefined],
    [readFtpCredential, 'USER alice\r\n', { kind: 'user', user: 'alice', secretLength: 0 }],
    [readFtpCredential, 'pass secret\r\n', { kind: 'secret', secretLength: 6 }],
    [readFtpCredential, '331 Password required\r\n', undefined],
    [readPopCredential, 'PASS secret word\r\n', { kind: 'secret', secretLength: 11 }],
    [
      readPopCredential,
      'AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n',
      { kind: 'user-and-secret', user: 'alice', secretLength: 6 },
    ],
    [readPopCredential, 'APOP alice c4c9334bac560ecc979e58001b3e22fb\r\n', undefined],
    [readImapCredential, 'a LOGIN alice "se\\"cret"\r\n', { kind: 'user-and-secret', user: 'alice', secretLength: 7 }],
    [readImapCredential, 'a LOGIN alice {6}\r\n', { kind: 'user', user: 'alice', secretLength: 0 }],
    [readImapCredential, 'a NOOP\r\n', undefined],
  ])('%# %s', (reader, line, expected) => expect(ask(reader, line)).toEqual(expected))
})

it.each([
  ['227 Entering Passive Mode (192,0,2,1,4,1)\r\n', { address: '192.0.2.1', port: 1025 }],
  ['229 Entering Extended Passive Mode (|||1025|)\r\n', { port: 1025 }],
  ['PORT 192,0,2,1,4,1\r\n', { address: '192.0.2.1', port: 1025 }],
  ['PORT 192,0,2,256,4,1\r\n', undefined],
  ['200 OK\r\n', undefined],
])('%s says where data goes', (line, place) => expect(ask(readFtpPlace, line)).toEqual(place))

it.each([
  ['YWxpY2U=', 'alice'],
  ['YWxpY2U', 'alice'],
  ['A', undefined],
  ['a b', undefined],
])('base 64 %s is %s', (encoded, decoded) => expect(base64Text(encoded)).toBe(decoded))

describe('on a strange port', () => {
  const known = (application: Application, line: string) =>
    ask((view, start, end) => application.recognises(view, start, end, { transport: 'tcp', expected: false }), line)
  it.each<[Application, string, boolean]>([
    [smtp, BANNER, true],
    [smtp, 'EHLO client.example.org\r\n', true],
    [smtp, '220 somewhere FTP server\r\n', false],
    [ftp, '220 somewhere FTP server\r\n', true],
    [ftp, BANNER, false],
    [pop, '+OK POP3 ready\r\n', true],
    [pop, '+OK\r\n', false],
    [imap, '* OK [CAPABILITY IMAP4rev1] ready\r\n', true],
    [imap, '* hello\r\n', false],
  ])('%# %s', (application, line, expected) => expect(known(application, line)).toBe(expected))
})

it('ends where TLS begins', () => {
  const hello = bytesOf('16 0301 0005 0100000100')
  for (const application of [smtp, ftp, pop, imap]) {
    expect(application.measure?.(new DataView(hello.buffer), 0, hello.length)).toBe(-1)
    expect(
      application.recognises(new DataView(hello.buffer), 0, hello.length, { transport: 'tcp', expected: true }),
    ).toBe(false)
  }
})

it('is read whatever the bytes', () => {
  const lines = [
    BANNER,
    'AUTH PLAIN AGFsaWNlAHNlY3JldA==\r\n',
    '227 Entering Passive Mode (192,0,2,1,156,67)\r\nEPRT |2|2001:db8::1|1234|\r\n',
    '+OK hello\r\nPASS x\r\n',
    'a1 LOGIN "alice" secret\r\n* OK IMAP4\r\na2 SELECT INBOX\r\n',
  ].map(text)
  for (const application of [smtp, ftp, pop, imap]) expect(brokenPromises(application, lines, 150)).toEqual([])
})
