import { describe, expect, it } from 'vitest'
import { brokenPromises, bytesOf, describedLines, summaryOf } from '../testing/application-contract.ts'
import { smb, smb2 } from './smb.ts'

const zeros = (count: number) => '00'.repeat(count)
const wide = (text: string) => Buffer.from(text, 'utf16le').toString('hex')
/** A session header and `body` in hexadecimal. */
function session(body: string): Uint8Array<ArrayBuffer> {
  const bytes = bytesOf(body)
  return Uint8Array.of(0, 0, bytes.length >> 8, bytes.length & 255, ...bytes)
}
const header2 = (command: string, flags: string, status = '00000000', next = '00000000') =>
  `fe "SMB" 4000 0100 ${status} ${command} 0100 ${flags} ${next} 0500000000000000 fffe0000 01000000 0900000000000000 ${zeros(16)}`
const smb1 = `ff "SMB" 72 00000000 18 01c8 ${zeros(12)} 0000 0100 0000 0200 00 0018 02 "NT LM 0.12" 00 02 "SMB 2.002" 00`
const NEGOTIATE1 = session(smb1)
const NEGOTIATE2 = session(`${header2('0000', '00000000')} 2400 0200 ${zeros(32)} 0202 1103`)
const DENIED = session(`${header2('0100', '01000000', '6d0000c0')} 0900 0000 00000000`)
const AUTH = session(
  `${header2('0100', '00000000')} ${zeros(24)} "NTLMSSP" 00 03000000 ${zeros(16)} 0400 0400 40000000 0a00 0a00 44000000 0400 0400 4e000000 ${zeros(12)} ${wide('HQ')} ${wide('alice')} ${wide('PC')}`,
)
const TREE = session(`${header2('0300', '00000000')} 0900 0000 4800 0e00 ${wide('\\\\s\\doc')}`)
const CHAIN = session(
  `${header2('0600', '00000000', '00000000', '40000000')} ${header2('0800', '00000000')} 3100 5000 00100000 0002000000000000`,
)
const DATAGRAM = bytesOf(
  `11 02 1234 c0000201 008a 0000 0000 20 "FHFAEBEECACACACACACACACACACACAAA" 00 20 "FHFAEBEECACACACACACACACACACACAAA" 00 ${smb1}`,
)
const viewOf = (bytes: Uint8Array<ArrayBuffer>) => new DataView(bytes.buffer)

describe('SMB', () => {
  it.each<[string, Uint8Array<ArrayBuffer>, string, readonly string[]]>([
    [
      'offers dialects',
      NEGOTIATE1,
      'Negotiate Protocol Request',
      ['<smb>', 'smb.dialect.name: NT LM 0.12', 'smb.dialect.name: SMB 2.002', 'smb.mid: 2'],
    ],
    [
      '2 offers dialects',
      NEGOTIATE2,
      'Negotiate Protocol Request',
      ['<smb2>', 'smb2.dialect: 785 (SMB 3.1.1)', 'smb2.msg_id: 5', 'smb2.sesid: 9'],
    ],
    [
      '2 refuses',
      DENIED,
      'Session Setup Response, Error: STATUS_LOGON_FAILURE',
      ['smb2.nt_status: 3221225581 (STATUS_LOGON_FAILURE)'],
    ],
    [
      '2 names who logs on',
      AUTH,
      'Session Setup Request',
      ['ntlmssp.auth.domain: HQ', 'ntlmssp.auth.username: alice', 'ntlmssp.auth.hostname: PC'],
    ],
    ['2 names a share', TREE, 'Tree Connect Request', ['smb2.tree: \\\\s\\doc', 'smb2.tid: 1']],
    [
      '2 chains messages',
      CHAIN,
      'Close Request; Read Request',
      ['[Close Request]', '[Read Request]', 'smb2.read_length: 4096', 'smb2.file_offset: 512'],
    ],
    [
      'comes in datagrams',
      DATAGRAM,
      'Negotiate Protocol Request',
      ['<smb>', 'nbdgm.src.ip: 192.0.2.1', 'smb.dialect.name: NT LM 0.12'],
    ],
    ['keeps a session alive', bytesOf('85000000'), 'Session keep-alive', ['nbss.type: 133 (Session keep-alive)']],
  ])('%s', (_, bytes, summary, lines) => {
    expect(summaryOf(smb, bytes)).toBe(summary)
    expect(describedLines(smb, bytes)).toEqual(expect.arrayContaining([...lines]))
  })
  it('says of each message which protocol it is', () => {
    const protocolOf = (bytes: Uint8Array<ArrayBuffer>) => smb.protocolOf?.(viewOf(bytes), 0, bytes.length)
    expect([protocolOf(NEGOTIATE1), protocolOf(NEGOTIATE2), protocolOf(bytesOf('85000000'))]).toEqual([
      'smb',
      'smb2',
      undefined,
    ])
  })
  it('is known by its mark on any port', () => {
    const known = (bytes: Uint8Array<ArrayBuffer>, transport: 'tcp' | 'udp') =>
      [smb, smb2].map((one) => one.recognises(viewOf(bytes), 0, bytes.length, { transport, expected: false }))
    expect([known(NEGOTIATE1, 'tcp'), known(NEGOTIATE2, 'tcp')]).toEqual([
      [true, false],
      [false, true],
    ])
    expect([known(DATAGRAM, 'udp'), known(bytesOf('00000004 12345678'), 'tcp')]).toEqual([
      [true, false],
      [false, false],
    ])
  })
  it('is measured by its session header', () => {
    expect(smb.measure?.(viewOf(TREE), 0, TREE.length)).toBe(TREE.length)
    expect(smb.measure?.(viewOf(bytesOf('4745 5420')), 0, 4)).toBe(-1)
  })
  it('is read whatever the bytes', () => {
    expect(brokenPromises(smb, [NEGOTIATE1, NEGOTIATE2, DENIED, AUTH, TREE, CHAIN, DATAGRAM], 100)).toEqual([])
  })
})
