import { describe, expect, it } from 'vitest'
import type { Application } from '../fields.ts'
import { brokenPromises, describedLines, summaryOf } from '../testing/application-contract.ts'
import { BerReader, berInteger, measureBer, oidText } from './ber.ts'
import { kerberos } from './kerberos.ts'
import { ldap, readLdapCredential } from './ldap.ts'
import { readSnmpCommunity, snmp } from './snmp.ts'

const element = (tag: number, ...parts: (string | number[])[]): number[] => {
  const content = parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : part))
  const { length } = content
  return length < 128 ? [tag, length, ...content] : [tag, 0x82, length >> 8, length & 255, ...content]
}
const int = (...bytes: number[]) => element(2, bytes)
const str = (text: string) => element(4, text)
const bytes = (content: number[]) => Uint8Array.from(content)
const viewOf = (content: Uint8Array<ArrayBuffer>) => new DataView(content.buffer)

const SYS_NAME = element(6, [0x2b, 6, 1, 2, 1, 1, 5, 0])
const GET = bytes(
  element(
    0x30,
    int(0),
    str('public'),
    element(0xa0, int(0x26), int(0), int(0), element(0x30, element(0x30, SYS_NAME, [5, 0]))),
  ),
)
const ANSWER = bytes(
  element(
    0x30,
    int(1),
    str('secret'),
    element(
      0xa2,
      int(0x26),
      int(0),
      int(0),
      element(
        0x30,
        element(0x30, SYS_NAME, str('router-1')),
        element(0x30, SYS_NAME, element(0x43, [0x0f, 0x42, 0x40])),
        element(0x30, SYS_NAME, element(0x40, [192, 0, 2, 1])),
        element(0x30, SYS_NAME, [0x82, 0]),
      ),
    ),
  ),
)
const TRAP = bytes(
  element(
    0x30,
    int(0),
    str('public'),
    element(0xa4, SYS_NAME, element(0x40, [192, 0, 2, 1]), int(2), int(0), element(0x43, [1]), element(0x30)),
  ),
)
const VERSION3 = bytes(
  element(
    0x30,
    int(3),
    element(0x30, int(1), int(5, 220), element(4, [3]), int(3)),
    element(4, element(0x30, element(4, [0x80, 0, 1]), int(1), int(2), str('alice'), element(4, [1, 2]), element(4))),
    element(4, [9, 9, 9]),
  ),
)

const BIND = bytes(element(0x30, int(1), element(0x60, int(3), str('cn=admin,dc=example'), element(0x80, 'secret'))))
const SASL = bytes(
  element(0x30, int(1), element(0x60, int(3), str(''), element(0xa3, str('GSS-SPNEGO'), element(4, [1, 2])))),
)
const SEARCH = bytes(
  element(
    0x30,
    int(2),
    element(
      0x63,
      str('dc=example'),
      element(10, [2]),
      element(10, [0]),
      int(0),
      int(0),
      element(1, [0]),
      element(
        0xa0,
        element(0xa3, str('objectClass'), str('user')),
        element(0xa4, str('cn'), element(0x30, element(0x80, 'a'), element(0x82, 'z'))),
        element(0x87, 'mail'),
      ),
      element(0x30, str('cn')),
    ),
  ),
)
const ENTRY = bytes(
  element(
    0x30,
    int(2),
    element(0x64, str('cn=a,dc=example'), element(0x30, element(0x30, str('cn'), element(0x31, str('a'))))),
  ),
)
const DONE = bytes(element(0x30, int(2), element(0x65, element(10, [49]), str(''), str('wrong'))))

const principal = (...names: string[]) =>
  element(0x30, element(0xa0, int(1)), element(0xa1, element(0x30, ...names.map((name) => element(0x1b, name)))))
const AS_REQ = bytes(
  element(
    0x6a,
    element(
      0x30,
      element(0xa1, int(5)),
      element(0xa2, int(10)),
      element(0xa3, element(0x30, element(0x30, element(0xa1, int(2)), element(0xa2, element(4, [1]))))),
      element(
        0xa4,
        element(
          0x30,
          element(0xa0, element(3, [0, 0x40, 0, 0, 0])),
          element(0xa1, principal('alice')),
          element(0xa2, element(0x1b, 'EXAMPLE.ORG')),
          element(0xa3, principal('krbtgt', 'EXAMPLE.ORG')),
          element(0xa5, element(0x18, '20370913024805Z')),
          element(0xa7, int(1, 2, 3)),
          element(0xa8, element(0x30, int(18), int(23))),
        ),
      ),
    ),
  ),
)
const AS_REP = bytes(
  element(
    0x6b,
    element(
      0x30,
      element(0xa0, int(5)),
      element(0xa1, int(11)),
      element(0xa3, element(0x1b, 'EXAMPLE.ORG')),
      element(0xa4, principal('alice')),
      element(
        0xa5,
        element(
          0x61,
          element(
            0x30,
            element(0xa0, int(5)),
            element(0xa1, element(0x1b, 'EXAMPLE.ORG')),
            element(0xa2, principal('krbtgt')),
            element(0xa3, element(0x30, element(0xa0, int(18)), element(0xa2, element(4, [7])))),
          ),
        ),
      ),
      element(0xa6, element(0x30, element(0xa0, int(23)), element(0xa2, element(4, [8])))),
    ),
  ),
)
const ERROR = bytes(
  element(
    0x7e,
    element(
      0x30,
      element(0xa0, int(5)),
      element(0xa1, int(30)),
      element(0xa6, int(25)),
      element(0xa9, element(0x1b, 'EXAMPLE.ORG')),
    ),
  ),
)
const overTcp = (message: Uint8Array) => Uint8Array.of(0, 0, message.length >> 8, message.length & 255, ...message)

describe('BER', () => {
  it.each([
    [[0x2b, 6, 1, 2, 1], '1.3.6.1.2.1'],
    [[0x88, 0x37, 3], '2.999.3'],
    [[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d], '1.2.840.113549'],
    [[], ''],
  ])('%s is %s', (content, text) => expect(oidText(viewOf(bytes(content)), 0, content.length)).toBe(text))
  it.each([
    [[0], 0],
    [[0x7f], 127],
    [[0xff], -1],
    [[0x00, 0xff], 255],
    [[0xff, 0x7f], -129],
    [[], 0],
  ])('%s is the number %i', (content, value) =>
    expect(berInteger(viewOf(bytes(content)), 0, content.length)).toBe(value),
  )
  it.each([
    [[0x30, 5], 7],
    [[0x30, 0x81, 0x80], 131],
    [[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], 6 + 0xffffffff],
    [[0x30, 0x82, 1], 0],
    [[0x30], 0],
    [[0x30, 0x80], -1],
    [[0x30, 0x85, 1, 1, 1, 1, 1], -1],
    [[0x31, 5], -1],
  ])('%s is measured as %i', (content, length) =>
    expect(measureBer(viewOf(bytes(content)), 0, content.length, 0xff, 0x30)).toBe(length),
  )
  it('never reads behind its end, whatever a length claims', () => {
    const reader = new BerReader(viewOf(bytes([4, 0x84, 0xff, 0xff, 0xff, 0xff, 1])), 0, 7)
    expect([reader.next(), reader.isCut, reader.contentEnd, reader.next()]).toEqual([true, true, 7, false])
  })
})

describe('a message', () => {
  it.each<[string, Application, Uint8Array<ArrayBuffer>, string, readonly string[]]>([
    [
      'a question',
      snmp,
      GET,
      'get-request 1.3.6.1.2.1.1.5.0',
      ['snmp.version: 0 (version-1)', 'snmp.community: public', 'snmp.request_id: 38', 'snmp.value.null: true'],
    ],
    [
      'an answer',
      snmp,
      ANSWER,
      'get-response 1.3.6.1.2.1.1.5.0 1.3.6.1.2.1.1.5.0 1.3.6.1.2.1.1.5.0 1.3.6.1.2.1.1.5.0',
      [
        'snmp.error_status: 0 (noError)',
        'snmp.value.text: router-1',
        'snmp.value.timeticks: 1000000 (10000.00 s)',
        'snmp.value.ipv4: 192.0.2.1',
        'snmp.endOfMibView: true',
      ],
    ],
    [
      'a trap',
      snmp,
      TRAP,
      'trap',
      ['snmp.enterprise: 1.3.6.1.2.1.1.5.0', 'snmp.agent_addr: 192.0.2.1', 'snmp.generic_trap: 2 (linkDown)'],
    ],
    [
      'version 3',
      snmp,
      VERSION3,
      'encryptedPDU',
      [
        'snmp.msgVersion: 3 (snmpv3)',
        'snmp.v3.flags.crypt: true',
        'snmp.msgUserName: alice',
        'snmp.encryptedPDU: 090909',
      ],
    ],
    [
      'a bind',
      ldap,
      BIND,
      'bindRequest(1) "cn=admin,dc=example" simple',
      ['ldap.name: cn=admin,dc=example', 'ldap.authentication: 0 (simple)'],
    ],
    ['a bind by SASL', ldap, SASL, 'bindRequest(1) "" sasl', ['ldap.mechanism: GSS-SPNEGO', 'ldap.credentials: 0102']],
    [
      'a search',
      ldap,
      SEARCH,
      'searchRequest(2) "dc=example" wholeSubtree',
      ['ldap.filter_text: (&(objectClass=user)(cn=a*z)(mail=*))', 'ldap.AttributeDescription: cn'],
    ],
    [
      'an entry',
      ldap,
      ENTRY,
      'searchResEntry(2) "cn=a,dc=example"',
      ['ldap.objectName: cn=a,dc=example', 'ldap.type: cn', 'ldap.value_text: a'],
    ],
    [
      'a result',
      ldap,
      DONE,
      'searchResDone(2) invalidCredentials',
      ['ldap.resultCode: 49 (invalidCredentials)', 'ldap.errorMessage: wrong'],
    ],
    [
      'a request for a ticket',
      kerberos,
      AS_REQ,
      'AS-REQ alice',
      [
        'kerberos.msg_type: 10 (AS-REQ)',
        'kerberos.CNameString: alice',
        'kerberos.SNameString: krbtgt',
        'kerberos.realm: EXAMPLE.ORG',
        'kerberos.till: 20370913024805Z',
        'kerberos.etype: 18 (aes256-cts-hmac-sha1-96)',
        'kerberos.padata_type: 2 (PA-ENC-TIMESTAMP)',
      ],
    ],
    [
      'a ticket, over TCP',
      kerberos,
      overTcp(AS_REP),
      'AS-REP alice',
      [`kerberos.length: ${AS_REP.length}`, '[Ticket]', 'kerberos.etype: 23 (rc4-hmac)'],
    ],
    [
      'an error',
      kerberos,
      ERROR,
      'KRB-ERROR KDC_ERR_PREAUTH_REQUIRED',
      ['kerberos.error_code: 25 (KDC_ERR_PREAUTH_REQUIRED)'],
    ],
  ])('%s', (_, application, message, summary, lines) => {
    expect(summaryOf(application, message)).toBe(summary)
    expect(describedLines(application, message)).toEqual(expect.arrayContaining([...lines]))
  })
})

it.each<[string, unknown, unknown]>([
  ['version 1', readSnmpCommunity(viewOf(GET), 0, GET.length), { kind: 'community', secretLength: 6, isDefault: true }],
  [
    'version 2c',
    readSnmpCommunity(viewOf(ANSWER), 0, ANSWER.length),
    { kind: 'community', secretLength: 6, isDefault: false },
  ],
  ['version 3', readSnmpCommunity(viewOf(VERSION3), 0, VERSION3.length), undefined],
  [
    'a bind',
    readLdapCredential(viewOf(BIND), 0, BIND.length),
    { kind: 'user-and-secret', user: 'cn=admin,dc=example', secretLength: 6 },
  ],
  ['a bind by SASL', readLdapCredential(viewOf(SASL), 0, SASL.length), undefined],
  ['a search', readLdapCredential(viewOf(SEARCH), 0, SEARCH.length), undefined],
])('what is readable of %s', (_, found, expected) => expect(found).toEqual(expected))

it('is known on any port when it is whole', () => {
  const known = (application: Application, message: Uint8Array<ArrayBuffer>, transport: 'tcp' | 'udp' = 'udp') =>
    application.recognises(viewOf(message), 0, message.length, { transport, expected: false })
  expect([GET, ANSWER, VERSION3, TRAP].map((message) => known(snmp, message))).toEqual([true, true, true, true])
  expect([BIND, SEARCH, DONE].map((message) => known(ldap, message, 'tcp'))).toEqual([true, true, false])
  expect([
    known(kerberos, AS_REQ),
    known(kerberos, overTcp(AS_REQ), 'tcp'),
    known(kerberos, AS_REQ.slice(0, -1)),
  ]).toEqual([true, true, false])
  expect([known(snmp, BIND), known(ldap, GET), known(kerberos, GET), known(snmp, GET.slice(0, -1))]).toEqual([
    false,
    false,
    false,
    false,
  ])
})

it('is read whatever the bytes', () => {
  expect(brokenPromises(snmp, [GET, ANSWER, TRAP, VERSION3])).toEqual([])
  expect(brokenPromises(ldap, [BIND, SASL, SEARCH, ENTRY, DONE])).toEqual([])
  expect(brokenPromises(kerberos, [AS_REQ, overTcp(AS_REP), ERROR])).toEqual([])
})
