/** Who is signed in, from `/run/utmp`, utmp(5); where a distribution gave that file up, from logind's session files. */
import type { Static } from 'typebox'
import type { signedInUserSchema } from '../schema.ts'
import { defineCollector } from './collector.ts'
import { parseAssignments } from './scan.ts'
import type { Source } from './source.ts'

type SignedInUser = Static<typeof signedInUserSchema>

/** `struct utmp` of glibc on every Linux: the times are 32 bits wide on 64-bit machines too. */
const RECORD_BYTES = 384
const USER_PROCESS = 7
const AT = { type: 0, pid: 4, line: 8, user: 44, host: 76, seconds: 340, microseconds: 344 } as const
const LINE_BYTES = 32
const USER_BYTES = 32
const HOST_BYTES = 256

function parseField(bytes: Buffer, start: number, length: number): string {
  const field = bytes.subarray(start, start + length)
  const end = field.indexOf(0)
  // Attackers choose parts of these: nothing but printable text leaves.
  return field.toString('utf8', 0, end === -1 ? length : end).replace(/\p{C}/gu, '?')
}

/** The pid lets the reader leave out sessions that ended without saying so. */
export function parseUtmp(bytes: Buffer): (SignedInUser & { readonly pid: number })[] {
  const users = []
  for (let at = 0; at + RECORD_BYTES <= bytes.length; at += RECORD_BYTES) {
    const name = parseField(bytes, at + AT.user, USER_BYTES)
    if (bytes.readInt16LE(at + AT.type) !== USER_PROCESS || name === '') continue
    const from = parseField(bytes, at + AT.host, HOST_BYTES)
    users.push({
      name,
      terminal: parseField(bytes, at + AT.line, LINE_BYTES),
      ...(from === '' ? {} : { from }),
      sinceMs: bytes.readUInt32LE(at + AT.seconds) * 1000 + Math.floor(bytes.readUInt32LE(at + AT.microseconds) / 1000),
      pid: bytes.readInt32LE(at + AT.pid),
    })
  }
  return users
}

/** A file of `/run/systemd/sessions`, as logind writes it. */
export function parseSession(text: string): SignedInUser | undefined {
  const fields = parseAssignments(text)
  const name = fields.get('USER')
  if (!name || fields.get('CLASS') !== 'user' || fields.get('STATE') === 'closing') return undefined
  const from = fields.get('REMOTE_HOST') ?? fields.get('DISPLAY')
  return {
    name,
    terminal: fields.get('TTY') ?? fields.get('SERVICE') ?? '',
    ...(from ? { from } : {}),
    sinceMs: Math.floor(Number(fields.get('REALTIME') ?? 0) / 1000),
  }
}

function readSessions(source: Source): SignedInUser[] | undefined {
  const folder = `${source.roots.run}/systemd/sessions`
  if (!source.exists(folder)) return undefined
  return source
    .list(folder)
    .filter((file) => !file.endsWith('.ref'))
    .flatMap((file) => parseSession(source.textOnce(`${folder}/${file}`) ?? '') ?? [])
}

export const users = defineCollector<readonly SignedInUser[]>({
  name: 'users',
  everyMs: 10_000,
  read(source) {
    const bytes = source.bytes(`${source.roots.run}/utmp`)
    if (!bytes) return readSessions(source)
    return parseUtmp(bytes)
      .filter(({ pid }) => source.exists(`${source.roots.proc}/${pid}`))
      .map(({ pid: _, ...user }) => user)
  },
  toVitals: (now) => ({ users: [...now] }),
})
