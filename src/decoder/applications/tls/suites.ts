/** What a cipher suite protects records with, told by its name in IANA's registry. */
import { sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha384 } from '@noble/hashes/sha2.js'
import type { CHash } from '@noble/hashes/utils.js'
import { CIPHER_SUITES } from './cipher-suites.ts'

export interface Suite {
  readonly cipher: 'aes-gcm' | 'aes-cbc' | 'chacha20-poly1305'
  readonly keyBytes: 16 | 32
  /** Of the key schedule (TLS 1.3) or the pseudo-random function (TLS 1.2). */
  readonly hash: CHash
  /** Of the message authentication code; only `aes-cbc` has one. */
  readonly mac: CHash
}

const NAME = /_(?:AES_(128|256)_(GCM|CBC)|(CHACHA20_POLY1305))_(SHA|SHA256|SHA384)$/
const MACS: Readonly<Record<string, CHash>> = { SHA: sha1, SHA256: sha256, SHA384: sha384 }

/** `undefined` for a suite whose records cannot be opened here. */
export function suiteOf(number: number): Suite | undefined {
  const parts = NAME.exec(CIPHER_SUITES.get(number) ?? '')
  if (!parts) return undefined
  const [, bits, mode, chacha, last = ''] = parts
  return {
    cipher: chacha ? 'chacha20-poly1305' : mode === 'GCM' ? 'aes-gcm' : 'aes-cbc',
    keyBytes: bits === '128' ? 16 : 32,
    hash: last === 'SHA384' ? sha384 : sha256,
    mac: MACS[last] ?? sha256,
  }
}
