import { describe, expect, it } from 'vitest'
import { SeenFields } from '../../../../test/seen-fields.ts'
import { eachVariant } from '../../../../test/strangers-bytes.ts'
import { NEED_MORE, NOT_MINE } from '../../fields.ts'
import { brokenPromises } from '../../testing/application-contract.ts'
import { parseBasicCredentials } from './credentials.ts'
import { http } from './http.ts'
import { ssdp } from './ssdp.ts'

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
const on = <T>(text: string, read: (view: DataView, start: number, end: number) => T): T => {
  const bytes = bytesOf(text)
  return read(new DataView(bytes.buffer), 0, bytes.length)
}
const described = (text: string, protocol: typeof http | typeof ssdp = http) => {
  const seen = new SeenFields(bytesOf(text))
  protocol.describe(seen, 0, seen.bytes.length)
  return seen
}
const REQUEST =
  'GET /a?b=c HTTP/1.1\r\nHost: example.org\r\nAuthorization: Basic YWxpY2U6czNjcmV0\r\nX-Own:  thing\r\nContent-Length: 3\r\n\r\nabc'
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nServer: s\r\n\r\n3\r\nabc\r\n4;x\r\ndefg\r\n0\r\n\r\n'

describe('a message', () => {
  it.each([
    [REQUEST, REQUEST.length],
    [REQUEST.slice(0, -2), REQUEST.length],
    [REQUEST.slice(0, 30), NEED_MORE],
    [CHUNKED, CHUNKED.length],
    [`${CHUNKED}HTTP/1.1 404 Not Found\r\n`, CHUNKED.length],
    ['HTTP/1.1 204 No Content\r\n\r\nrest', 27],
    ['HTTP/1.1 200 OK\r\n\r\nuntil the end', 32],
    ['\x16\x03\x01', NOT_MINE],
  ])('is as long as it says: %#', (text, length) => {
    expect(on(text, http.measure)).toBe(length)
  })
  it('of a client says its line, its headers and its credentials', () => {
    const seen = described(REQUEST)
    expect(seen.first('http.request.method')).toBe('GET')
    expect(seen.first('http.request.uri.query')).toBe('b=c')
    expect(seen.first('http.request.full_uri')).toBe('http://example.org/a?b=c')
    expect(seen.first('http.host')).toBe('example.org')
    expect(seen.first('http.authbasic')).toBe('alice:s3cret')
    expect(seen.all('http.request.line')).toContain('X-Own:  thing')
    expect(seen.first('http.content_length')).toBe(3)
    expect(seen.first('http.file_data')).toBe('616263')
  })
  it('of a server says its status and its chunks', () => {
    const seen = described(CHUNKED)
    expect(seen.first('http.response.code')).toBe(200)
    expect(seen.first('http.response.phrase')).toBe('OK')
    expect(seen.all('http.chunk_size')).toEqual([3, 4, 0])
    expect(seen.all('http.chunk_data')).toEqual(['616263', '64656667'])
  })
  it.each([
    [REQUEST, 'GET /a?b=c HTTP/1.1'],
    ['HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n', 'HTTP/1.1 200 OK (text/html)'],
    ['the middle of something', 'Continuation'],
  ])('in one line: %#', (text, line) => {
    expect(on(text, (view, start, end) => http.summary(view, new Uint8Array(0), start, end))).toBe(line)
  })
  it('over UDP is SSDP, on its port only', () => {
    const text = 'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n\r\n'
    const tell = (expected: boolean) =>
      on(text, (...range) => ssdp.recognises(...range, { transport: 'udp', expected }))
    expect([tell(true), tell(false)]).toEqual([true, false])
    const seen = described(text, ssdp)
    expect(seen.layers).toEqual(['ssdp'])
    expect(seen.first('http.request.method')).toBe('M-SEARCH')
  })
  it('is no reason to throw, hang or say ranges outside, whatever the bytes', () => {
    for (const text of [REQUEST, CHUNKED]) {
      eachVariant(bytesOf(text), (view, start, end) => {
        const seen = new SeenFields(new Uint8Array(view.buffer))
        http.describe(seen, start, end)
        return [seen.names, http.measure(view, start, end), http.summary(view, seen.bytes, start, end)]
      })
    }
  })
})

it.each([
  ['Basic YWxpY2U6czNjcmV0', { user: 'alice', password: 's3cret' }],
  ['basic OnB3', { user: '', password: 'pw' }],
  ['Basic dXNlcjpwYTpzcw==', { user: 'user', password: 'pa:ss' }],
  ['Basic w6k6w6k=', { user: 'é', password: 'é' }],
  ['Basic YWxpY2U=', undefined],
  ['Basic !!!', undefined],
  ['Bearer YWxpY2U6czNjcmV0', undefined],
])('credentials of %s', (value, expected) => {
  expect(parseBasicCredentials(value)).toEqual(expected)
})

it('keeps what every application promises', () => {
  expect([
    ...brokenPromises(http, [REQUEST, CHUNKED].map(bytesOf)),
    ...brokenPromises(ssdp, [bytesOf(REQUEST)]),
  ]).toEqual([])
})
