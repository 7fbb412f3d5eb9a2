/**
 * The machine-readable report: `vedette packets analyze --schema` prints it. Counts mean what tshark's mean. Further fields may
 * come: whoever reads it skips what it does not know.
 */
import { Type } from 'typebox'

const whole = (description: string) => Type.Integer({ minimum: 0, description })
const counts = (description: string) => Type.Record(Type.String(), Type.Integer({ minimum: 0 }), { description })
const names = (description: string) => Type.Array(Type.String(), { description })
const nanoseconds = (description: string) =>
  Type.Union([Type.String({ pattern: '^-?\\d+$' }), Type.Null()], { description })

const conversationSchema = Type.Object({
  a: Type.String({ description: '10.0.0.1:80 or [::1]:53; this end spoke first' }),
  b: Type.String(),
  packets: whole('Frames in both directions'),
  bytes: whole('Bytes on the wire in both directions'),
  firstNs: Type.String({ description: 'Nanoseconds since 1970 UTC' }),
  lastNs: Type.String({ description: 'Nanoseconds since 1970 UTC' }),
  application: Type.Optional(Type.String()),
})

export const reportSchema = Type.Object(
  {
    version: Type.Literal(1),
    level: Type.Enum(['flows', 'full'] as const),
    complete: Type.Boolean({ description: 'False while the file still arrives' }),
    file: Type.Object({
      format: Type.String({ description: 'pcap, pcapng, or unknown for what is no capture' }),
      resolution: Type.String({ description: 'Of the times: us, ns, …' }),
      endian: Type.String({ description: 'little or big' }),
      linkTypes: Type.Array(Type.Integer({ minimum: 0 })),
      sha256: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Of the file as it is' })),
      compression: Type.Optional(Type.Enum(['none', 'gzip', 'zstd'] as const)),
      sizeBytes: Type.Optional(whole('Of the file as it is')),
      problems: Type.Array(
        Type.Object({
          code: Type.String({ description: 'cut, bad-length, compression-damaged, …' }),
          at: Type.Optional(whole('Byte of the unpacked file where the trouble begins')),
          record: Type.Optional(whole('Number of the record, from 1')),
        }),
      ),
    }),
    packets: whole('Frames'),
    bytes: whole('Bytes on the wire'),
    capturedBytes: whole('Bytes of frames that the file holds'),
    firstNs: nanoseconds('Time of the first frame, nanoseconds since 1970 UTC'),
    lastNs: nanoseconds('Time of the last frame, nanoseconds since 1970 UTC'),
    protocols: counts('tshark’s name of a protocol → frames in which it occurs, at any depth'),
    addresses: Type.Object({ ipv4: whole('Distinct addresses'), ipv6: whole('Distinct addresses') }),
    conversations: Type.Object(
      { tcp: whole('Distinct pairs of ends'), udp: whole('Distinct pairs of ends') },
      { description: 'In both directions; VLANs are no part of them' },
    ),
    flows: Type.Optional(whole('Distinct flows; VLANs and tunnels are part of them')),
    topConversations: Type.Object({ tcp: Type.Array(conversationSchema), udp: Type.Array(conversationSchema) }),
    malformed: whole('Frames whose headers contradict their standard'),
    truncated: whole('Frames of which less was captured than was sent'),
    dns: Type.Optional(
      Type.Object({
        queries: whole('Queries'),
        responses: whole('Responses'),
        names: names('Names asked for'),
        rcodes: counts('Response code → responses'),
      }),
    ),
    tls: Type.Optional(Type.Object({ sni: names('Server names of ClientHellos'), ja4: names('JA4 of ClientHellos') })),
    http: Type.Optional(
      Type.Object({
        requests: whole('Requests'),
        methods: counts('Method → requests'),
        hosts: names('Hosts asked'),
        statuses: counts('Status → responses'),
        userAgents: names('User agents'),
      }),
    ),
    tcp: Type.Optional(
      Type.Object({
        retransmissions: whole('Frames'),
        outOfOrder: whole('Frames'),
        duplicateAcks: whole('Frames'),
        zeroWindows: whole('Frames'),
        lostSegments: whole('Gaps: frames after a segment that was not captured'),
      }),
    ),
    findings: Type.Optional(
      Type.Array(
        Type.Object({
          code: Type.String(),
          severity: Type.Enum(['info', 'caution', 'danger'] as const),
          packets: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }), { description: 'Frames that prove it' })),
        }),
      ),
    ),
  },
  { $id: 'urn:vedette:packets-report:1', title: 'Report of a capture' },
)
