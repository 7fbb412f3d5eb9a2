/** Passwords anybody on the way can read, and encryption that protects too little. */
import { CIPHER_SUITES } from '../applications/tls/cipher-suites.ts'
import { VERSIONS, WEAK_VERSIONS } from '../applications/tls/names.ts'
import type { TlsFacts } from '../facts/tls-facts.ts'
import type { ReportFinding } from '../report.ts'
import type { Evidence, FindingRule } from './evidence.ts'

export const cleartextLogin: FindingRule = {
  code: 'cleartext-login',
  find: ({ insides }) => {
    const places = new Map<string, { protocol: string; to: string; user: string; count: number; frames: number[] }>()
    for (const login of insides.logins.seen) {
      const key = `${login.protocol} ${login.to}`
      const known = places.get(key)
      if (known) {
        known.count++
        if (known.frames.length < 8) known.frames.push(login.frame)
      } else
        places.set(key, { protocol: login.protocol, to: login.to, user: login.user, count: 1, frames: [login.frame] })
    }
    return [...places.values()].map(
      ({ protocol, to, user, count, frames }): ReportFinding => ({
        code: 'cleartext-login',
        severity: 'danger',
        subject: `${protocol} ${to}`,
        params: { protocol: protocol.toUpperCase(), to, user, count },
        packets: frames,
        filter: frames.map((frame) => `frame.number == ${frame}`).join(' || '),
      }),
    )
  },
}

/** What a cipher suite no longer protects by (RFC 7465 RC4, RFC 8996 and RFC 9325 §4.1), told by its name in IANA's registry. */
const WEAKNESSES: readonly (readonly [weakness: string, name: RegExp])[] = [
  ['NULL', /_NULL_|^TLS_SHA\d+_SHA\d+$/],
  ['EXPORT', /_EXPORT/],
  ['RC4', /_RC4_/],
  ['3DES', /_3DES_/],
  ['DES', /_DES(40)?_/],
  ['anonymous', /_anon_/i],
]
function weakness(cipher: number): string | undefined {
  const suite = CIPHER_SUITES.get(cipher)
  return suite === undefined ? undefined : WEAKNESSES.find(([, name]) => name.test(suite))?.[0]
}

export const weakTls: FindingRule = {
  code: 'weak-tls',
  find: ({ insides: { tls, dtls } }) => [...weakOf(tls, 'tls'), ...weakOf(dtls, 'dtls')],
}

/** `layer` begins the names of fields. */
function weakOf({ versions, ciphers }: TlsFacts, layer: 'tls' | 'dtls'): readonly ReportFinding[] {
  const found: ReportFinding[] = []
  for (const [version, { frame, count }] of versions) {
    if (!WEAK_VERSIONS.has(version)) continue
    const name = VERSIONS.get(version) ?? String(version)
    found.push({
      code: 'weak-tls-version',
      severity: 'caution',
      subject: name,
      params: { version: name, count },
      packets: [frame],
      filter: `${layer}.handshake.type == 2 && ${layer}.handshake.version == 0x${version.toString(16).padStart(4, '0')}`,
    })
  }
  for (const [cipher, { frame, count }] of ciphers) {
    const weak = weakness(cipher)
    if (weak === undefined) continue
    const number = `0x${cipher.toString(16).padStart(4, '0')}`
    found.push({
      code: 'weak-tls-cipher',
      severity: 'danger',
      subject: layer === 'tls' ? number : `${layer} ${number}`,
      params: { cipher: number, weakness: weak, count },
      packets: [frame],
      filter: `${layer}.handshake.type == 2 && ${layer}.handshake.ciphersuite == ${number}`,
    })
  }
  return found
}

const WEAK_RSA_BITS = 2048

/** Certificates judged at the time of the capture, not of the reading. */
export const certificates: FindingRule = {
  code: 'certificates',
  find: (evidence: Evidence) =>
    [...evidence.insides.tls.certificates.values()].flatMap(
      ({ certificate, frame, atNs }): readonly ReportFinding[] => {
        const name = certificate.commonName || certificate.names[0] || certificate.subject
        const nowMs = evidence.toMs(atNs)
        const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
        const base = {
          subject: `${name} ${certificate.fingerprint.slice(0, 16)}`,
          packets: [frame],
          filter: `frame.number == ${frame}`,
        }
        const found: ReportFinding[] = []
        if (Number.isFinite(certificate.notAfterMs) && certificate.notAfterMs < nowMs) {
          found.push({
            ...base,
            code: 'expired-certificate',
            severity: 'caution',
            params: { name, until: day(certificate.notAfterMs) },
          })
        } else if (Number.isFinite(certificate.notBeforeMs) && certificate.notBeforeMs > nowMs) {
          found.push({
            ...base,
            code: 'early-certificate',
            severity: 'caution',
            params: { name, from: day(certificate.notBeforeMs) },
          })
        }
        if (
          certificate.publicKey.kind === 'RSA' &&
          certificate.publicKey.bits > 0 &&
          certificate.publicKey.bits < WEAK_RSA_BITS
        ) {
          found.push({
            ...base,
            code: 'weak-key',
            severity: 'caution',
            params: { name, bits: certificate.publicKey.bits },
          })
        }
        if (certificate.selfSigned && !certificate.isAuthority) {
          found.push({ ...base, code: 'self-signed', severity: 'info', params: { name } })
        }
        return found
      },
    ),
}
