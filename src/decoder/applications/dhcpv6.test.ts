import { expect, it } from 'vitest'
import { brokenPromises, bytesOf, describedLines, summaryOf } from '../testing/application-contract.ts'
import { dhcpv6, parseDhcpv6 } from './dhcpv6.ts'

const CLIENT = '0001 000e 0001 0001 1db8e6fb 020000000001'
const SERVER = '0002 000a 0003 0001 020000000002'
const REQUEST = bytesOf(`0b 27731d ${CLIENT} 0006 0004 0017 0018 0008 0002 0064 0027 0006 01 04 "desk"`)
const REPLY = bytesOf(
  `07 27731d ${CLIENT} ${SERVER} 0003 0028 00000001 00000708 00000b40 0005 0018 20010db8000000000000000000000010 00000e10 00001c20 000d 0004 0000 "ok" 0017 0010 20010db8000000000000000000000053 0018 000d 07 "example" 03 "org" 00`,
)
const RELAYED = bytesOf(
  `0c 00 20010db8000000000000000000000001 fe800000000000000000000000000001 0009 ${'002e'} ${Buffer.from(REQUEST).toString('hex')}`,
)

it('says a request', () => {
  expect(describedLines(dhcpv6, REQUEST)).toEqual(
    expect.arrayContaining([
      'dhcpv6.msgtype: 11 (Information-request)',
      'dhcpv6.xid: 2585373',
      'dhcpv6.duidllt.time: 2015-10-20T11:50:19Z',
      'dhcpv6.requested_option_code: 23 (DNS server)',
      'dhcpv6.elapsed_time: 1000 (1000 ms)',
      'dhcpv6.client_domain: desk',
    ]),
  )
  expect(summaryOf(dhcpv6, REQUEST)).toBe('Information-request XID: 0x27731d')
})
it('says a reply', () => {
  expect(describedLines(dhcpv6, REPLY)).toEqual(
    expect.arrayContaining([
      'dhcpv6.iaaddr.ip: 2001:db8::10',
      'dhcpv6.iaaddr.valid_lifetime: 7200 (7200 s)',
      'dhcpv6.dns_server: 2001:db8::53',
    ]),
  )
  const view = new DataView(REPLY.buffer)
  expect(parseDhcpv6(view, 0, REPLY.length)).toEqual({ messageType: 7, serverDuid: '00030001020000000002' })
})
it('says what a relay wraps', () => {
  expect(describedLines(dhcpv6, RELAYED)).toEqual(
    expect.arrayContaining(['dhcpv6.peeraddr: fe80::1', 'dhcpv6.msgtype: 11 (Information-request)']),
  )
})
it('is read whatever the bytes, relays within relays too', () => {
  let nested = REQUEST
  for (let n = 0; n < 40; n++) {
    nested = Uint8Array.of(12, 0, ...new Uint8Array(32), 0, 9, nested.length >> 8, nested.length & 255, ...nested)
  }
  expect(brokenPromises(dhcpv6, [REQUEST, REPLY, RELAYED])).toEqual([])
  expect(describedLines(dhcpv6, nested).length).toBeLessThan(200)
})
