/** Text settings that must have a form: what it is in a notation every language reads, and what a value means. Pure. */

import { isAbsolute } from 'node:path'

interface Form {
  readonly expected: string
  /** The value in its usual spelling, or nothing when it has not this form. */
  parse(text: string): string | undefined
}

function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** POSIX 8.3 and tzset(3): `KST-9`, `<+09>-9`, `UTC0`; such a zone has no IANA name. */
const POSIX_ZONE = /^(<[^>]+>|[A-Za-z]{3,})[+-]?\d/

/** `TZ` is often set for other programs: `:Asia/Seoul` and files are read as libc reads them, the rest means the machine's zone. */
function parseZone(text: string): string | undefined {
  const name = text
    .trim()
    .replace(/^:/, '')
    .replace(/^\/usr\/share\/zoneinfo\//, '')
  if (name === '' || name === '/etc/localtime') return ''
  if (isZone(name)) return name
  return POSIX_ZONE.test(name) ? '' : undefined
}

const parseUrl = (text: string, protocols: readonly string[]) =>
  URL.canParse(text) && protocols.includes(new URL(text).protocol) ? text : undefined

export const FORMS = {
  zone: { expected: 'Asia/Seoul', parse: parseZone },
  webUrl: { expected: 'https://…', parse: (text) => (text === '' ? text : parseUrl(text, ['http:', 'https:'])) },
  storeUrl: {
    expected: 'sqlite:///… | postgres://…',
    parse: (text) =>
      text === '' || text.startsWith('sqlite:///') ? text : parseUrl(text, ['postgres:', 'postgresql:']),
  },
  origin: {
    expected: '* | https://…',
    parse: (text) => (text === '*' || (URL.canParse(text) && new URL(text).origin === text) ? text : undefined),
  },
  folder: { expected: '"/folder"', parse: (text) => (isAbsolute(text) ? text : undefined) },
} as const satisfies Record<string, Form>
export type FormName = keyof typeof FORMS
