/** What the two ends of a PPP link agree on: options of its Link Control Protocol (RFC 1661 §6) and of IPCP (RFC 1332, RFC 1877). */
import type { Fields, FieldTable } from '../fields.ts'

const MAX_OPTIONS = 32

export const LINK_CONTROL = 0xc021
export const IP_CONTROL = 0x8021

const LINK_OPTIONS: Readonly<Record<number, string>> = {
  1: 'Maximum Receive Unit',
  2: 'Async Control Character Map',
  3: 'Authentication Protocol',
  4: 'Quality Protocol',
  5: 'Magic Number',
  7: 'Protocol Field Compression',
  8: 'Address and Control Field Compression',
  13: 'Callback',
  17: 'Multilink MRRU',
  19: 'Multilink Endpoint Discriminator',
}
const IP_OPTIONS: Readonly<Record<number, string>> = {
  2: 'IP compression protocol',
  3: 'IP address',
  129: 'Primary DNS Server IP Address',
  130: 'Primary NBNS Server IP Address',
  131: 'Secondary DNS Server IP Address',
  132: 'Secondary NBNS Server IP Address',
}
const AUTHENTICATION: Readonly<Record<number, string>> = {
  49187: 'Password Authentication Protocol',
  49699: 'Challenge Handshake Authentication Protocol',
  49703: 'Extensible Authentication Protocol',
}
const ADDRESSES: Readonly<Record<number, string>> = {
  3: 'ipcp.opt.ip_address',
  129: 'ipcp.opt.pri_dns_address',
  130: 'ipcp.opt.pri_nbns_address',
  131: 'ipcp.opt.sec_dns_address',
  132: 'ipcp.opt.sec_nbns_address',
}

export const pppOptionFields = {
  'lcp.opt.type': 'uint',
  'lcp.opt.length': 'uint',
  'lcp.opt.mru': 'uint',
  'lcp.opt.auth_protocol': 'uint',
  'lcp.opt.magic_number': 'uint',
  'ipcp.opt.type': 'uint',
  'ipcp.opt.length': 'uint',
  'ipcp.opt.ip_address': 'ipv4',
  'ipcp.opt.pri_dns_address': 'ipv4',
  'ipcp.opt.pri_nbns_address': 'ipv4',
  'ipcp.opt.sec_dns_address': 'ipv4',
  'ipcp.opt.sec_nbns_address': 'ipv4',
} as const satisfies FieldTable

/** Codes 1 to 4 (request, ack, nak, reject) of either protocol list options: type, length of all, value. */
export function describePppOptions(fields: Fields, protocol: number, from: number, end: number): void {
  const { view } = fields
  const link = protocol === LINK_CONTROL
  const names = link ? LINK_OPTIONS : IP_OPTIONS
  const prefix = link ? 'lcp' : 'ipcp'
  let at = from
  for (let n = 0; n < MAX_OPTIONS && at < end; n++) {
    const length = at + 2 <= end ? view.getUint8(at + 1) : 0
    if (length < 2 || at + length > end) {
      fields.problem('malformed', at)
      return
    }
    const type = view.getUint8(at)
    fields.open(names[type] ?? 'Option', at, at + length)
    fields.uint(`${prefix}.opt.type`, type, at, at + 1, names[type])
    fields.uint(`${prefix}.opt.length`, length, at + 1, at + 2)
    if (link) describeLinkOption(fields, type, at, length)
    else if (ADDRESSES[type] && length === 6) fields.ipv4(ADDRESSES[type], at + 2)
    fields.close()
    at += length
  }
}

function describeLinkOption(fields: Fields, type: number, at: number, length: number): void {
  const { view } = fields
  if (type === 1 && length === 4) fields.uint('lcp.opt.mru', view.getUint16(at + 2), at + 2, at + 4)
  else if (type === 3 && length >= 4) {
    const protocol = view.getUint16(at + 2)
    fields.uint('lcp.opt.auth_protocol', protocol, at + 2, at + 4, AUTHENTICATION[protocol])
  } else if (type === 5 && length === 6) {
    fields.uint('lcp.opt.magic_number', view.getUint32(at + 2), at + 2, at + 6)
  }
}
