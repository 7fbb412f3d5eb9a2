/** Trouble on the local network: captures that raise each finding, and ones that nearly do. */
import { describe, expect, it } from 'vitest'
import { arp, type Frame, join, mac, u32, udp } from '../testdata/capture.ts'
import { codesOf, found, one, times } from '../testdata/findings.ts'

const none = (frames: readonly Frame[]) => expect(codesOf(frames)).toEqual([])

const ME = '10.0.0.1'
const YOU = '10.0.0.2'

describe('addresses claimed by two', () => {
  const claim = (last: number, whose: string, at: number): Frame => ({ at, bytes: arp(2, mac(last), whose, ME) })
  const GATEWAY = '10.0.0.254'
  it('spoofing: one that has another address answers beside the owner', () => {
    const finding = one('arp-spoofing', [
      claim(1, GATEWAY, 0),
      claim(9, '10.0.0.66', 1),
      claim(9, GATEWAY, 2),
      claim(1, GATEWAY, 3),
      claim(9, GATEWAY, 4),
    ])
    expect(finding).toMatchObject({
      subject: GATEWAY,
      params: { address: GATEWAY, first: '02:00:00:00:00:01', second: '02:00:00:00:00:09' },
      packets: [1, 4, 3, 5],
    })
  })
  it('spoofing: one takes the addresses of two', () => {
    const findings = found([claim(1, GATEWAY, 0), claim(2, YOU, 1), claim(9, GATEWAY, 2), claim(9, YOU, 3)])
    expect(findings.map(({ code, subject }) => [code, subject])).toEqual([
      ['arp-spoofing', GATEWAY],
      ['arp-spoofing', YOU],
    ])
  })
  it('an address of two machines', () => {
    const finding = one('duplicate-address', [claim(1, YOU, 0), claim(2, YOU, 1), claim(1, YOU, 2)])
    expect(finding).toMatchObject({ subject: YOU, packets: [1, 3, 2] })
  })
  it('takes no longer for thousands of them', () => {
    const addresses = times(20_000, (n) => `10.${n >> 14}.${(n >> 7) & 127}.${n & 127}`)
    const frames = [1, 2, 3].flatMap((last) => addresses.map((whose, n) => claim(last, whose, n)))
    const began = performance.now()
    expect(found(frames).length).toBeGreaterThan(0)
    expect(performance.now() - began).toBeLessThan(3000)
  })
  it('a failover pair is no spoofing', () => {
    const frames = [
      claim(1, '10.0.0.11', 0),
      claim(2, '10.0.0.12', 0.1),
      claim(1, GATEWAY, 1),
      claim(1, '10.0.0.253', 1.1),
      claim(2, GATEWAY, 2),
      claim(2, '10.0.0.253', 2.1),
      claim(2, GATEWAY, 3),
    ]
    expect(found(frames).map(({ code }) => code)).toEqual(['duplicate-address', 'duplicate-address'])
  })
  it.each([
    ['several addresses of one card', [claim(1, YOU, 0), claim(1, GATEWAY, 1), claim(2, ME, 2)]],
    ['questions', [claim(1, YOU, 0), { at: 1, bytes: arp(1, mac(2), YOU, GATEWAY) }]],
    ['a probe', [claim(1, YOU, 0), { at: 1, bytes: arp(1, mac(2), '0.0.0.0', YOU) }]],
  ])('not %s', (_, frames) => none(frames))
})

describe('DHCP', () => {
  interface Told {
    readonly gateway?: string
    readonly names?: string
    readonly client?: string
    /** Number of the request. */
    readonly request?: number
    readonly kind?: 2 | 5
  }
  const option = (code: number, value?: string) =>
    value ? Uint8Array.of(code, 4, ...value.split('.').map(Number)) : new Uint8Array()
  const offer = (server: string, at: number, told: Told = {}): Frame => {
    const { gateway, names, client = '10.0.0.9', request = 7, kind = 2 } = told
    const said = [option(1, '255.255.255.0'), option(3, gateway), option(6, names), option(54, server)]
    const options = join(u32(0x63825363), Uint8Array.of(53, 1, kind), ...said, Uint8Array.of(255))
    const head = [u32(0x02010600), u32(request), new Uint8Array(8), option(0, client).subarray(2), new Uint8Array(216)]
    return { at, bytes: udp({ from: server, to: '255.255.255.255' }, [67, 68], join(...head, options)) }
  }
  const GATEWAY = '10.0.0.254'
  const USUAL = { gateway: GATEWAY, names: '10.0.0.53' }
  it('a server that answers a request otherwise than the usual one', () => {
    const wrong = offer('10.0.0.66', 1, { gateway: '10.0.0.66', names: '10.0.0.66' })
    const finding = one('rogue-dhcp', [offer(GATEWAY, 0, USUAL), wrong, offer(GATEWAY, 2, USUAL)])
    expect(finding).toMatchObject({
      severity: 'danger',
      subject: '10.0.0.66',
      params: { server: '10.0.0.66', usual: GATEWAY, offers: 1 },
      packets: [2, 1],
    })
  })
  it('one that hands out addresses of a network of its own', () => {
    const home = offer('192.168.0.1', 1, { client: '192.168.0.100' })
    expect(one('rogue-dhcp', [offer(GATEWAY, 0, USUAL), offer(GATEWAY, 2, USUAL), home]).severity).toBe('danger')
  })
  it.each([
    ['that nobody can tell apart', [offer(GATEWAY, 0), offer('10.0.0.66', 1)]],
    [
      'that know different name servers for one network',
      [
        offer(GATEWAY, 0, { ...USUAL, request: 1, kind: 5 }),
        offer('10.0.0.66', 1, { ...USUAL, names: '10.0.0.66', request: 2, kind: 5 }),
      ],
    ],
  ])('two servers %s are to be looked at', (_, frames) => expect(one('rogue-dhcp', frames).severity).toBe('caution'))
  it.each([
    ['a pair that answers alike', [offer(GATEWAY, 0, USUAL), offer('10.0.0.66', 1, USUAL)]],
    [
      'one that takes over from the other',
      [0, 1, 2, 3].map((n) => offer(n < 2 ? GATEWAY : '10.0.0.66', n, { ...USUAL, request: n, kind: 5 })),
    ],
    [
      'two networks, seen together',
      [
        offer(GATEWAY, 0, { ...USUAL, request: 1, kind: 5 }),
        offer('10.0.1.254', 1, { gateway: '10.0.1.254', client: '10.0.1.9', request: 2, kind: 5 }),
      ],
    ],
  ])('not %s', (_, frames) => none(frames))
  it('not one', () => none([offer('10.0.0.254', 0), offer('10.0.0.254', 1)]))
})
