/** A secret that went over the wire readable: who sent it and how long it is, never what it is. */
import { formatText } from './text.ts'

export interface Credential {
  /** What was said: a name whose secret follows in another message, a secret whose name came before, both, or a shared word. */
  readonly kind: 'user' | 'secret' | 'user-and-secret' | 'community'
  readonly user?: string
  /** Characters or bytes of the secret; 0 when it is not in this message. */
  readonly secretLength: number
}
/** Reads one message or segment. */
export type CredentialReader = (view: DataView, start: number, end: number) => Credential | undefined

const MAX_USER = 256

export function credentialOf(user: string | undefined, secretLength: number | undefined): Credential {
  const kind = user === undefined ? 'secret' : secretLength === undefined ? 'user' : 'user-and-secret'
  const length = secretLength ?? 0
  return user === undefined
    ? { kind, secretLength: length }
    : { kind, user: user.slice(0, MAX_USER), secretLength: length }
}

/** Text of bytes for people: control characters written out. */
export function printableText(text: string): string {
  const bytes = new TextEncoder().encode(text)
  return formatText(bytes, 0, bytes.length)
}

/** SASL PLAIN (RFC 4616): who acts, a zero, who authenticates, a zero, the password. */
export function plainCredential(decoded: string | undefined): Credential | undefined {
  const parts = decoded?.split('\0') ?? []
  if (parts.length !== 3) return undefined
  return credentialOf(printableText(parts[1] as string), (parts[2] as string).length)
}
