import { describe, expect, it } from 'vitest'
import { eachVariant } from '../../../../test/strangers-bytes.ts'
import { bodyOf, ChunkWalker } from './body.ts'
import { looksLikeHttp, startsHttp } from './first-line.ts'
import { HttpHead, MAX_HEAD_BYTES, parseHttpHead, parsePartialHttpHead } from './head.ts'

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
const on = <T>(text: string, read: (view: DataView, start: number, end: number) => T): T => {
  const bytes = bytesOf(text)
  return read(new DataView(bytes.buffer), 0, bytes.length)
}
const parse = (text: string) => on(text, parseHttpHead)
const whole = (text: string): HttpHead => {
  const head = parse(text)
  if (!(head instanceof HttpHead)) throw new Error(`no head: ${head}`)
  return head
}
const REQUEST = [
  'POST /a/b?c=d HTTP/1.1',
  'Host: example.org:8080',
  'uSeR-aGeNt:  curl/8.5 \t',
  'Content-Type: text/plain; charset=utf-8',
  'CONTENT-LENGTH: 12',
  'Authorization: Basic dXNlcjpwYXNz',
  'Cookie: a=b',
  'Connection: keep-alive, Upgrade',
  'Upgrade: websocket',
  'X-Odd',
  ': nameless',
  '',
  '',
].join('\r\n')

describe('the head of a request', () => {
  it('says what is asked of it', () => {
    const head = whole(`${REQUEST}body of it, GET / HTTP/1.1`)
    const { kind, method, uri, version, host, userAgent, contentType, contentLength, upgrade, authorization } = head
    expect({ kind, method, uri, version, host, userAgent, contentType, contentLength, upgrade, authorization }).toEqual(
      {
        kind: 'request',
        method: 'POST',
        uri: '/a/b?c=d',
        version: 'HTTP/1.1',
        host: 'example.org:8080',
        userAgent: 'curl/8.5',
        contentType: 'text/plain; charset=utf-8',
        contentLength: 12,
        upgrade: 'websocket',
        authorization: 'basic',
      },
    )
    expect(head).toMatchObject({ chunked: false, connectionClose: false, keepAlive: true, hasCookie: true })
    expect(head.bytes).toBe(REQUEST.length)
    const range = head.credentialsRange ?? { start: 0, end: 0 }
    expect(REQUEST.slice(range.start, range.end)).toBe('Basic dXNlcjpwYXNz')
  })
  it.each(['GET', 'M-SEARCH', 'NOTIFY', 'SUBSCRIBE', 'PROPFIND', 'VERSION-CONTROL', 'RPC_IN_DATA', 'PURGE'])(
    '%s',
    (method) => {
      expect(whole(`${method} * HTTP/1.1\r\n\r\n`).method).toBe(method)
    },
  )
  it('may end its lines with LF alone', () => {
    expect(whole('GET / HTTP/1.0\nHost: a\nConnection: close\n\nrest')).toMatchObject({
      connectionClose: true,
      bytes: 42,
    })
  })
  it('without a version is HTTP/0.9', () => {
    expect(whole('GET /\r\n\r\n')).toMatchObject({ version: '', uri: '/' })
  })
})

describe('the head of a response', () => {
  it.each([
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n', { status: 200, reason: 'OK', chunked: true }],
    ['HTTP/1.0 404\r\n\r\n', { status: 404, reason: '', chunked: false }],
    ['ICY 200 OK\r\nContent-Type: audio/mpeg\r\n\r\n', { status: 200, version: 'ICY', contentType: 'audio/mpeg' }],
    ['HTTP/1.1 2OO OK\r\nContent-Length: -4\r\n\r\n', { status: -1, contentLength: undefined }],
  ])('%j', (text, expected) => {
    const head = whole(text)
    expect(head).toMatchObject(expected)
    expect(head.kind).toBe('response')
  })
})

describe('what is no whole head', () => {
  it.each([
    ['', undefined],
    ['GE', 'need-more'],
    ['GET / HT', 'need-more'],
    ['GET / HTTP/1.1\r\nHost: a\r\n', 'need-more'],
    ['HTTP/1.1 200 OK\r\n', 'need-more'],
    ['OPTIONS sip:a@b SIP/2.0\r\n', 'need-more'],
    ['SSH-2.0-OpenSSH\r\n', undefined],
    ['\x16\x03\x01', undefined],
    ['220 mail.example.org ESMTP HTTP/1.1 fan club\r\n', undefined],
    [`GET /${'a'.repeat(MAX_HEAD_BYTES)}`, undefined],
  ])('%j', (text, expected) => {
    expect(parse(text)).toBe(expected)
  })
  it('gives what it has when no more will come', () => {
    const head = on('GET /x HTTP/1.1\r\nHost: exam', parsePartialHttpHead)
    expect(head).toMatchObject({ complete: false, uri: '/x', host: 'exam', bytes: 27 })
    const line = on('SEARCH /endless', parsePartialHttpHead)
    expect(line).toMatchObject({ complete: false, method: 'SEARCH', uri: '/endless', bytes: 15 })
    expect(on('SEARC', parsePartialHttpHead)).toBeUndefined()
  })
  it('is told on any port by naming HTTP/1 alone', () => {
    const cases = [
      'GET / HTTP/1.1\r\n',
      'HTTP/1.1 200 OK\r\n',
      'FOO bar HTTP/1.1\n',
      'GET /\r\n',
      'DESCRIBE rtsp://a RTSP/1.0\r\n',
    ]
    expect(cases.map((text) => on(text, looksLikeHttp))).toEqual([true, true, true, false, false])
    expect(cases.map((text) => on(text, startsHttp))).toEqual([true, true, false, true, false])
  })
})

describe('the length of a body', () => {
  it.each([
    ['GET / HTTP/1.1\r\n\r\n', undefined, 'none'],
    ['PUT / HTTP/1.1\r\nContent-Length: 4\r\n\r\n', undefined, 'length'],
    ['HTTP/1.1 200 OK\r\n\r\n', 'GET', 'until-close'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n', 'HEAD', 'none'],
    ['HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\n', 'GET', 'none'],
    ['HTTP/1.1 100 Continue\r\n\r\n', 'POST', 'none'],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n', 'GET', 'chunked'],
    ['HTTP/1.1 200 Connected\r\n\r\n', 'CONNECT', 'none'],
  ])('%j after %s', (text, method, expected) => {
    expect(bodyOf(whole(text), method)).toBe(expected)
  })
})

describe('chunks', () => {
  const BODY = '5\r\nhello\r\nA;name=value\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n'
  const bytes = bytesOf(`${BODY}HTTP/1.1 200 OK`)
  const view = new DataView(bytes.buffer)
  it('are walked whole, and in pieces of every size', () => {
    for (let step = 1; step <= bytes.length; step++) {
      const walker = new ChunkWalker()
      let at = 0
      while (!walker.done && at < bytes.length) at += walker.feed(view, at, Math.min(bytes.length, at + step))
      expect({ at, done: walker.done, bodyBytes: walker.bodyBytes }).toEqual({
        at: BODY.length,
        done: true,
        bodyBytes: 15,
      })
    }
  })
  it.each(['xyz\r\n', '\r\n', 'FFFFFFFFFFFFFFFF\r\n', '3\r\nabcdef\r\n'])('that are none end the walk: %j', (text) => {
    const walker = new ChunkWalker()
    on(text, (bad, start, end) => walker.feed(bad, start, end))
    expect(walker).toMatchObject({ broken: true, done: false })
  })
  it('are no reason to throw or hang', () => {
    eachVariant(bytes, (bad, start, end) => new ChunkWalker().feed(bad, start, end))
  })
})

it('heads are no reason to throw, hang or read outside, whatever the bytes', () => {
  const asked = (head: HttpHead | 'need-more' | undefined) =>
    head instanceof HttpHead ? [head.uri, head.host, head.authorization, head.version, head.reason, head.bytes] : head
  eachVariant(bytesOf(REQUEST), (view, start, end) => asked(parseHttpHead(view, start, end)))
  eachVariant(bytesOf(REQUEST), (view, start, end) => asked(parsePartialHttpHead(view, start, end)))
})
