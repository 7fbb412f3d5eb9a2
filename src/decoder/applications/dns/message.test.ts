import { describe, expect, it } from 'vitest'
import { brokenPromises, bytesOf, describedLines, summaryOf } from '../../testing/application-contract.ts'
import { dnsOverTcp, dnsOverUdp, llmnr, looksLikeDns, mdns } from './message.ts'

const EXAMPLE = '07 "example" 03 "org" 00'
const QUERY = bytesOf(
  `1a2b 0100 0001 0000 0000 0001 03 "www" ${EXAMPLE} 0001 0001 00 0029 04d0 00 00 8000 000c 000a 0008 0102030405060708`,
)
/** One answer of `type` for `example.org`, with `data` as hexadecimal. */
function answer(type: number, data: string, flags = '8180'): Uint8Array<ArrayBuffer> {
  const bytes = bytesOf(data)
  const hex = (value: number) => value.toString(16).padStart(4, '0')
  return bytesOf(
    `1a2b ${flags} 0001 0001 0000 0000 ${EXAMPLE} ${hex(type)} 0001 c00c ${hex(type)} 0001 00000e10 ${hex(bytes.length)} ${data}`,
  )
}
/** The lines of the answer's data alone. */
function dataLines(type: number, data: string): readonly string[] {
  const lines = describedLines(dnsOverUdp, answer(type, data))
  return lines.slice(lines.findIndex((line) => line.startsWith('dns.resp.len')) + 1)
}

describe('a DNS query', () => {
  it('says header, question and EDNS', () => {
    expect(describedLines(dnsOverUdp, QUERY)).toEqual([
      '<dns>',
      'dns.id: 6699',
      'dns.flags: 256 (Standard query)',
      'dns.flags.response: false',
      'dns.flags.opcode: 0 (Standard query)',
      'dns.flags.truncated: false',
      'dns.flags.recdesired: true',
      'dns.flags.z: false',
      'dns.flags.checkdisable: false',
      'dns.count.queries: 1',
      'dns.count.answers: 0',
      'dns.count.auth_rr: 0',
      'dns.count.add_rr: 1',
      '[Queries]',
      'dns.qry.name: www.example.org',
      'dns.qry.name.len: 15',
      'dns.qry.type: 1 (A)',
      'dns.qry.class: 1 (IN)',
      '[Additional records]',
      '[<Root>: OPT]',
      'dns.resp.name: <Root>',
      'dns.resp.type: 41 (OPT)',
      'dns.rr.udp_payload_size: 1232',
      'dns.resp.ext_rcode: 0',
      'dns.resp.edns0_version: 0',
      'dns.resp.z: 32768 (DNSSEC OK)',
      'dns.resp.z.do: true',
      'dns.resp.len: 12',
      'dns.opt.code: 10 (Cookie)',
      'dns.opt.len: 8',
      'dns.opt.cookie.client: 0102030405060708',
    ])
  })
  it('is one line', () => expect(summaryOf(dnsOverUdp, QUERY)).toBe('Standard query 0x1a2b A www.example.org OPT'))
  it('over TCP has its length before it', () => {
    const bytes = Uint8Array.of(0, QUERY.length, ...QUERY)
    const view = new DataView(bytes.buffer)
    expect(dnsOverTcp.measure?.(view, 0, bytes.length)).toBe(bytes.length)
    expect(dnsOverTcp.measure?.(view, 0, 1)).toBe(0)
    expect(dnsOverTcp.measure?.(new DataView(new ArrayBuffer(2)), 0, 2)).toBe(-1)
    expect(describedLines(dnsOverTcp, bytes)).toContain('dns.qry.name: www.example.org')
    expect(summaryOf(dnsOverTcp, bytes)).toBe('Standard query 0x1a2b A www.example.org OPT')
  })
  it('of mDNS may ask for an answer to itself alone', () => {
    const lines = describedLines(
      mdns,
      bytesOf(`0000 0000 0001 0000 0000 0000 05 "_http" 04 "_tcp" 05 "local" 00 000c 8001`),
    )
    expect(lines).toEqual(expect.arrayContaining(['<mdns>', 'dns.qry.class: 1 (IN)', 'dns.qry.qu: true']))
  })
  it('of LLMNR has flags of its own', () => {
    const lines = describedLines(llmnr, bytesOf('0001 0100 0001 0000 0000 0000 02 "pc" 00 0001 0001'))
    expect(lines).toEqual(expect.arrayContaining(['<llmnr>', 'dns.flags.tentative: true', 'dns.qry.name: pc']))
  })
})

describe('a DNS record', () => {
  it.each([
    ['A', 1, 'c0000201', ['dns.a: 192.0.2.1']],
    ['NS, its name compressed', 2, '02 "ns" c00c', ['dns.ns: ns.example.org']],
    ['CNAME', 5, '03 "www" c00c', ['dns.cname: www.example.org']],
    [
      'SOA',
      6,
      '02 "ns" c00c 05 "admin" c00c 00000001 00000002 00000003 00000004 00000005',
      [
        'dns.soa.mname: ns.example.org',
        'dns.soa.rname: admin.example.org',
        'dns.soa.serial_number: 1',
        'dns.soa.refresh_interval: 2',
        'dns.soa.retry_interval: 3',
        'dns.soa.expire_limit: 4',
        'dns.soa.minimum_ttl: 5',
      ],
    ],
    ['PTR', 12, 'c00c', ['dns.ptr.domain_name: example.org']],
    ['MX', 15, '000a 02 "mx" c00c', ['dns.mx.preference: 10', 'dns.mx.mail_exchange: mx.example.org']],
    ['TXT', 16, '02 "ab" 01 "c"', ['dns.txt.length: 2', 'dns.txt: ab', 'dns.txt.length: 1', 'dns.txt: c']],
    ['AAAA', 28, '20010db8000000000000000000000001', ['dns.aaaa: 2001:db8::1']],
    [
      'SRV',
      33,
      '0001 0002 01bb 01 "a" c00c',
      ['dns.srv.priority: 1', 'dns.srv.weight: 2', 'dns.srv.port: 443', 'dns.srv.target: a.example.org'],
    ],
    [
      'NAPTR',
      35,
      '0001 0002 01 "s" 07 "SIP+D2U" 00 c00c',
      [
        'dns.naptr.order: 1',
        'dns.naptr.preference: 2',
        'dns.naptr.flags: s',
        'dns.naptr.service: SIP+D2U',
        'dns.naptr.regex: ',
        'dns.naptr.replacement: example.org',
      ],
    ],
    [
      'DS',
      43,
      'ec45 05 01 2bb183af',
      [
        'dns.ds.key_id: 60485',
        'dns.ds.algorithm: 5 (RSA/SHA-1)',
        'dns.ds.digest_type: 1 (SHA-1)',
        'dns.ds.digest: 2bb183af',
      ],
    ],
    // RFC 4034 section 4.3.
    [
      'NSEC',
      47,
      `04 "host" ${EXAMPLE} 0006 400100000003 041b 000000000000000000000000000000000000000000000000000020`,
      ['dns.nsec.next_domain_name: host.example.org', 'dns.rr.types: A MX RRSIG NSEC TYPE1234'],
    ],
    [
      'DNSKEY',
      48,
      '0101 03 08 aabb',
      [
        'dns.dnskey.flags: 257 (Zone key, Key signing key)',
        'dns.dnskey.flags.zone_key: true',
        'dns.dnskey.flags.key_revoked: false',
        'dns.dnskey.flags.secure_entry_point: true',
        'dns.dnskey.protocol: 3',
        'dns.dnskey.algorithm: 8 (RSA/SHA-256)',
        'dns.dnskey.public_key: aabb',
      ],
    ],
    // RFC 9460 appendix D.2.
    [
      'HTTPS',
      65,
      '0010 03 "foo" c00c 0001 0009 02 "h2" 05 "h3-19" 0000 0004 0001 0004 0004 0004 c0000201 0003 0002 0035',
      [
        'dns.svcb.svcpriority: 16',
        'dns.svcb.targetname: foo.example.org',
        'dns.svcb.svcparam.key: 1 (alpn)',
        'dns.svcb.svcparam.value.length: 9',
        'dns.svcb.svcparam.alpn: h2',
        'dns.svcb.svcparam.alpn: h3-19',
        'dns.svcb.svcparam.key: 0 (mandatory)',
        'dns.svcb.svcparam.value.length: 4',
        'dns.svcb.svcparam.mandatory.key: 1 (alpn)',
        'dns.svcb.svcparam.mandatory.key: 4 (ipv4hint)',
        'dns.svcb.svcparam.key: 4 (ipv4hint)',
        'dns.svcb.svcparam.value.length: 4',
        'dns.svcb.svcparam.ipv4hint.ip: 192.0.2.1',
        'dns.svcb.svcparam.key: 3 (port)',
        'dns.svcb.svcparam.value.length: 2',
        'dns.svcb.svcparam.port: 53',
      ],
    ],
    [
      'CAA',
      257,
      '80 05 "issue" "ca.example"',
      ['dns.caa.flags: 128 (Critical)', 'dns.caa.tag: issue', 'dns.caa.value: ca.example'],
    ],
    ['one nobody knows', 4711, 'abcd', ['dns.data: abcd']],
    ['an A of three bytes', 1, 'c00002', ['! malformed']],
    ['TXT whose string is longer than it', 16, '05 "ab"', ['dns.txt.length: 5', '! malformed']],
  ])('%s', (_, type, data, lines) => expect(dataLines(type, data)).toEqual(lines))

  it('stands in one line', () => {
    expect(summaryOf(dnsOverUdp, answer(1, 'c0000201'))).toBe(
      'Standard query response 0x1a2b A example.org A 192.0.2.1',
    )
    expect(summaryOf(dnsOverUdp, answer(15, '000a 02 "mx" c00c', '8183'))).toBe(
      'Standard query response 0x1a2b No such name MX example.org MX 10 mx.example.org',
    )
  })
})

describe('DNS on a strange port', () => {
  const looks = (bytes: Uint8Array<ArrayBuffer>) => looksLikeDns(new DataView(bytes.buffer), 0, bytes.length)
  it.each([
    ['a query with EDNS', QUERY, true],
    ['an answer', answer(1, 'c0000201'), true],
    [
      'a query filled up with zeros',
      bytesOf(`1a2b 0100 0001 0000 0000 0001 ${EXAMPLE} 0010 0001 ${'00'.repeat(40)}`),
      true,
    ],
    [
      'a record of no type',
      bytesOf(`1a2b 0100 0001 0000 0000 0001 ${EXAMPLE} 0010 0001 c00c ${'00'.repeat(40)}`),
      false,
    ],
    ['two questions', bytesOf(`1a2b 0100 0002 0000 0000 0000 ${EXAMPLE} 0001 0001`), false],
    ['bytes behind the question', bytesOf(`1a2b 0100 0001 0000 0000 0000 ${EXAMPLE} 0001 0001 00`), false],
    ['an unknown type', bytesOf(`1a2b 0100 0001 0000 0000 0000 ${EXAMPLE} 1234 0001`), false],
    ['a name with control characters', bytesOf('1a2b 0100 0001 0000 0000 0000 02 0102 00 0001 0001'), false],
    ['nothing but zeros', new Uint8Array(40), false],
    ['text', bytesOf('"GET / HTTP/1.1" 0d0a0d0a'), false],
  ])('%s', (_, bytes, expected) => expect(looks(bytes)).toBe(expected))
})

it('is read whatever the bytes', () => {
  const samples = [
    QUERY,
    answer(6, '02 "ns" c00c 05 "admin" c00c 00000001 00000002 00000003 00000004 00000005'),
    answer(47, `04 "host" ${EXAMPLE} 0006 400100000003`),
    answer(64, '0010 03 "foo" c00c 0001 0003 02 "h2" 0006 0010 20010db8000000000000000000000001 0005 0001 ff'),
    answer(250, '08 "hmac-md5" 00 000012345678 012c 0002 abcd 1234 0000 0000'),
    answer(50, '01 00 0001 02 abcd 02 0102 0001 40'),
  ]
  for (const application of [dnsOverUdp, mdns, llmnr]) expect(brokenPromises(application, samples)).toEqual([])
  expect(
    brokenPromises(
      dnsOverTcp,
      samples.map((bytes) => Uint8Array.of(0, bytes.length, ...bytes)),
    ),
  ).toEqual([])
})
