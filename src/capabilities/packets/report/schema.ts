/**
 * The machine-readable report: `vedette packets analyze --schema` prints it. Counts mean what tshark's mean. Further fields may
 * come: whoever reads it skips what it does not know.
 */
import { Type } from 'typebox'

const whole = (description: string) => Type.Integer({ minimum: 0, description })
const counts = (description: string) => Type.Record(Type.String(), Type.Integer({ minimum: 0 }), { description })
const names = (description: string) => Type.Array(Type.String(), { description })
const nameCounts = (description: string) =>
  Type.Array(Type.Object({ name: Type.String(), count: whole('How often') }), { description })
/** A string: JSON numbers lose digits past 2^53. */
const nanoseconds = (description: string) => Type.String({ pattern: '^-?\\d+$', description })

const timeSchema = (description: string) => Type.Union([nanoseconds(description), Type.Null()])

const problemSchema = Type.Object({
  code: Type.String({
    description:
      'not-a-capture, cut, bad-length, bad-block, unknown-interface, unsupported-version, bad-time, compression-damaged or trailing-bytes',
  }),
  at: whole(
    'Byte of the unpacked file where the trouble begins; of compression-damaged and trailing-bytes: of the file as it is',
  ),
  record: Type.Optional(Type.Integer({ minimum: 1, description: 'Number of the record' })),
  length: Type.Optional(whole('Bytes that the record says it has')),
  missing: Type.Optional(whole('Bytes that the last record lacks')),
  reason: Type.Optional(Type.String({ description: 'What unpacking said' })),
})

const fileSchema = Type.Object({
  format: Type.String({ description: 'pcap, pcapng, or unknown for what is no capture' }),
  resolution: Type.String({ description: 'Of the times: us, ns, …' }),
  endian: Type.String({ description: 'little or big' }),
  linkTypes: Type.Array(Type.Integer({ minimum: 0 }), { description: 'LINKTYPE_ numbers' }),
  sha256: Type.Optional(
    Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Of the file as it is, when it was hashed' }),
  ),
  compression: Type.Enum(['none', 'gzip', 'zstd'] as const),
  sizeBytes: whole('Of the file as it is'),
  problems: Type.Array(problemSchema, { description: 'Damage; what is readable was read all the same' }),
  comments: Type.Array(
    Type.Object({
      packet: Type.Optional(Type.Integer({ minimum: 1, description: 'Absent: of the section or interface' })),
      text: Type.String(),
    }),
    { description: 'Comments of pcapng, the first thousand' },
  ),
  drops: Type.Array(
    Type.Object({
      interfaceId: whole('Number of the interface'),
      received: whole('Packets'),
      dropped: whole('Packets'),
    }),
    { description: 'What the capturing machine says it lost' },
  ),
  secrets: whole('Secrets blocks in the file'),
  keys: Type.Optional(
    Type.Object(
      {
        sessions: whole('Connections for which the file carries keys'),
        opened: whole('Of those seen, how many were opened with them; at level full'),
      },
      { description: 'Present when the file carries keys of TLS; the keys themselves are in no report' },
    ),
  ),
})

const conversationSchema = Type.Object({
  a: Type.String({ description: '10.0.0.1:80 or [::1]:53; this end spoke first' }),
  b: Type.String({ description: 'The other end' }),
  packets: whole('In both directions'),
  bytes: whole('On the wire, in both directions'),
  aPackets: whole('Sent by a, in the largest of its flows'),
  aBytes: whole('Sent by a, in the largest of its flows'),
  bPackets: whole('Sent by b, in the largest of its flows'),
  bBytes: whole('Sent by b, in the largest of its flows'),
  firstNs: nanoseconds('Nanoseconds since 1970 UTC'),
  lastNs: nanoseconds('Nanoseconds since 1970 UTC'),
  application: Type.Optional(Type.String({ description: 'tls, http, …' })),
  handshakeUs: Type.Optional(Type.Number({ minimum: 0, description: 'From SYN to established, microseconds' })),
  slowestUs: Type.Optional(Type.Number({ minimum: 0, description: 'The slowest answer, microseconds' })),
  resent: Type.Optional(whole('Segments sent again')),
})

const hierarchySchema = Type.Cyclic(
  {
    Node: Type.Object({
      name: Type.String({ description: 'tshark’s name of the protocol' }),
      frames: whole('With all that is inside'),
      bytes: whole('With all that is inside'),
      inside: Type.Array(Type.Ref('Node')),
    }),
  },
  'Node',
)

const timelineSchema = Type.Object(
  {
    stepNs: Type.Number({ exclusiveMinimum: 0, description: 'Nanoseconds' }),
    beginsNs: Type.Optional(
      Type.Number({
        exclusiveMaximum: 0,
        description:
          'Where the first step begins, in nanoseconds after the first frame, where later frames are older. Absent: 0',
      }),
    ),
    protocols: Type.Array(
      Type.Object({
        name: Type.String(),
        packets: Type.Array(whole('In the step')),
        bytes: Type.Array(whole('In the step')),
      }),
    ),
  },
  { description: 'By the uppermost protocol of each frame; one number a step' },
)

const findingSchema = Type.Object({
  code: Type.String({ description: 'port-scan, expired-certificate, …' }),
  severity: Type.Enum(['info', 'caution', 'danger'] as const),
  subject: Type.String({ description: 'An address, a name, a pair of ends' }),
  params: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]), {
    description: 'Numbers and names of it',
  }),
  packets: Type.Array(Type.Integer({ minimum: 1 }), { description: 'Frames that prove it, the first few' }),
  filter: Type.Optional(Type.String({ description: 'Shows all that belongs to it' })),
})

const dnsSchema = Type.Object({
  queries: whole('Messages that ask'),
  responses: whole('Messages that answer'),
  names: names('Distinct names asked for, at most 100,000'),
  namesTotal: whole('All distinct names'),
  rcodes: counts('Response code → responses'),
  topNames: nameCounts('Names asked for most'),
})

const certificateSchema = Type.Object({
  subject: Type.String(),
  issuer: Type.String(),
  names: names('Subject alternative names'),
  notBeforeMs: Type.Number({ description: 'Milliseconds since 1970 UTC' }),
  notAfterMs: Type.Number({ description: 'Milliseconds since 1970 UTC' }),
  serial: Type.String(),
  publicKey: Type.String({ description: 'Kind and bits: rsa 2048' }),
  signatureAlgorithm: Type.String(),
  selfSigned: Type.Boolean(),
  fingerprint: Type.String({ description: 'SHA-256, hex' }),
  count: whole('How often it was shown'),
  frame: whole('The first that carried it'),
})

const tlsSchema = Type.Object({
  clientHellos: whole('ClientHellos; of tls those over TCP and QUIC, of dtls those over UDP'),
  serverHellos: whole('ServerHellos'),
  sni: names('Distinct server names of ClientHellos'),
  ja4: names('Distinct JA4 of ClientHellos'),
  ja3: names('Distinct JA3 of ClientHellos'),
  topSni: nameCounts('Server names asked for most'),
  topJa4: nameCounts('JA4 seen most'),
  alpn: counts('Protocol → how often'),
  versions: counts('Negotiated version (0x0304) → how often'),
  ciphers: counts('Negotiated cipher suite (0x1301) → how often'),
  handshakeTypes: counts('Type of handshake message → how often'),
  alerts: counts('level.description (RFC 8446 §6) → how often'),
  certificates: Type.Array(certificateSchema),
})

const httpSchema = Type.Object({
  requests: whole('Whole requests, over TCP and (SSDP) UDP'),
  responses: whole('Whole responses'),
  unfinished: whole('Messages that began and were never whole; counted nowhere else'),
  methods: counts('Method → requests'),
  hosts: names('Distinct hosts asked'),
  statuses: counts('Status → responses'),
  userAgents: names('Distinct user agents'),
  servers: nameCounts('What servers call themselves'),
  contentTypes: nameCounts('Types of content'),
  topHosts: nameCounts('Hosts asked most'),
  files: Type.Array(
    Type.Object({
      name: Type.String(),
      contentType: Type.String(),
      bytes: Type.Optional(whole('Of the body')),
      frame: whole('Where it ended'),
    }),
    { description: 'Files seen, at most a thousand' },
  ),
  firstRequests: Type.Array(
    Type.Object({ method: Type.String(), host: Type.String(), uri: Type.String(), frame: whole('Where it stands') }),
    { description: 'At most a thousand' },
  ),
})

const distributionSchema = (description: string) =>
  Type.Object(
    {
      upToUs: Type.Array(Type.Number(), { description: 'Upper bounds of the buckets, microseconds' }),
      counts: Type.Array(whole('At most that, and above the bound before')),
      count: whole('Of all'),
      meanUs: Type.Number({ minimum: 0 }),
      maxUs: Type.Number({ minimum: 0 }),
    },
    { description },
  )

const tcpSchema = Type.Object({
  streams: whole('Connections: more than conversations where ports were used again'),
  syns: whole('Frames'),
  synAcks: whole('Frames'),
  fins: whole('Frames'),
  resets: whole('Frames'),
  retransmissions: whole('Frames, of every kind'),
  fastRetransmissions: whole('Frames, of retransmissions'),
  spuriousRetransmissions: whole('Frames, of retransmissions: had been acknowledged'),
  outOfOrder: whole('Frames'),
  duplicateAcks: whole('Frames'),
  lostSegments: whole('Gaps: frames after a segment that was not captured'),
  ackedLostSegments: whole('Frames that acknowledge what was not captured'),
  zeroWindows: whole('Frames'),
  zeroWindowProbes: whole('Frames'),
  windowFulls: whole('Frames'),
  windowUpdates: whole('Frames'),
  keepAlives: whole('Frames'),
  reusedPorts: whole('Frames'),
  unanswered: whole('SYNs that had no answer'),
  handshake: distributionSchema('From SYN to the last acknowledgement of the handshake'),
  response: distributionSchema('From a request to the first byte of its answer'),
})

export const reportSchema = Type.Object(
  {
    version: Type.Literal(1),
    level: Type.Enum(['flows', 'full'] as const, {
      description: 'flows: without timeline, dns, tls, dtls, http, tcp, findings, names',
    }),
    complete: Type.Boolean({
      description: 'False while the file still arrives, and when reading was ended by the person',
    }),
    file: fileSchema,
    packets: whole('Frames'),
    bytes: whole('On the wire'),
    capturedBytes: whole('Of frames, in the file'),
    firstNs: timeSchema('Of the first record, nanoseconds since 1970 UTC'),
    lastNs: timeSchema('Of the last record'),
    minNs: timeSchema('The earliest'),
    maxNs: timeSchema('The latest'),
    untimed: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Packets without a usable time; they are in no step of the timeline' }),
    ),
    protocols: counts('tshark’s name of a protocol → frames in which it occurs, at any depth'),
    unknownLinkTypes: counts('Number of a link type that is not decoded → its frames'),
    addresses: Type.Object({ ipv4: whole('Distinct, at any depth'), ipv6: whole('Distinct, at any depth') }),
    conversations: Type.Object(
      { tcp: whole('Distinct pairs of ends'), udp: whole('Distinct pairs of ends') },
      { description: 'In both directions; VLANs are no part of them' },
    ),
    flows: whole('Distinct flows; VLANs, tunnels and protocols without ports are part of them'),
    summarised: Type.Optional(
      Type.Object(
        {
          packets: whole('Of flows that are only in the sums'),
          bytes: whole('Of flows that are only in the sums'),
          segments: whole('Of connections that were counted but not followed'),
        },
        { description: 'Present when there were more flows than are kept' },
      ),
    ),
    topConversations: Type.Object(
      { tcp: Type.Array(conversationSchema), udp: Type.Array(conversationSchema) },
      { description: 'The largest first, by bytes' },
    ),
    topAddresses: Type.Array(
      Type.Object({ address: Type.String(), packets: whole('Sent or received'), bytes: whole('Sent or received') }),
      { description: 'The largest first, by bytes' },
    ),
    malformed: whole('Frames whose headers contradict their standard'),
    truncated: whole('Frames in which a layer was cut because less was captured than was sent'),
    hierarchy: Type.Array(hierarchySchema, { description: 'What was carried in what' }),
    timeline: Type.Optional(timelineSchema),
    dns: Type.Optional(dnsSchema),
    tls: Type.Optional(tlsSchema),
    dtls: Type.Optional(tlsSchema),
    http: Type.Optional(httpSchema),
    tcp: Type.Optional(tcpSchema),
    findings: Type.Optional(Type.Array(findingSchema)),
    names: Type.Optional(
      Type.Array(Type.Object({ address: Type.String(), name: Type.String() }), {
        description: 'Names of addresses, as answers of DNS said',
      }),
    ),
  },
  { $id: 'urn:vedette:packets-report:1', title: 'Report of a capture' },
)
