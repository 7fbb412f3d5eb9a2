import { describe, expect, it } from 'vitest'
import { brokenPromises, bytesOf, describedLines, summaryOf } from '../testing/application-contract.ts'
import { parseSdp } from './sdp.ts'
import { parseSipUri, sip } from './sip.ts'

const text = (lines: readonly string[]) => Uint8Array.from(Buffer.from(lines.join('\r\n'), 'latin1'))
const SDP = [
  'v=0',
  'o=alice 1 1 IN IP4 192.0.2.1',
  's=-',
  'c=IN IP4 192.0.2.1',
  't=0 0',
  'm=audio 30000 RTP/AVP 0 8',
  'a=rtpmap:0 PCMU/8000',
  'm=video 30002/2 RTP/AVP 31',
  'c=IN IP6 2001:db8::1',
  'a=rtcp:40003 IN IP6 2001:db8::1',
  'm=application 9 TCP/BFCP *',
  '',
]
const INVITE = text([
  'INVITE sip:bob@example.org:5062;user=phone SIP/2.0',
  'Via: SIP/2.0/UDP pc.example.com:5060;branch=z9hG4bK776asdhds',
  'f: "Alice" <sip:alice@example.com>;tag=1928301774',
  'To: Bob <sip:bob@example.org>',
  'Call-ID: a84b4c76e66710@pc.example.com',
  'CSeq: 314159 INVITE',
  'Contact: <sip:alice@pc.example.com>',
  'Authorization: Digest username="alice", realm="example.com", uri="sip:example.com"',
  'X-Unusual: yes',
  'Content-Type: application/sdp',
  `Content-Length: ${SDP.join('\r\n').length}`,
  '',
  ...SDP,
])
const OK = text(['SIP/2.0 200 OK', 'CSeq: 1 REGISTER', 'Content-Length: 0', '', ''])
const hint = { transport: 'udp', expected: false } as const
const recognises = (bytes: Uint8Array<ArrayBuffer>) => sip.recognises(new DataView(bytes.buffer), 0, bytes.length, hint)
const measure = (bytes: Uint8Array<ArrayBuffer>) => sip.measure?.(new DataView(bytes.buffer), 0, bytes.length)

describe('SIP', () => {
  it('says an invitation and its session', () => {
    expect(describedLines(sip, INVITE)).toEqual(
      expect.arrayContaining([
        'sip.Method: INVITE',
        'sip.r-uri: sip:bob@example.org:5062;user=phone',
        'sip.r-uri.user: bob',
        'sip.r-uri.host: example.org',
        'sip.r-uri.port: 5062',
        'sip.Via.sent-by.address: pc.example.com',
        'sip.Via.branch: z9hG4bK776asdhds',
        'sip.From: "Alice" <sip:alice@example.com>;tag=1928301774',
        'sip.from.display.info: "Alice"',
        'sip.from.user: alice',
        'sip.from.tag: 1928301774',
        'sip.to.host: example.org',
        'sip.CSeq.seq: 314159',
        'sip.contact.user: alice',
        'sip.auth.username: "alice"',
        'sip.header: X-Unusual: yes',
        'sdp.media.port: 30000',
        'sdp.media.format: ITU-T G.711 PCMU',
      ]),
    )
    expect(summaryOf(sip, INVITE)).toBe('Request: INVITE sip:bob@example.org:5062;user=phone (SDP)')
  })
  it('says an answer', () => {
    expect(describedLines(sip, OK)).toContain('sip.Status-Code: 200 (OK)')
    expect(summaryOf(sip, OK)).toBe('Status: 200 OK')
  })
  it.each([
    ['a request', INVITE, true],
    ['an answer', OK, true],
    ['HTTP', text(['GET / HTTP/1.1', '', '']), false],
    ['another version', text(['INVITE sip:a@b SIP/3.0', '', '']), false],
    ['a request to no URI', text(['INVITE bob SIP/2.0', '', '']), false],
    ['a keep-alive', text(['', '', '']), false],
    ['nothing', new Uint8Array(0), false],
  ])('%s is known on any port: %s', (_, bytes, expected) => expect(recognises(bytes)).toBe(expected))
  it('measures messages of a stream', () => {
    expect(measure(INVITE)).toBe(INVITE.length)
    expect(measure(INVITE.slice(0, 100))).toBe(0)
    expect(measure(Uint8Array.of(...OK, ...INVITE))).toBe(OK.length)
    expect(measure(text(['', '']))).toBe(2)
    expect(measure(text(['GET / HTTP/1.1', '', '']))).toBe(-1)
  })
  it.each([
    ['sip:alice:secret@example.org:5060;lr', { user: 'alice', host: 'example.org', port: '5060' }],
    ['sips:[2001:db8::1]:5061', { user: '', host: '[2001:db8::1]', port: '5061' }],
    ['tel:+1234', { user: '', host: '+1234', port: '' }],
  ])('reads %s', (uri, parts) => expect(parseSipUri(uri)).toEqual(parts))
})

describe('a session description', () => {
  const media = [
    { address: '192.0.2.1', port: 30000, rtcpPort: 30001, media: 'audio', protocol: 'RTP/AVP' },
    { address: '2001:db8::1', port: 30002, rtcpPort: 40003, media: 'video', protocol: 'RTP/AVP' },
  ]
  it('names where media flows, alone and in SIP', () => {
    const alone = text(SDP)
    expect(parseSdp(new DataView(alone.buffer), 0, alone.length)).toEqual(media)
    expect(parseSdp(new DataView(INVITE.buffer), 0, INVITE.length)).toEqual(media)
  })
  it('of a message without one names nothing', () => {
    expect(parseSdp(new DataView(OK.buffer), 0, OK.length)).toEqual([])
  })
})

it('is read whatever the bytes', () => expect(brokenPromises(sip, [INVITE, OK, bytesOf('0d0a')], 300)).toEqual([]))
