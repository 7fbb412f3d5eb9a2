import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { startTestHttp, type TestHttp } from '../../../test/parts/http.ts'

let web: TestHttp
afterEach(() => web.close())

test.each([
  ['no method', 'what is this\r\n\r\n', 400],
  ['a header without a name', 'GET / HTTP/1.1\r\nhost: localhost\r\n: x\r\n\r\n', 400],
  ['headers too long', `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
])('%s is a problem with our headers', async (_, sent, status) => {
  web = await startTestHttp()
  const { port } = await web.http.listen()
  const socket = connect(port, '127.0.0.1', () => socket.write(sent))
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  expect(head).toContain('content-type: application/problem+json')
  expect(head).toContain('x-content-type-options: nosniff')
  expect(head).toContain("content-security-policy: default-src 'none'")
  expect(JSON.parse(body)).toMatchObject({
    status,
    code: 'core.request-refused',
    title: 'The request could not be understood.',
  })
})
