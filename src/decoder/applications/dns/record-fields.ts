/** Names of what DNS records carry, and a reader that follows compressed names. */

import { FieldReader } from '../../field-reader.ts'
import type { Fields, FieldTable } from '../../fields.ts'
import type { DnsReader } from './facts.ts'

export const recordFields = {
  'dns.resp.name': 'text',
  'dns.resp.type': 'uint',
  'dns.resp.class': 'uint',
  'dns.resp.cache_flush': 'bool',
  'dns.resp.ttl': 'uint',
  'dns.resp.len': 'uint',
  'dns.resp.ext_rcode': 'uint',
  'dns.resp.edns0_version': 'uint',
  'dns.resp.z': 'uint',
  'dns.resp.z.do': 'bool',
  'dns.rr.udp_payload_size': 'uint',
  'dns.a': 'ipv4',
  'dns.aaaa': 'ipv6',
  'dns.ns': 'text',
  'dns.md': 'text',
  'dns.mf': 'text',
  'dns.mb': 'text',
  'dns.mg': 'text',
  'dns.mr': 'text',
  'dns.cname': 'text',
  'dns.dname': 'text',
  'dns.ptr.domain_name': 'text',
  'dns.nsap_ptr.owner': 'text',
  'dns.null': 'bytes',
  'dns.soa.mname': 'text',
  'dns.soa.rname': 'text',
  'dns.soa.serial_number': 'uint',
  'dns.soa.refresh_interval': 'uint',
  'dns.soa.retry_interval': 'uint',
  'dns.soa.expire_limit': 'uint',
  'dns.soa.minimum_ttl': 'uint',
  'dns.hinfo.cpu': 'text',
  'dns.hinfo.os': 'text',
  'dns.minfo.r': 'text',
  'dns.minfo.e': 'text',
  'dns.mx.preference': 'uint',
  'dns.mx.mail_exchange': 'text',
  'dns.txt': 'text',
  'dns.txt.length': 'uint',
  'dns.spf': 'text',
  'dns.spf.length': 'uint',
  'dns.rp.mailbox': 'text',
  'dns.rp.txt_rr': 'text',
  'dns.afsdb.subtype': 'uint',
  'dns.afsdb.hostname': 'text',
  'dns.rt.subtype': 'uint',
  'dns.rt.intermediate_host': 'text',
  'dns.px.preference': 'uint',
  'dns.px.map822': 'text',
  'dns.px.map400': 'text',
  'dns.kx.preference': 'uint',
  'dns.kx.key_exchange': 'text',
  'dns.ilnp.nid.preference': 'uint',
  'dns.ilnp.nid': 'bytes',
  'dns.ilnp.l32.preference': 'uint',
  'dns.ilnp.l32': 'ipv4',
  'dns.ilnp.l64.preference': 'uint',
  'dns.ilnp.l64': 'bytes',
  'dns.ilnp.lp.preference': 'uint',
  'dns.ilnp.lp': 'text',
  'dns.srv.priority': 'uint',
  'dns.srv.weight': 'uint',
  'dns.srv.port': 'uint',
  'dns.srv.target': 'text',
  'dns.naptr.order': 'uint',
  'dns.naptr.preference': 'uint',
  'dns.naptr.flags': 'text',
  'dns.naptr.service': 'text',
  'dns.naptr.regex': 'text',
  'dns.naptr.replacement': 'text',
  'dns.loc.version': 'uint',
  'dns.loc.latitude': 'uint',
  'dns.loc.longitude': 'uint',
  'dns.loc.altitude': 'uint',
  'dns.opt.code': 'uint',
  'dns.opt.len': 'uint',
  'dns.opt.data': 'bytes',
  'dns.opt.client.family': 'uint',
  'dns.opt.client.netmask': 'uint',
  'dns.opt.client.scope': 'uint',
  'dns.opt.client.addr': 'bytes',
  'dns.opt.cookie.client': 'bytes',
  'dns.opt.cookie.server': 'bytes',
  'dns.opt.edns_tcp_keepalive.timeout': 'uint',
  'dns.opt.padding': 'bytes',
  'dns.opt.chain.fqdn': 'text',
  'dns.opt.ext_error.info_code': 'uint',
  'dns.opt.ext_error.extra_text': 'text',
  'dns.cert.type': 'uint',
  'dns.cert.key_tag': 'uint',
  'dns.cert.algorithm': 'uint',
  'dns.cert.certificate': 'bytes',
  'dns.ds.key_id': 'uint',
  'dns.ds.algorithm': 'uint',
  'dns.ds.digest_type': 'uint',
  'dns.ds.digest': 'bytes',
  'dns.sshfp.algorithm': 'uint',
  'dns.sshfp.fingerprint.type': 'uint',
  'dns.sshfp.fingerprint': 'bytes',
  'dns.rrsig.type_covered': 'uint',
  'dns.rrsig.algorithm': 'uint',
  'dns.rrsig.labels': 'uint',
  'dns.rrsig.original_ttl': 'uint',
  'dns.rrsig.signature_expiration': 'text',
  'dns.rrsig.signature_inception': 'text',
  'dns.rrsig.key_tag': 'uint',
  'dns.rrsig.signers_name': 'text',
  'dns.rrsig.signature': 'bytes',
  'dns.nsec.next_domain_name': 'text',
  'dns.rr.types': 'text',
  'dns.dnskey.flags': 'uint',
  'dns.dnskey.flags.zone_key': 'bool',
  'dns.dnskey.flags.key_revoked': 'bool',
  'dns.dnskey.flags.secure_entry_point': 'bool',
  'dns.dnskey.protocol': 'uint',
  'dns.dnskey.algorithm': 'uint',
  'dns.dnskey.public_key': 'bytes',
  'dns.nsec3.algo': 'uint',
  'dns.nsec3.flags': 'uint',
  'dns.nsec3.iterations': 'uint',
  'dns.nsec3.salt_value': 'bytes',
  'dns.nsec3.hash_value': 'text',
  'dns.tlsa.certificate_usage': 'uint',
  'dns.tlsa.selector': 'uint',
  'dns.tlsa.matching_type': 'uint',
  'dns.tlsa.certificate_association_data': 'bytes',
  'dns.openpgpkey': 'bytes',
  'dns.csync.soa': 'uint',
  'dns.csync.flags': 'uint',
  'dns.zonemd.serial': 'uint',
  'dns.zonemd.scheme': 'uint',
  'dns.zonemd.hash_algo': 'uint',
  'dns.zonemd.digest': 'bytes',
  'dns.svcb.svcpriority': 'uint',
  'dns.svcb.targetname': 'text',
  'dns.svcb.svcparam.key': 'uint',
  'dns.svcb.svcparam.value.length': 'uint',
  'dns.svcb.svcparam.value': 'bytes',
  'dns.svcb.svcparam.mandatory.key': 'uint',
  'dns.svcb.svcparam.alpn': 'text',
  'dns.svcb.svcparam.port': 'uint',
  'dns.svcb.svcparam.ipv4hint.ip': 'ipv4',
  'dns.svcb.svcparam.ipv6hint.ip': 'ipv6',
  'dns.svcb.svcparam.echconfig': 'bytes',
  'dns.svcb.svcparam.dohpath': 'text',
  'dns.eui48': 'mac',
  'dns.eui64': 'bytes',
  'dns.tsig.algorithm_name': 'text',
  'dns.tsig.time_signed': 'text',
  'dns.tsig.fudge': 'uint',
  'dns.tsig.mac': 'bytes',
  'dns.tsig.original_id': 'uint',
  'dns.tsig.error': 'uint',
  'dns.tkey.algo_name': 'text',
  'dns.tkey.signature_inception': 'text',
  'dns.tkey.signature_expiration': 'text',
  'dns.tkey.mode': 'uint',
  'dns.tkey.error': 'uint',
  'dns.tkey.key_data': 'bytes',
  'dns.uri.priority': 'uint',
  'dns.uri.weight': 'uint',
  'dns.uri.target': 'text',
  'dns.caa.flags': 'uint',
  'dns.caa.tag': 'text',
  'dns.caa.value': 'text',
  'dns.data': 'bytes',
} as const satisfies FieldTable

/** Reads fields of one message; names may point anywhere in it. */
export class DnsFields extends FieldReader {
  readonly names: DnsReader

  constructor(fields: Fields, names: DnsReader, start: number, end: number, code: 'cut' | 'malformed' = 'malformed') {
    super(fields, start, end, code)
    this.names = names
  }

  /** A name, which is said in the text form; empty when it is cut. */
  name(field: string): string {
    const after = this.failed ? -1 : this.names.readName(this.at)
    if (after < 0 || after > this.end) {
      this.has(this.left + 1)
      return ''
    }
    const text = this.names.nameText()
    this.fields.text(field, text, this.at, after)
    this.at = after
    return text
  }

  /** A character string (RFC 1035 section 3.3): one byte of length and so many bytes. */
  string(field: string): string {
    const length = this.peek(1)
    this.skip(1)
    return this.text(field, length)
  }

  /** Seconds since 1970 in four or six bytes. */
  time(field: string, size: number): void {
    if (!this.has(size)) return
    this.fields.text(field, isoTime(this.peek(size)), this.at, this.at + size)
    this.at += size
  }

  rest(field: string): void {
    this.bytes(field, this.left)
  }
}

/** `2026-11-28T20:00:00Z`; seconds that no calendar has stay a number. */
export function isoTime(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? `${seconds} s` : date.toISOString().replace('.000Z', 'Z')
}
