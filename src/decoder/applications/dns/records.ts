/** What is inside a DNS record, type by type (RFC 1035 and the RFC named at each). */

import type { DnsFields } from './record-fields.ts'
import { ALGORITHMS, EDNS_OPTIONS, EXTENDED_ERRORS, SERVICE_KEYS, typeName } from './values.ts'

type Describe = (data: DnsFields) => void

/** Records that are one name. */
const NAMES: Readonly<Record<number, string>> = {
  2: 'dns.ns',
  3: 'dns.md',
  4: 'dns.mf',
  5: 'dns.cname',
  7: 'dns.mb',
  8: 'dns.mg',
  9: 'dns.mr',
  12: 'dns.ptr.domain_name',
  23: 'dns.nsap_ptr.owner',
  39: 'dns.dname',
}
/** Records that are a preference and a name. */
const PREFERRED: Readonly<Record<number, readonly [preference: string, name: string]>> = {
  15: ['dns.mx.preference', 'dns.mx.mail_exchange'],
  18: ['dns.afsdb.subtype', 'dns.afsdb.hostname'],
  21: ['dns.rt.subtype', 'dns.rt.intermediate_host'],
  36: ['dns.kx.preference', 'dns.kx.key_exchange'],
  107: ['dns.ilnp.lp.preference', 'dns.ilnp.lp'],
}

const RECORDS: Readonly<Record<number, Describe>> = {
  1: (data) => data.ipv4('dns.a'),
  6: describeSoa,
  10: (data) => data.rest('dns.null'),
  13: (data) => {
    data.string('dns.hinfo.cpu')
    data.string('dns.hinfo.os')
  },
  14: (data) => {
    data.name('dns.minfo.r')
    data.name('dns.minfo.e')
  },
  16: (data) => strings(data, 'dns.txt'),
  17: (data) => {
    data.name('dns.rp.mailbox')
    data.name('dns.rp.txt_rr')
  },
  26: (data) => {
    data.uint('dns.px.preference', 2)
    data.name('dns.px.map822')
    data.name('dns.px.map400')
  },
  28: (data) => data.ipv6('dns.aaaa'),
  29: describeLoc,
  33: (data) => {
    data.uint('dns.srv.priority', 2)
    data.uint('dns.srv.weight', 2)
    data.uint('dns.srv.port', 2)
    data.name('dns.srv.target')
  },
  35: describeNaptr,
  37: (data) => {
    data.uint('dns.cert.type', 2)
    data.uint('dns.cert.key_tag', 2)
    data.uint('dns.cert.algorithm', 1, ALGORITHMS)
    data.rest('dns.cert.certificate')
  },
  41: describeOptions,
  43: describeDs,
  44: (data) => {
    data.uint('dns.sshfp.algorithm', 1, { 1: 'RSA', 2: 'DSA', 3: 'ECDSA', 4: 'Ed25519', 6: 'Ed448' })
    data.uint('dns.sshfp.fingerprint.type', 1, { 1: 'SHA-1', 2: 'SHA-256' })
    data.rest('dns.sshfp.fingerprint')
  },
  46: describeRrsig,
  47: (data) => {
    data.name('dns.nsec.next_domain_name')
    typeBitmap(data)
  },
  48: describeDnskey,
  50: describeNsec3,
  51: describeNsec3Param,
  52: describeTlsa,
  53: describeTlsa,
  59: describeDs,
  60: describeDnskey,
  61: (data) => data.rest('dns.openpgpkey'),
  62: (data) => {
    data.uint('dns.csync.soa', 4)
    data.uint('dns.csync.flags', 2)
    typeBitmap(data)
  },
  63: (data) => {
    data.uint('dns.zonemd.serial', 4)
    data.uint('dns.zonemd.scheme', 1)
    data.uint('dns.zonemd.hash_algo', 1, { 1: 'SHA-384', 2: 'SHA-512' })
    data.rest('dns.zonemd.digest')
  },
  64: describeService,
  65: describeService,
  99: (data) => strings(data, 'dns.spf'),
  104: (data) => {
    data.uint('dns.ilnp.nid.preference', 2)
    data.bytes('dns.ilnp.nid', 8)
  },
  105: (data) => {
    data.uint('dns.ilnp.l32.preference', 2)
    data.ipv4('dns.ilnp.l32')
  },
  106: (data) => {
    data.uint('dns.ilnp.l64.preference', 2)
    data.bytes('dns.ilnp.l64', 8)
  },
  108: (data) => data.mac('dns.eui48'),
  109: (data) => data.bytes('dns.eui64', 8),
  249: describeTkey,
  250: describeTsig,
  256: (data) => {
    data.uint('dns.uri.priority', 2)
    data.uint('dns.uri.weight', 2)
    data.text('dns.uri.target', data.left)
  },
  257: (data) => {
    data.uint('dns.caa.flags', 1, { 128: 'Critical' })
    data.string('dns.caa.tag')
    data.text('dns.caa.value', data.left)
  },
}

/** Says the data of a record of `type`; `data` ends where the record does. */
export function describeRecordData(type: number, data: DnsFields): void {
  // A dynamic update deletes by records without data (RFC 2136 section 2.5).
  if (data.left === 0) return
  const name = NAMES[type]
  const preferred = PREFERRED[type]
  if (name) data.name(name)
  else if (preferred) {
    data.uint(preferred[0], 2)
    data.name(preferred[1])
  } else (RECORDS[type] ?? ((other: DnsFields) => other.rest('dns.data')))(data)
}

function strings(data: DnsFields, field: string): void {
  while (data.left > 0) {
    const length = data.uint(`${field}.length`, 1)
    data.text(field, length)
  }
}

function describeSoa(data: DnsFields): void {
  data.name('dns.soa.mname')
  data.name('dns.soa.rname')
  data.uint('dns.soa.serial_number', 4)
  data.uint('dns.soa.refresh_interval', 4)
  data.uint('dns.soa.retry_interval', 4)
  data.uint('dns.soa.expire_limit', 4)
  data.uint('dns.soa.minimum_ttl', 4)
}

/** RFC 1876. */
function describeLoc(data: DnsFields): void {
  data.uint('dns.loc.version', 1)
  data.skip(3)
  data.uint('dns.loc.latitude', 4, (value) => angle(value, 'N', 'S'))
  data.uint('dns.loc.longitude', 4, (value) => angle(value, 'E', 'W'))
  data.uint('dns.loc.altitude', 4, (value) => `${((value - 10_000_000) / 100).toFixed(2)} m`)
}
function angle(value: number, positive: string, negative: string): string {
  const degrees = (value - 2 ** 31) / 3_600_000
  return `${Math.abs(degrees).toFixed(6)}° ${degrees < 0 ? negative : positive}`
}

/** RFC 3403. */
function describeNaptr(data: DnsFields): void {
  data.uint('dns.naptr.order', 2)
  data.uint('dns.naptr.preference', 2)
  data.string('dns.naptr.flags')
  data.string('dns.naptr.service')
  data.string('dns.naptr.regex')
  data.name('dns.naptr.replacement')
}

/** RFC 6891 and the RFCs of its options. */
function describeOptions(data: DnsFields): void {
  while (data.left > 0) {
    const code = data.uint('dns.opt.code', 2, EDNS_OPTIONS)
    const length = data.uint('dns.opt.len', 2)
    if (!data.has(length)) return
    const end = data.at + length
    describeOption(data, code, length)
    if (data.at < end) data.bytes('dns.opt.data', end - data.at)
  }
}
function describeOption(data: DnsFields, code: number, length: number): void {
  if (code === 8 && length >= 4) {
    data.uint('dns.opt.client.family', 2, { 1: 'IPv4', 2: 'IPv6' })
    data.uint('dns.opt.client.netmask', 1)
    data.uint('dns.opt.client.scope', 1)
    data.bytes('dns.opt.client.addr', length - 4)
  } else if (code === 10 && length >= 8) {
    data.bytes('dns.opt.cookie.client', 8)
    data.bytes('dns.opt.cookie.server', length - 8)
  } else if (code === 11 && length === 2) data.uint('dns.opt.edns_tcp_keepalive.timeout', 2)
  else if (code === 12) data.bytes('dns.opt.padding', length)
  else if (code === 15 && length >= 2) {
    data.uint('dns.opt.ext_error.info_code', 2, EXTENDED_ERRORS)
    data.text('dns.opt.ext_error.extra_text', length - 2)
  }
}

/** RFC 4034 section 5. */
function describeDs(data: DnsFields): void {
  data.uint('dns.ds.key_id', 2)
  data.uint('dns.ds.algorithm', 1, ALGORITHMS)
  data.uint('dns.ds.digest_type', 1, { 1: 'SHA-1', 2: 'SHA-256', 3: 'GOST R 34.11-94', 4: 'SHA-384' })
  data.rest('dns.ds.digest')
}

function describeRrsig(data: DnsFields): void {
  data.uint('dns.rrsig.type_covered', 2, typeName)
  data.uint('dns.rrsig.algorithm', 1, ALGORITHMS)
  data.uint('dns.rrsig.labels', 1)
  data.uint('dns.rrsig.original_ttl', 4)
  data.time('dns.rrsig.signature_expiration', 4)
  data.time('dns.rrsig.signature_inception', 4)
  data.uint('dns.rrsig.key_tag', 2)
  data.name('dns.rrsig.signers_name')
  data.rest('dns.rrsig.signature')
}

function describeDnskey(data: DnsFields): void {
  data.flags('dns.dnskey.flags', 2, [
    [0x0100, 'dns.dnskey.flags.zone_key', 'Zone key'],
    [0x0080, 'dns.dnskey.flags.key_revoked', 'Revoked'],
    [0x0001, 'dns.dnskey.flags.secure_entry_point', 'Key signing key'],
  ])
  data.uint('dns.dnskey.protocol', 1)
  data.uint('dns.dnskey.algorithm', 1, ALGORITHMS)
  data.rest('dns.dnskey.public_key')
}

/** RFC 5155. */
function describeNsec3Param(data: DnsFields): void {
  data.uint('dns.nsec3.algo', 1, { 1: 'SHA-1' })
  data.uint('dns.nsec3.flags', 1, { 1: 'Opt-out' })
  data.uint('dns.nsec3.iterations', 2)
  const salt = data.peek(1)
  data.skip(1)
  data.bytes('dns.nsec3.salt_value', salt)
}
function describeNsec3(data: DnsFields): void {
  describeNsec3Param(data)
  const length = data.peek(1)
  data.skip(1)
  if (!data.has(length)) return
  const hash = data.fields.bytes.subarray(data.at, data.at + length)
  data.fields.text('dns.nsec3.hash_value', base32Text(hash), data.at, data.at + length)
  data.skip(length)
  typeBitmap(data)
}

/** Base 32 with the extended hex alphabet, as zone files write owners' hashes (RFC 4648 section 7). */
function base32Text(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let kept = 0
  for (const byte of bytes) {
    kept = ((kept << 8) | byte) & 0xfff
    for (bits += 8; bits >= 5; bits -= 5) text += ((kept >> (bits - 5)) & 31).toString(32)
  }
  return bits > 0 ? text + ((kept << (5 - bits)) & 31).toString(32) : text
}

/** RFC 4034 section 4.1.2: blocks of 256 types, a bit a type. */
function typeBitmap(data: DnsFields): void {
  const start = data.at
  const types: string[] = []
  while (data.left >= 2) {
    const block = data.peek(1)
    const length = data.peek(1, 1)
    data.skip(2)
    if (length === 0 || length > 32 || !data.has(length)) {
      data.fail()
      return
    }
    for (let n = 0; n < length * 8; n++) {
      if ((data.peek(1, n >> 3) & (0x80 >> (n & 7))) !== 0) types.push(typeName(block * 256 + n))
    }
    data.skip(length)
  }
  data.fields.text('dns.rr.types', types.join(' '), start, data.at)
}

/** RFC 6698, RFC 8162. */
function describeTlsa(data: DnsFields): void {
  data.uint('dns.tlsa.certificate_usage', 1, { 0: 'PKIX-TA', 1: 'PKIX-EE', 2: 'DANE-TA', 3: 'DANE-EE' })
  data.uint('dns.tlsa.selector', 1, { 0: 'Full certificate', 1: 'Public key' })
  data.uint('dns.tlsa.matching_type', 1, { 0: 'Exact', 1: 'SHA-256', 2: 'SHA-512' })
  data.rest('dns.tlsa.certificate_association_data')
}

/** RFC 9460. */
function describeService(data: DnsFields): void {
  data.uint('dns.svcb.svcpriority', 2, (value) => (value === 0 ? 'Alias' : undefined))
  data.name('dns.svcb.targetname')
  while (data.left > 0) {
    const key = data.uint('dns.svcb.svcparam.key', 2, SERVICE_KEYS)
    const length = data.uint('dns.svcb.svcparam.value.length', 2)
    if (!data.has(length)) return
    describeServiceValue(data, key, data.at + length)
  }
}
function describeServiceValue(data: DnsFields, key: number, end: number): void {
  const step = { 0: 2, 3: 2, 4: 4, 6: 16 }[key] ?? 1
  while (data.at + step <= end) {
    if (key === 0) data.uint('dns.svcb.svcparam.mandatory.key', 2, SERVICE_KEYS)
    else if (key === 1 && data.at + 1 + data.peek(1) <= end) data.string('dns.svcb.svcparam.alpn')
    else if (key === 3) data.uint('dns.svcb.svcparam.port', 2)
    else if (key === 4) data.ipv4('dns.svcb.svcparam.ipv4hint.ip')
    else if (key === 6) data.ipv6('dns.svcb.svcparam.ipv6hint.ip')
    else if (key === 5) data.bytes('dns.svcb.svcparam.echconfig', end - data.at)
    else if (key === 7) data.text('dns.svcb.svcparam.dohpath', end - data.at)
    else data.bytes('dns.svcb.svcparam.value', end - data.at)
  }
  if (data.at < end) data.bytes('dns.svcb.svcparam.value', end - data.at)
}

/** RFC 2930. */
function describeTkey(data: DnsFields): void {
  data.name('dns.tkey.algo_name')
  data.time('dns.tkey.signature_inception', 4)
  data.time('dns.tkey.signature_expiration', 4)
  data.uint('dns.tkey.mode', 2, { 1: 'Server assignment', 2: 'Diffie-Hellman', 3: 'GSS-API', 4: 'Resolver assignment' })
  data.uint('dns.tkey.error', 2)
  const length = data.peek(2)
  data.skip(2)
  data.bytes('dns.tkey.key_data', length)
}

/** RFC 8945. */
function describeTsig(data: DnsFields): void {
  data.name('dns.tsig.algorithm_name')
  data.time('dns.tsig.time_signed', 6)
  data.uint('dns.tsig.fudge', 2)
  const length = data.peek(2)
  data.skip(2)
  data.bytes('dns.tsig.mac', length)
  data.uint('dns.tsig.original_id', 2)
  data.uint('dns.tsig.error', 2)
}
