/** Passwords anybody on the way can read, and encryption that protects too little. */
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

const VERSION_NAMES: Readonly<Record<number, string>> = {
  2: 'SSL 2',
  768: 'SSL 3',
  769: 'TLS 1.0',
  770: 'TLS 1.1',
  65279: 'DTLS 1.0',
}

/** Cipher suites that no longer protect (RFC 7465 RC4, RFC 8996 and RFC 9325 §4.1): by ranges of IANA's numbers. */
function weakness(cipher: number): string | undefined {
  if (cipher <= 0x0002 || cipher === 0x003b || (cipher >= 0xc001 && cipher <= 0xc019 && NULL_SUITES.has(cipher)))
    return 'NULL'
  if (RC4_SUITES.has(cipher)) return 'RC4'
  if (EXPORT_SUITES.has(cipher)) return 'EXPORT'
  if (DES_SUITES.has(cipher)) return '3DES'
  return ANONYMOUS_SUITES.has(cipher) ? 'anonymous' : undefined
}
const NULL_SUITES = new Set([0xc001, 0xc006, 0xc00b, 0xc010, 0xc015])
const RC4_SUITES = new Set([
  0x0004, 0x0005, 0x0018, 0x0020, 0x0024, 0x008a, 0x008e, 0x0092, 0xc002, 0xc007, 0xc00c, 0xc011, 0xc016, 0xc033,
])
const EXPORT_SUITES = new Set([0x0003, 0x0006, 0x0008, 0x000b, 0x000e, 0x0011, 0x0014, 0x0017, 0x0019, 0x0062, 0x0064])
const DES_SUITES = new Set([
  0x0007, 0x0009, 0x000a, 0x000c, 0x000d, 0x000f, 0x0010, 0x0012, 0x0013, 0x0015, 0x0016, 0x001a, 0x001b, 0x008b,
  0x008f, 0x0093, 0xc003, 0xc008, 0xc00d, 0xc012, 0xc017, 0xc01a, 0xc01b, 0xc01c,
])
const ANONYMOUS_SUITES = new Set([0x0034, 0x003a, 0x006c, 0x006d, 0x00a6, 0x00a7, 0xc018, 0xc019])

export const weakTls: FindingRule = {
  code: 'weak-tls',
  find: ({ insides: { tls } }) => {
    const found: ReportFinding[] = []
    for (const [version, { frame, count }] of tls.versions) {
      const name = VERSION_NAMES[version]
      if (name === undefined) continue
      found.push({
        code: 'weak-tls-version',
        severity: 'caution',
        subject: name,
        params: { version: name, count },
        packets: [frame],
        filter: `tls.handshake.type == 2 && tls.handshake.version == 0x${version.toString(16).padStart(4, '0')}`,
      })
    }
    for (const [cipher, { frame, count }] of tls.ciphers) {
      const weak = weakness(cipher)
      if (weak === undefined) continue
      const number = `0x${cipher.toString(16).padStart(4, '0')}`
      found.push({
        code: 'weak-tls-cipher',
        severity: 'danger',
        subject: number,
        params: { cipher: number, weakness: weak, count },
        packets: [frame],
        filter: `tls.handshake.type == 2 && tls.handshake.ciphersuite == ${number}`,
      })
    }
    return found
  },
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
