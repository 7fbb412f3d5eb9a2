/** What the numbers of DNS stand for: the IANA registries "Domain Name System (DNS) Parameters" and "DNS Security Algorithm Numbers". */

const TYPE_LIST =
  `1 A 2 NS 3 MD 4 MF 5 CNAME 6 SOA 7 MB 8 MG 9 MR 10 NULL 11 WKS 12 PTR 13 HINFO 14 MINFO 15 MX 16 TXT 17 RP
18 AFSDB 19 X25 20 ISDN 21 RT 22 NSAP 23 NSAP-PTR 24 SIG 25 KEY 26 PX 27 GPOS 28 AAAA 29 LOC 30 NXT 31 EID 32 NIMLOC 33 SRV
34 ATMA 35 NAPTR 36 KX 37 CERT 38 A6 39 DNAME 40 SINK 41 OPT 42 APL 43 DS 44 SSHFP 45 IPSECKEY 46 RRSIG 47 NSEC 48 DNSKEY
49 DHCID 50 NSEC3 51 NSEC3PARAM 52 TLSA 53 SMIMEA 55 HIP 56 NINFO 57 RKEY 58 TALINK 59 CDS 60 CDNSKEY 61 OPENPGPKEY 62 CSYNC
63 ZONEMD 64 SVCB 65 HTTPS 99 SPF 100 UINFO 101 UID 102 GID 103 UNSPEC 104 NID 105 L32 106 L64 107 LP 108 EUI48 109 EUI64
128 NXNAME 249 TKEY 250 TSIG 251 IXFR 252 AXFR 253 MAILB 254 MAILA 255 ANY 256 URI 257 CAA 258 AVC 259 DOA 260 AMTRELAY
261 RESINFO 262 WALLET 32768 TA 32769 DLV 65281 WINS 65282 WINS-R 65422 XPF`.split(/\s+/)

const typeNames = new Map<number, string>()
for (let n = 0; n + 1 < TYPE_LIST.length; n += 2) typeNames.set(Number(TYPE_LIST[n]), TYPE_LIST[n + 1] as string)

/** `AAAA`, or `TYPE4711` (RFC 3597). */
export const typeName = (type: number): string => typeNames.get(type) ?? `TYPE${type}`
export const isKnownType = (type: number): boolean => typeNames.has(type)

const CLASSES: Readonly<Record<number, string>> = { 1: 'IN', 2: 'CS', 3: 'CH', 4: 'HS', 254: 'NONE', 255: 'ANY' }
export const className = (value: number): string => CLASSES[value] ?? `CLASS${value}`

export const OPCODES: Readonly<Record<number, string>> = {
  0: 'Standard query',
  1: 'Inverse query',
  2: 'Server status request',
  4: 'Zone change notification',
  5: 'Dynamic update',
  6: 'DNS Stateful Operations',
}
export const RCODES: Readonly<Record<number, string>> = {
  0: 'No error',
  1: 'Format error',
  2: 'Server failure',
  3: 'No such name',
  4: 'Not implemented',
  5: 'Refused',
  6: 'Name exists',
  7: 'RRset exists',
  8: 'RRset does not exist',
  9: 'Not authoritative',
  10: 'Name out of zone',
  11: 'DSO type not implemented',
  16: 'Bad version or signature',
  17: 'Key not recognized',
  18: 'Signature out of time window',
  19: 'Bad TKEY mode',
  20: 'Duplicate key name',
  21: 'Algorithm not supported',
  22: 'Bad truncation',
  23: 'Bad or missing server cookie',
}
export const EDNS_OPTIONS: Readonly<Record<number, string>> = {
  1: 'Long-lived query',
  2: 'Update lease',
  3: 'Name server identifier',
  5: 'DNSSEC algorithm understood',
  6: 'DS hash understood',
  7: 'NSEC3 hash understood',
  8: 'Client subnet',
  9: 'Expire',
  10: 'Cookie',
  11: 'TCP keepalive',
  12: 'Padding',
  13: 'Chain',
  14: 'Key tag',
  15: 'Extended DNS error',
  18: 'Report channel',
}
export const EXTENDED_ERRORS: Readonly<Record<number, string>> = {
  0: 'Other',
  1: 'Unsupported DNSKEY algorithm',
  2: 'Unsupported DS digest type',
  3: 'Stale answer',
  4: 'Forged answer',
  5: 'DNSSEC indeterminate',
  6: 'DNSSEC bogus',
  7: 'Signature expired',
  8: 'Signature not yet valid',
  9: 'DNSKEY missing',
  10: 'RRSIGs missing',
  11: 'No zone key bit set',
  12: 'NSEC missing',
  13: 'Cached error',
  14: 'Not ready',
  15: 'Blocked',
  16: 'Censored',
  17: 'Filtered',
  18: 'Prohibited',
  19: 'Stale NXDOMAIN answer',
  20: 'Not authoritative',
  21: 'Not supported',
  22: 'No reachable authority',
  23: 'Network error',
  24: 'Invalid data',
}
export const SERVICE_KEYS: Readonly<Record<number, string>> = {
  0: 'mandatory',
  1: 'alpn',
  2: 'no-default-alpn',
  3: 'port',
  4: 'ipv4hint',
  5: 'ech',
  6: 'ipv6hint',
  7: 'dohpath',
  8: 'ohttp',
}
export const ALGORITHMS: Readonly<Record<number, string>> = {
  1: 'RSA/MD5',
  3: 'DSA/SHA-1',
  5: 'RSA/SHA-1',
  6: 'DSA-NSEC3-SHA1',
  7: 'RSASHA1-NSEC3-SHA1',
  8: 'RSA/SHA-256',
  10: 'RSA/SHA-512',
  12: 'GOST R 34.10-2001',
  13: 'ECDSA P-256 with SHA-256',
  14: 'ECDSA P-384 with SHA-384',
  15: 'Ed25519',
  16: 'Ed448',
}
