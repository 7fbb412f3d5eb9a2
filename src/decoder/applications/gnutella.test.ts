import { expect, it } from 'vitest'
import { brokenPromises, bytesOf, describedLines, summaryOf } from '../testing/application-contract.ts'
import { gnutella } from './gnutella.ts'

const QUERY = bytesOf('00112233445566778899aabbccddeeff 80 07 01 0a000000 0000 "vedette" 00')
const HELLO = bytesOf('"GNUTELLA CONNECT/0.6" 0d0a "User-Agent: BearShare" 0d0a0d0a')
const FETCH = bytesOf('"GET /get/1/song HTTP/1.0" 0d0a0d0a')
const view = (bytes: Uint8Array) => new DataView(bytes.buffer)

it('says a descriptor', () => {
  expect(describedLines(gnutella, QUERY)).toEqual([
    '<gnutella>',
    'gnutella.header.payload: 128 (Query)',
    'gnutella.header.ttl: 7',
    'gnutella.header.hops: 1',
    'gnutella.header.size: 10',
  ])
  expect(summaryOf(gnutella, QUERY)).toBe('Query')
})
it('says a first line', () => expect(summaryOf(gnutella, HELLO)).toBe('GNUTELLA CONNECT/0.6'))
it.each([
  ['a hello anywhere', HELLO, false, true],
  ['a transfer on its own port', FETCH, true, true],
  ['no transfer elsewhere', FETCH, false, false],
  ['no descriptor elsewhere', QUERY, false, false],
  ['a descriptor on its own port', QUERY, true, true],
])('knows %s', (_, bytes, expected, known) => {
  expect(gnutella.recognises(view(bytes), 0, bytes.length, { transport: 'tcp', expected })).toBe(known)
})
it('is read whatever the bytes', () => expect(brokenPromises(gnutella, [QUERY, HELLO, FETCH])).toEqual([]))
