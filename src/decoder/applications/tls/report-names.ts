/** What the numbers of a report stand for, for whoever shows it; one without a name stays a number. */
import { CIPHER_SUITES } from './cipher-suites.ts'
import { ALERTS, VERSIONS, WEAK_VERSIONS } from './names.ts'

const FATAL = '2'

/** `0x0303` → `TLS 1.2`. */
export const versionName = (version: string): string => VERSIONS.get(Number(version)) ?? version
export const isWeakVersion = (version: string): boolean => WEAK_VERSIONS.has(Number(version))
/** `0x1301` → `TLS_AES_128_GCM_SHA256`. */
export const cipherName = (cipher: string): string => CIPHER_SUITES.get(Number(cipher)) ?? cipher

/** `2.40` → `Handshake Failure (fatal)` (RFC 8446 §6). */
export function alertName(alert: string): string {
  const [level, description = ''] = alert.split('.')
  const name = ALERTS.get(Number(description)) ?? description
  return level === FATAL ? `${name} (fatal)` : name
}
