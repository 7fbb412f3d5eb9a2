import { expect, it } from 'vitest'
import { brokenPromises, bytesOf, describedLines, summaryOf } from '../testing/application-contract.ts'
import { nbns, netbiosName } from './nbns.ts'

const WPAD = '20 "FHFAEBEECACACACACACACACACACACAAA" 00'
const QUERY = bytesOf(`b1e6 0110 0001 0000 0000 0000 ${WPAD} 0020 0001`)
const ANSWER = bytesOf(`b1e6 8500 0000 0001 0000 0000 ${WPAD} 0020 0001 00000e10 0006 0000 c0000205`)
const STATUS = bytesOf(
  `0001 8400 0000 0001 0000 0000 20 "CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" 00 0021 0001 00000000 001f 01 "SERVER         " 20 0400 020000000001 ffffffffff`,
)

it.each([
  ['FHFAEBEECACACACACACACACACACACAAA', 'WPAD<00>'],
  ['EFEDEJFPEEEPENEBEJEOCACACACACABM', 'ECI_DOMAIN<1c>'],
  ['CKAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', '*<00>'],
  ['FHFAEBEECACACACACACACACACACACAAA.example.org', 'WPAD<00>.example.org'],
  ['www', 'www'],
])('%s is %s', (encoded, name) => expect(netbiosName(encoded)).toBe(name))

it('says a query', () => {
  expect(describedLines(nbns, QUERY)).toEqual(
    expect.arrayContaining([
      '<nbns>',
      'nbns.flags.opcode: 0 (Name query)',
      'nbns.name: WPAD<00>',
      'nbns.type: 32 (NB)',
    ]),
  )
  expect(summaryOf(nbns, QUERY)).toBe('Name query NB WPAD<00>')
})
it('says an answer', () => {
  expect(describedLines(nbns, ANSWER)).toEqual(expect.arrayContaining(['nbns.addr: 192.0.2.5', 'nbns.ttl: 3600']))
  expect(summaryOf(nbns, ANSWER)).toBe('Name query response NB WPAD<00> 192.0.2.5')
})
it('says the names of a node', () => {
  expect(describedLines(nbns, STATUS)).toEqual(
    expect.arrayContaining([
      'nbns.netbios_name: SERVER<20>',
      'nbns.name_flags.act: true',
      'nbns.unit_id: 02:00:00:00:00:01',
    ]),
  )
})
it('is read whatever the bytes', () => expect(brokenPromises(nbns, [QUERY, ANSWER, STATUS])).toEqual([]))
