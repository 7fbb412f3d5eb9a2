/** 802.1X authentication (IEEE Std 802.1X §11): EAP over a LAN, and the keys of 802.11 (IEEE Std 802.11 §12.7.2). */
import { beginLayer, type Fields, type FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { EAP, EAPOL, END } from '../protocols.ts'

const HEADER_BYTES = 4
const EAP_PACKET = 0
const KEY = 3
const RC4_DESCRIPTOR = 1
const RSN_DESCRIPTOR = 2
const WPA_DESCRIPTOR = 254
const RC4_BYTES = 44
/** With a check value of sixteen bytes, as all but suite B at 192 bits have it. */
const WLAN_KEY_BYTES = 95

const TYPES: Readonly<Record<number, string>> = {
  [EAP_PACKET]: 'EAP Packet',
  1: 'Start',
  2: 'Logoff',
  [KEY]: 'Key',
  4: 'Encapsulated ASF Alert',
  5: 'MKA',
  6: 'Announcement (Generic)',
  7: 'Announcement (Specific)',
  8: 'Announcement Request',
}
const DESCRIPTORS: Readonly<Record<number, string>> = {
  [RC4_DESCRIPTOR]: 'RC4 Descriptor',
  [RSN_DESCRIPTOR]: 'EAPOL RSN Key',
  [WPA_DESCRIPTOR]: 'EAPOL WPA Key',
}

export const eapolFields = {
  'eapol.version': 'uint',
  'eapol.type': 'uint',
  'eapol.len': 'uint',
  'eapol.keydes.type': 'uint',
  'eapol.keydes.body': 'bytes',
  'eapol.keydes.key_len': 'uint',
  'eapol.keydes.replay_counter': 'uint',
  'eapol.keydes.key_iv': 'bytes',
  'eapol.keydes.key_index': 'uint',
  'eapol.keydes.key_signature': 'bytes',
  'eapol.keydes.key': 'bytes',
  'wlan_rsna_eapol.keydes.msgnr': 'uint',
  'wlan_rsna_eapol.keydes.key_info': 'uint',
  'wlan_rsna_eapol.keydes.key_info.keydes_version': 'uint',
  'wlan_rsna_eapol.keydes.key_info.key_type': 'bool',
  'wlan_rsna_eapol.keydes.key_info.key_index': 'uint',
  'wlan_rsna_eapol.keydes.key_info.install': 'bool',
  'wlan_rsna_eapol.keydes.key_info.key_ack': 'bool',
  'wlan_rsna_eapol.keydes.key_info.key_mic': 'bool',
  'wlan_rsna_eapol.keydes.key_info.secure': 'bool',
  'wlan_rsna_eapol.keydes.key_info.error': 'bool',
  'wlan_rsna_eapol.keydes.key_info.request': 'bool',
  'wlan_rsna_eapol.keydes.key_info.encrypted_key_data': 'bool',
  'wlan_rsna_eapol.keydes.nonce': 'bytes',
  'wlan_rsna_eapol.keydes.rsc': 'bytes',
  'wlan_rsna_eapol.keydes.id': 'bytes',
  'wlan_rsna_eapol.keydes.mic': 'bytes',
  'wlan_rsna_eapol.keydes.data_len': 'uint',
  'wlan_rsna_eapol.keydes.data': 'bytes',
} as const satisfies FieldTable

export function walkEapol(packet: Packet): number {
  packet.push(EAPOL)
  if (!packet.has(HEADER_BYTES)) return END
  const type = packet.view.getUint8(packet.at + 1)
  const length = packet.view.getUint16(packet.at + 2)
  packet.at += HEADER_BYTES
  // Behind it lies what fills the frame up.
  if (packet.has(length)) {
    packet.limit = packet.at + length
    packet.wireLimit = packet.limit
  }
  return type === EAP_PACKET && packet.at < packet.limit ? EAP : END
}

export function describeEapol(fields: Fields, start: number, end: number): void {
  if (!beginLayer(fields, 'eapol', start, end, HEADER_BYTES)) return
  const { view } = fields
  const type = view.getUint8(start + 1)
  const length = view.getUint16(start + 2)
  fields.uint('eapol.version', view.getUint8(start), start, start + 1)
  fields.uint('eapol.type', type, start + 1, start + 2, TYPES[type])
  fields.uint('eapol.len', length, start + 2, start + 4)
  const body = start + HEADER_BYTES
  if (body + length > end) fields.problem('cut', body)
  const bodyEnd = Math.min(end, body + length)
  if (type === KEY && body < bodyEnd) describeKey(fields, body, bodyEnd)
}

function describeKey(fields: Fields, start: number, end: number): void {
  const descriptor = fields.view.getUint8(start)
  fields.uint('eapol.keydes.type', descriptor, start, start + 1, DESCRIPTORS[descriptor])
  const isWlan = descriptor === RSN_DESCRIPTOR || descriptor === WPA_DESCRIPTOR
  if (isWlan && start + WLAN_KEY_BYTES <= end) describeWlanKey(fields, start, end)
  else if (descriptor === RC4_DESCRIPTOR && start + RC4_BYTES <= end) describeRc4Key(fields, start, end)
  else if (start + 1 < end) fields.bytesAt('eapol.keydes.body', start + 1, end)
}

const counterAt = (view: DataView, at: number) => view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4)

/** IEEE Std 802.1X-2004 §7.6. */
function describeRc4Key(fields: Fields, start: number, end: number): void {
  const { view } = fields
  fields.uint('eapol.keydes.key_len', view.getUint16(start + 1), start + 1, start + 3)
  fields.uint('eapol.keydes.replay_counter', counterAt(view, start + 3), start + 3, start + 11)
  fields.bytesAt('eapol.keydes.key_iv', start + 11, start + 27)
  fields.uint('eapol.keydes.key_index', view.getUint8(start + 27), start + 27, start + 28)
  fields.bytesAt('eapol.keydes.key_signature', start + 28, start + 44)
  if (start + RC4_BYTES < end) fields.bytesAt('eapol.keydes.key', start + RC4_BYTES, end)
}

const INFO = {
  pairwise: 0x0008,
  install: 0x0040,
  ack: 0x0080,
  mic: 0x0100,
  secure: 0x0200,
  error: 0x0400,
  request: 0x0800,
  encrypted: 0x1000,
} as const

/** Which of the four messages of a handshake it is (§12.7.6); of WPA the last one has no data and is not called secure. */
function messageNumber(info: number, dataLength: number): number {
  if (info & INFO.ack) return info & INFO.mic ? 3 : 1
  return info & INFO.secure || dataLength === 0 ? 4 : 2
}

function describeWlanKey(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const info = view.getUint16(start + 1)
  const dataLength = view.getUint16(start + 93)
  const isPairwise = (info & INFO.pairwise) !== 0
  if (isPairwise && (info & INFO.request) === 0) {
    fields.uint('wlan_rsna_eapol.keydes.msgnr', messageNumber(info, dataLength), start + 1, start + 3)
  }
  const prefix = 'wlan_rsna_eapol.keydes.key_info'
  fields.open('Key Information', start + 1, start + 3)
  fields.uint(prefix, info, start + 1, start + 3)
  fields.uint(`${prefix}.keydes_version`, info & 7, start + 1, start + 3)
  fields.bool(`${prefix}.key_type`, isPairwise, start + 1, start + 3)
  fields.uint(`${prefix}.key_index`, (info >> 4) & 3, start + 1, start + 3)
  fields.bool(`${prefix}.install`, (info & INFO.install) !== 0, start + 1, start + 3)
  fields.bool(`${prefix}.key_ack`, (info & INFO.ack) !== 0, start + 1, start + 3)
  fields.bool(`${prefix}.key_mic`, (info & INFO.mic) !== 0, start + 1, start + 3)
  fields.bool(`${prefix}.secure`, (info & INFO.secure) !== 0, start + 1, start + 3)
  fields.bool(`${prefix}.error`, (info & INFO.error) !== 0, start + 1, start + 3)
  fields.bool(`${prefix}.request`, (info & INFO.request) !== 0, start + 1, start + 3)
  fields.bool(`${prefix}.encrypted_key_data`, (info & INFO.encrypted) !== 0, start + 1, start + 3)
  fields.close()
  fields.uint('eapol.keydes.key_len', view.getUint16(start + 3), start + 3, start + 5)
  fields.uint('eapol.keydes.replay_counter', counterAt(view, start + 5), start + 5, start + 13)
  fields.bytesAt('wlan_rsna_eapol.keydes.nonce', start + 13, start + 45)
  fields.bytesAt('eapol.keydes.key_iv', start + 45, start + 61)
  fields.bytesAt('wlan_rsna_eapol.keydes.rsc', start + 61, start + 69)
  fields.bytesAt('wlan_rsna_eapol.keydes.id', start + 69, start + 77)
  fields.bytesAt('wlan_rsna_eapol.keydes.mic', start + 77, start + 93)
  fields.uint('wlan_rsna_eapol.keydes.data_len', dataLength, start + 93, start + WLAN_KEY_BYTES)
  const data = start + WLAN_KEY_BYTES
  if (data < end) fields.bytesAt('wlan_rsna_eapol.keydes.data', data, Math.min(end, data + dataLength))
}
