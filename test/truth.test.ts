/** The comparator itself: what is equal scores, what differs is told, what is explained is no news. */
import { expect, it } from 'vitest'
import { compareReport, judge, type KnownDifference } from './truth/compare.ts'
import { type ComparedReport, parseTruth } from './truth/facts.ts'
import { toTable } from './truth/known-differences.ts'

const TRUTH = parseTruth(`{
  "format": "pcap", "resolution": "us", "endian": "little", "linktypes": [1],
  "packets": 10, "bytes": 1000, "captured_bytes": 900, "first_ns": 1780352611269779001, "last_ns": 1780352611269779003,
  "frames_with": { "eth": 10, "ip": 10, "tcp": 6, "udp": 4, "dns": 4 }, "ipv4": { "all": 3 }, "ipv6": { "all": 0 },
  "tcp": { "streams": 1, "tuples": 1, "top5": [{ "a": "1.1.1.1:5", "b": "2.2.2.2:80", "frames": 6, "bytes": 600 }], "analysis": { "retransmission": 2 } },
  "udp": { "streams": 2, "tuples": 1, "top5": [{ "a": "1.1.1.1:5", "b": "3.3.3.3:53", "frames": 4, "bytes": 400 }] },
  "dns": { "queries": 2, "responses": 2, "names": 2, "first20": ["b.example", "é.example"], "rcodes": { "0": 2 } },
  "tls": { "sni": [] }, "http": { "requests": 1, "methods": { "GET": 1 }, "hosts": ["h"], "status": { "200": 1 }, "user_agents": [] },
  "malformed": 0, "short": 0
}`)
const REPORT: ComparedReport = {
  file: { format: 'pcap', resolution: 'us', endian: 'little', linkTypes: [1] },
  packets: 10,
  bytes: 1000,
  capturedBytes: 900,
  firstNs: '1780352611269779001',
  lastNs: '1780352611269779003',
  protocols: { eth: 10, ip: 10, tcp: 6, udp: 4, dns: 4, 'not-asked': 3 },
  addresses: { ipv4: 3, ipv6: 0 },
  conversations: { tcp: 1, udp: 1 },
  topConversations: {
    tcp: [{ a: '2.2.2.2:80', b: '1.1.1.1:5', packets: 6, bytes: 600 }],
    udp: [],
  },
  dns: { queries: 2, responses: 2, names: ['é.example', 'b.example'], rcodes: { 0: 2 } },
  tls: { sni: [] },
  http: { requests: 1, methods: { GET: 1 }, hosts: ['h'], statuses: { 200: 1 }, userAgents: [] },
  tcp: { retransmissions: 2, outOfOrder: 0, duplicateAcks: 0, zeroWindows: 0, lostSegments: 0 },
  malformed: 0,
  truncated: 0,
}
const differencesOf = (report: Partial<ComparedReport>) => {
  const { main, health } = compareReport('x', { ...REPORT, ...report }, TRUTH)
  return [...main.differences, ...health.differences].map(({ fact, ours, theirs }) => `${fact}: ${ours}, ${theirs}`)
}

it('finds nothing where all is equal, and tells noughts apart', () => {
  const { main, health } = compareReport('x', REPORT, TRUTH)
  expect(main).toEqual({ equal: 30, total: 30, noughts: 1, differences: [] })
  expect(health).toEqual({ equal: 7, total: 7, noughts: 6, differences: [] })
})
it.each([
  ['a number', { packets: 9 }, ['packets: 9, 10']],
  ['a nanosecond', { lastNs: '1780352611269779002' }, ['lastNs: 1780352611269779002, 1780352611269779003']],
  ['a protocol too many', { protocols: { ...REPORT.protocols, arp: 1 } }, ['protocols.arp: 1, 0']],
  [
    'a name',
    { dns: { ...REPORT.dns, names: ['b.example', 'c.example'] } },
    ['dns.names: é.example: 0, there', 'dns.names: c.example: there, 0'],
  ],
  [
    'a conversation',
    {
      topConversations: {
        tcp: [{ a: '1.1.1.1:5', b: '2.2.2.2:80', packets: 5, bytes: 600 }],
        udp: [],
      },
    },
    ['topConversations.tcp: 1.1.1.1:5 2.2.2.2:80: 5 packets, 600 bytes, 6 packets, 600 bytes'],
  ],
  ['health', { malformed: 1 }, ['malformed: 1, 0']],
])('tells %s', (_, report, told) => expect(differencesOf(report)).toEqual(told))

it('accepts what is explained, and only while it is so', () => {
  const comparison = compareReport('x', { ...REPORT, packets: 9 }, TRUTH)
  const known: KnownDifference = {
    capture: 'x',
    fact: 'packets',
    ours: '9',
    theirs: '10',
    verdict: 'ours',
    reason: 'a | b',
  }
  expect(judge([comparison], []).unexplained).toHaveLength(1)
  expect(judge([comparison], [known])).toMatchObject({ unexplained: [], stale: [], main: { equal: 29, total: 30 } })
  expect(judge([comparison], [{ ...known, ours: '8' }])).toMatchObject({ unexplained: [{}], stale: [{}] })
  expect(judge([], [known]).stale).toEqual([])
  expect(toTable([known])).toContain('| x | `packets` | 9 | 10 | ours | a \\| b |')
})
