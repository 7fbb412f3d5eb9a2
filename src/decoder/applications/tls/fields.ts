/** Fields of TLS and of DTLS: the same but for their first word. */
import type { FieldTable, FieldType } from '../../fields.ts'

const HANDSHAKE = {
  'handshake.type': 'uint',
  'handshake.length': 'uint',
  'handshake.version': 'uint',
  'handshake.random': 'bytes',
  'handshake.session_id_length': 'uint',
  'handshake.session_id': 'bytes',
  'handshake.cookie_length': 'uint',
  'handshake.cookie': 'bytes',
  'handshake.cipher_suites_length': 'uint',
  'handshake.ciphersuite': 'uint',
  'handshake.comp_method': 'uint',
  'handshake.extensions_length': 'uint',
  'handshake.extension.type': 'uint',
  'handshake.extension.len': 'uint',
  'handshake.extension.data': 'bytes',
  'handshake.extensions_server_name_type': 'uint',
  'handshake.extensions_server_name_len': 'uint',
  'handshake.extensions_server_name': 'text',
  'handshake.extensions_alpn_str': 'text',
  'handshake.extensions_supported_group': 'uint',
  'handshake.extensions_ec_point_format': 'uint',
  'handshake.sig_hash_alg': 'uint',
  'handshake.extensions.supported_version': 'uint',
  'handshake.extensions_key_share_group': 'uint',
  'handshake.extensions_key_share_key_exchange_length': 'uint',
  'handshake.extensions_key_share_key_exchange': 'bytes',
  'handshake.ja3_full': 'text',
  'handshake.ja3': 'text',
  'handshake.ja4': 'text',
  'handshake.ja3s': 'text',
  'handshake.certificates_length': 'uint',
  'handshake.certificate_length': 'uint',
  'handshake.certificate': 'bytes',
  'handshake.certificate.subject': 'text',
  'handshake.certificate.issuer': 'text',
  'handshake.certificate.serial': 'text',
  'handshake.certificate.not_before': 'text',
  'handshake.certificate.not_after': 'text',
  'handshake.certificate.name': 'text',
  'handshake.certificate.public_key': 'text',
  'handshake.certificate.public_key_bits': 'uint',
  'handshake.certificate.signature': 'text',
  'handshake.certificate.self_signed': 'bool',
  'handshake.certificate.fingerprint': 'text',
  'handshake.certificate_request_context_length': 'uint',
  'handshake.server_curve_type': 'uint',
  'handshake.server_named_curve': 'uint',
  'handshake.server_point_len': 'uint',
  'handshake.server_point': 'bytes',
  'handshake.sig_len': 'uint',
  'handshake.sig': 'bytes',
  'handshake.session_ticket_lifetime_hint': 'uint',
  'handshake.session_ticket_length': 'uint',
  'handshake.session_ticket': 'bytes',
  'handshake.key_update.request_update': 'uint',
  'handshake.data': 'bytes',
  'record.content_type': 'uint',
  'record.version': 'uint',
  'record.length': 'uint',
  change_cipher_spec: 'bytes',
  'alert_message.level': 'uint',
  'alert_message.desc': 'uint',
  'heartbeat_message.type': 'uint',
  'heartbeat_message.payload_length': 'uint',
  app_data: 'bytes',
  encrypted: 'bytes',
} as const satisfies FieldTable

export type TlsPrefix = 'tls' | 'dtls'

type TlsName = keyof typeof HANDSHAKE
const namesOf = (prefix: TlsPrefix) =>
  Object.fromEntries(Object.keys(HANDSHAKE).map((name) => [name, `${prefix}.${name}`])) as Readonly<
    Record<TlsName, string>
  >
/** Full names, made once: filters ask for them in every message. */
export const TLS_NAMES: Readonly<Record<TlsPrefix, Readonly<Record<TlsName, string>>>> = {
  tls: namesOf('tls'),
  dtls: namesOf('dtls'),
}

function withPrefix(prefix: TlsPrefix): FieldTable {
  return Object.fromEntries(
    Object.entries(HANDSHAKE).map(([name, type]): [string, FieldType] => [`${prefix}.${name}`, type]),
  )
}

export const tlsFields: FieldTable = withPrefix('tls')
export const dtlsFields: FieldTable = {
  ...withPrefix('dtls'),
  'dtls.record.epoch': 'uint',
  'dtls.record.sequence_number': 'uint',
  'dtls.record.connection_id': 'bytes',
  'dtls.handshake.message_seq': 'uint',
  'dtls.handshake.fragment_offset': 'uint',
  'dtls.handshake.fragment_length': 'uint',
}
