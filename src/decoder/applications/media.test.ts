import { expect, it } from 'vitest'
import { brokenPromises, bytesOf, describedLines, summaryOf } from '../testing/application-contract.ts'
import { rtcp } from './rtcp.ts'
import { rtp } from './rtp.ts'
import { stun } from './stun.ts'

const RTP = bytesOf('b1 88 6fae 000004d8 3796cb71 00000001 bede 0001 10aa0000 d5d5d5d5 0000 02')
const RTCP = bytesOf(
  '81 c8 000c 3796cb71 db493654 3f77a0a4 000004d8 0000000a 00000640 11111111 40 000001 00006fae 00000003 36543f77 00010000 81 ca 0003 3796cb71 01 05 "a@b.c" 00 81 cb 0001 3796cb71',
)
// RFC 5769 section 2.2.
const STUN = bytesOf(
  '0101 003c 2112a442 b7e7a701bc34d686fa87dfae 8022 000b "test vector" 20 0020 0008 0001 a147 e112a643 0008 0014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7 8028 0004 c07d4c96',
)
const ERROR = bytesOf('0113 0014 2112a442 000000000000000000000001 0009 0010 00000401 "Unauthorized" ')
const CHANNEL = bytesOf('4000 0004 deadbeef')
const recognises = (application: typeof rtp, bytes: Uint8Array<ArrayBuffer>, expected: boolean) =>
  application.recognises(new DataView(bytes.buffer), 0, bytes.length, { transport: 'udp', expected })

it('says RTP', () => {
  expect(describedLines(rtp, RTP)).toEqual([
    '<rtp>',
    'rtp.version: 2',
    'rtp.padding: true',
    'rtp.ext: true',
    'rtp.cc: 1',
    'rtp.marker: true',
    'rtp.p_type: 8 (ITU-T G.711 PCMA)',
    'rtp.seq: 28590',
    'rtp.timestamp: 1240',
    'rtp.ssrc: 932629361',
    'rtp.csrc.item: 1',
    'rtp.ext.profile: 48862',
    'rtp.ext.len: 1',
    'rtp.hdr_ext: 10aa0000',
    'rtp.payload: d5d5d5d500',
    'rtp.padding.count: 2',
  ])
  expect(summaryOf(rtp, RTP)).toBe('PT=ITU-T G.711 PCMA, SSRC=0x3796CB71, Seq=28590, Time=1240, Mark')
})
it('knows RTP where a session announced it, and nowhere else', () => {
  expect([recognises(rtp, RTP, true), recognises(rtp, RTP, false), recognises(rtp, RTCP, true)]).toEqual([
    true,
    false,
    false,
  ])
})
it('says RTCP', () => {
  expect(describedLines(rtcp, RTCP)).toEqual(
    expect.arrayContaining([
      'rtcp.pt: 200 (Sender report)',
      'rtcp.sender.packetcount: 10',
      'rtcp.ssrc.fraction: 64 (25.0 % lost)',
      'rtcp.ssrc.dlsr: 65536 (1.000 s)',
      'rtcp.sdes.text: a@b.c',
      '[Goodbye]',
    ]),
  )
  expect(summaryOf(rtcp, RTCP)).toBe('Sender report, Source description, Goodbye')
})
it('knows RTCP by packets that fill the datagram', () => {
  expect([
    recognises(rtcp, RTCP, false),
    recognises(rtcp, RTCP.slice(0, -1), false),
    recognises(rtcp, RTP, false),
  ]).toEqual([true, false, false])
})
it('knows STUN with an attribute that nobody padded, as long as it fills the datagram', () => {
  const unpadded = bytesOf('0003000a 2112a442 000102030405060708090a0b 40000006 010203040506')
  expect([recognises(stun, unpadded, false), recognises(stun, unpadded.slice(0, -2), false)]).toEqual([true, false])
})
it('knows no STUN whose method nobody ever gave out', () => {
  const whatsapp = bytesOf('08000008 2112a442 000102030405060708090a0b 40000004 01020304')
  const binding = bytesOf('00010008 2112a442 000102030405060708090a0b 40000004 01020304')
  expect([recognises(stun, whatsapp, true), recognises(stun, binding, true)]).toEqual([false, true])
})
it('says STUN', () => {
  expect(describedLines(stun, STUN)).toEqual(
    expect.arrayContaining([
      'stun.type: 257 (Binding Success Response)',
      'stun.type.class: 16 (Success Response)',
      'stun.att.software: test vector',
      'stun.att.port: 32853',
      'stun.att.ipv4: 192.0.2.1',
      'stun.att.crc32: 3229437078',
    ]),
  )
  expect(summaryOf(stun, STUN)).toBe('Binding Success Response XOR-MAPPED-ADDRESS: 192.0.2.1:32853')
  expect(describedLines(stun, ERROR)).toEqual(
    expect.arrayContaining([
      'stun.type.method: 3 (Allocate)',
      'stun.att.error.class: 4',
      'stun.att.error.reason: Unauthorized',
    ]),
  )
})
it('knows STUN on any port, and TURN channels where STUN is', () => {
  expect([recognises(stun, STUN, false), recognises(stun, CHANNEL, false), recognises(stun, CHANNEL, true)]).toEqual([
    true,
    false,
    true,
  ])
  expect(recognises(stun, STUN.slice(0, -4), false)).toBe(false)
  expect(stun.measure?.(new DataView(STUN.buffer), 0, STUN.length)).toBe(STUN.length)
})
it('is read whatever the bytes', () => {
  expect(brokenPromises(rtp, [RTP])).toEqual([])
  expect(brokenPromises(rtcp, [RTCP])).toEqual([])
  expect(brokenPromises(stun, [STUN, ERROR, CHANNEL])).toEqual([])
})
