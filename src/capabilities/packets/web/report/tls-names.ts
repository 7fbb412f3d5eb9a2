/** What numbers of TLS stand for: the usual ones. Others stay numbers. */

const VERSIONS: Readonly<Record<string, string>> = {
  '0x0002': 'SSL 2.0',
  '0x0300': 'SSL 3.0',
  '0x0301': 'TLS 1.0',
  '0x0302': 'TLS 1.1',
  '0x0303': 'TLS 1.2',
  '0x0304': 'TLS 1.3',
  '0xfeff': 'DTLS 1.0',
  '0xfefd': 'DTLS 1.2',
  '0xfefc': 'DTLS 1.3',
}
export const versionName = (version: string) => VERSIONS[version] ?? version
/** Deprecated by RFC 8996. */
export const isWeakVersion = (version: string) => ['0x0002', '0x0300', '0x0301', '0x0302', '0xfeff'].includes(version)

/** RFC 8446 §B.4, RFC 5289, RFC 5288, RFC 7905, RFC 5246 §A.5. */
const CIPHERS: Readonly<Record<string, string>> = {
  '0x1301': 'TLS_AES_128_GCM_SHA256',
  '0x1302': 'TLS_AES_256_GCM_SHA384',
  '0x1303': 'TLS_CHACHA20_POLY1305_SHA256',
  '0xc02b': 'ECDHE_ECDSA_AES_128_GCM_SHA256',
  '0xc02c': 'ECDHE_ECDSA_AES_256_GCM_SHA384',
  '0xc02f': 'ECDHE_RSA_AES_128_GCM_SHA256',
  '0xc030': 'ECDHE_RSA_AES_256_GCM_SHA384',
  '0xcca8': 'ECDHE_RSA_CHACHA20_POLY1305_SHA256',
  '0xcca9': 'ECDHE_ECDSA_CHACHA20_POLY1305_SHA256',
  '0xc009': 'ECDHE_ECDSA_AES_128_CBC_SHA',
  '0xc00a': 'ECDHE_ECDSA_AES_256_CBC_SHA',
  '0xc013': 'ECDHE_RSA_AES_128_CBC_SHA',
  '0xc014': 'ECDHE_RSA_AES_256_CBC_SHA',
  '0xc027': 'ECDHE_RSA_AES_128_CBC_SHA256',
  '0xc028': 'ECDHE_RSA_AES_256_CBC_SHA384',
  '0x009c': 'RSA_AES_128_GCM_SHA256',
  '0x009d': 'RSA_AES_256_GCM_SHA384',
  '0x009e': 'DHE_RSA_AES_128_GCM_SHA256',
  '0x009f': 'DHE_RSA_AES_256_GCM_SHA384',
  '0x002f': 'RSA_AES_128_CBC_SHA',
  '0x0035': 'RSA_AES_256_CBC_SHA',
  '0x003c': 'RSA_AES_128_CBC_SHA256',
  '0x003d': 'RSA_AES_256_CBC_SHA256',
  '0x0033': 'DHE_RSA_AES_128_CBC_SHA',
  '0x0039': 'DHE_RSA_AES_256_CBC_SHA',
  '0x0004': 'RSA_RC4_128_MD5',
  '0x0005': 'RSA_RC4_128_SHA',
  '0x000a': 'RSA_3DES_EDE_CBC_SHA',
}
export const cipherName = (cipher: string) => CIPHERS[cipher] ?? cipher

/** RFC 8446 §6, and those of older versions. */
const ALERTS: Readonly<Record<string, string>> = {
  0: 'close_notify',
  10: 'unexpected_message',
  20: 'bad_record_mac',
  21: 'decryption_failed',
  22: 'record_overflow',
  40: 'handshake_failure',
  41: 'no_certificate',
  42: 'bad_certificate',
  43: 'unsupported_certificate',
  44: 'certificate_revoked',
  45: 'certificate_expired',
  46: 'certificate_unknown',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  90: 'user_canceled',
  109: 'missing_extension',
  112: 'unrecognized_name',
  116: 'certificate_required',
  120: 'no_application_protocol',
}
/** `2.40` → `handshake_failure`; a fatal one says so. */
export function alertName(alert: string): string {
  const [level = '', description = ''] = alert.split('.')
  const name = ALERTS[description] ?? description
  return level === '2' ? `${name} (fatal)` : name
}
