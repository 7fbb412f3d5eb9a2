import { describe, expect, it } from 'vitest'
import { brokenPromises, bytesOf, describedLines, summaryOf } from '../testing/application-contract.ts'
import { dhcp, parseDhcp } from './dhcp.ts'

const zeros = (count: number) => '00'.repeat(count)
/** A message from or to 02:00:00:00:00:01 with `options` in hexadecimal. */
function message(type: string, yourIp: string, options: string): Uint8Array<ArrayBuffer> {
  return bytesOf(
    `${type} 01 06 00 00003d1d 0000 8000 ${zeros(4)} ${yourIp} ${zeros(8)} 020000000001 ${zeros(10)} ${zeros(192)} 63825363 ${options}`,
  )
}
const DISCOVER = message(
  '01',
  zeros(4),
  '35 01 01 3d 07 01 020000000001 0c 04 "desk" 32 04 c000020a 37 04 01 03 06 77 ff 000000',
)
const OFFER = message(
  '02',
  'c000020a',
  '35 01 02 36 04 c0000201 33 04 ffffffff 01 04 ffffff00 03 08 c0000201 c0000202 06 04 c0000203 79 08 18 c00002 c0000201 77 09 04 "corp" 02 "hq" 00 52 06 01 02 aabb 02 00 ff',
)
const parse = (bytes: Uint8Array<ArrayBuffer>) => parseDhcp(new DataView(bytes.buffer), 0, bytes.length)

describe('DHCP', () => {
  it('says a discovery', () => {
    expect(describedLines(dhcp, DISCOVER)).toEqual(
      expect.arrayContaining([
        'dhcp.type: 1 (Boot Request)',
        'dhcp.id: 15645',
        'dhcp.flags.bc: true',
        'dhcp.hw.mac_addr: 02:00:00:00:00:01',
        'dhcp.cookie: 99.130.83.99',
        'dhcp.option.dhcp: 1 (Discover)',
        'dhcp.option.hostname: desk',
        'dhcp.option.requested_ip_address: 192.0.2.10',
        'dhcp.option.request_list_item: 119 (Domain search)',
        'dhcp.option.end: 255 (End)',
        'dhcp.option.padding: 000000',
      ]),
    )
    expect(summaryOf(dhcp, DISCOVER)).toBe('DHCP Discover - Transaction ID 0x3d1d, 192.0.2.10 (desk)')
  })
  it('says an offer', () => {
    expect(describedLines(dhcp, OFFER)).toEqual(
      expect.arrayContaining([
        'dhcp.ip.your: 192.0.2.10',
        'dhcp.option.ip_address_lease_time: 4294967295 (for ever)',
        'dhcp.option.router: 192.0.2.1',
        'dhcp.option.router: 192.0.2.2',
        'dhcp.option.classless_static_route.destination: 192.0.2.0/24',
        'dhcp.option.dhcp_dns_domain_search_list_fqdn: corp.hq',
        'dhcp.option.agent_information_option.agent_circuit_id: aabb',
      ]),
    )
  })
  it('gives the facts about who hands out addresses', () => {
    expect(parse(OFFER)).toEqual({
      messageType: 2,
      isReply: true,
      transactionId: 0x3d1d,
      clientMac: '02:00:00:00:00:01',
      yourIp: '192.0.2.10',
      serverId: '192.0.2.1',
      mask: '255.255.255.0',
      routers: ['192.0.2.1', '192.0.2.2'],
      dnsServers: ['192.0.2.3'],
    })
    expect(parse(DISCOVER)).toMatchObject({ messageType: 1, hostname: 'desk', requestedIp: '192.0.2.10' })
    expect(parse(DISCOVER.slice(0, 200))).toBeUndefined()
    expect(parse(bytesOf('"no address here at all"'))).toBeUndefined()
  })
  it('has options that do not fit as a problem', () => {
    expect(describedLines(dhcp, message('01', zeros(4), '35 05 01'))).toContain('! cut')
  })
  it('is known by its cookie on any port, as a datagram', () => {
    const known = (bytes: Uint8Array<ArrayBuffer>, transport: 'tcp' | 'udp' = 'udp') =>
      dhcp.recognises(new DataView(bytes.buffer), 0, bytes.length, { transport, expected: false })
    expect([known(OFFER), known(OFFER, 'tcp'), known(new Uint8Array(300))]).toEqual([true, false, false])
  })
})
it('is read whatever the bytes', () => expect(brokenPromises(dhcp, [DISCOVER, OFFER], 500)).toEqual([]))
