import { expect, it } from 'vitest'
import { brokenPromises, bytesOf, describedLines, summaryOf } from '../testing/application-contract.ts'
import { ntp, ntpTime } from './ntp.ts'

const SERVER = bytesOf(
  '24 02 06 e9 00002620 0000f6c9 11fd1a7d db4932ff3d3ee77b db4935ec a643c71d 0000000000000000 db493654 3f77a0a4 0000000a 00112233445566778899aabbccddeeff',
)
const CONTROL = bytesOf('16 02 0001 0000 0000 0000 000b "version=\\"4" 00')

it.each([
  [0, 0, 'not set'],
  // RFC 4330 section 3 and the first second of the second era.
  [0x83aa7e80, 0, '1970-01-01T00:00:00.000000000Z'],
  [0, 0x80000000, '2036-02-07T06:28:16.500000000Z'],
])('seconds %i and %i parts are %s', (seconds, fraction, text) => expect(ntpTime(seconds, fraction)).toBe(text))

it('says an answer', () => {
  expect(describedLines(ntp, SERVER)).toEqual(
    expect.arrayContaining([
      'ntp.flags.mode: 4 (server)',
      'ntp.flags.vn: 4',
      'ntp.stratum: 2 (secondary)',
      'ntp.ppoll: 6 (64 s)',
      'ntp.rootdelay: 9760 (0.148926 s)',
      'ntp.refid: 11fd1a7d',
      'ntp.refid.text: 17.253.26.125',
      'ntp.rec: not set',
      'ntp.keyid: 0000000a',
    ]),
  )
  expect(summaryOf(ntp, SERVER)).toBe('NTP Version 4, server')
})
it('says a control message', () => {
  expect(describedLines(ntp, CONTROL)).toContain('ntp.ctrl.flags2.opcode: 2 (read variables)')
})
it('is read whatever the bytes', () => expect(brokenPromises(ntp, [SERVER, CONTROL])).toEqual([]))
