/** Secrets that are shown once: 256 random bits, of which only the SHA-256 is kept. */
import { createHash, randomBytes } from 'node:crypto'

const SECRET_BYTES = 32
/** base64url of 32 bytes. */
const SECRET = /^[A-Za-z0-9_-]{43}$/

export const makeSecret = (prefix = '') => prefix + randomBytes(SECRET_BYTES).toString('base64url')

/** The hash it is found by; nothing when the text cannot be one of our secrets. */
export function toSecretHash(text: string, prefix = ''): string | undefined {
  if (!text.startsWith(prefix) || !SECRET.test(text.slice(prefix.length))) return undefined
  return createHash('sha256').update(text).digest('hex')
}
