/** HTTP/1.1 in the clear: a few requests on one connection. RFC 9112. */
import type { TcpTalk } from './frame.ts'
import { join, text } from './octets.ts'
import type { Random } from './random.ts'
import type { Visit } from './tls.ts'

const AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'curl/8.5.0',
  'Debian APT-HTTP/1.3 (2.6.1)',
] as const
const PATHS = [
  '/',
  '/index.html',
  '/style.css',
  '/app.js',
  '/logo.png',
  '/api/v1/items',
  '/download/archive.tar',
  '/search?q=vedette',
]
const STATUSES = [
  '200 OK',
  '200 OK',
  '200 OK',
  '200 OK',
  '304 Not Modified',
  '404 Not Found',
  '302 Found',
  '500 Internal Server Error',
] as const

function makeRequest(random: Random, host: string, length: number): Uint8Array {
  const isPost = random.fraction() < 0.2
  const path = PATHS[random.between(0, PATHS.length - 1)] ?? '/'
  const body = isPost ? text(`field=${'x'.repeat(length)}`) : new Uint8Array()
  const lines = [
    `${isPost ? 'POST' : 'GET'} ${path} HTTP/1.1`,
    `Host: ${host}`,
    `User-Agent: ${random.pick([...AGENTS])}`,
    'Accept: */*',
  ]
  if (isPost) lines.push('Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`)
  return join(text(`${lines.join('\r\n')}\r\n\r\n`), body)
}
function makeResponse(random: Random, length: number): Uint8Array {
  const status = random.pick([...STATUSES])
  const body = random.bytes(status.startsWith('304') ? 0 : length)
  const lines = [`HTTP/1.1 ${status}`, 'Server: nginx', 'Content-Type: application/octet-stream']
  if (random.fraction() < 0.7 || body.length === 0)
    return join(text(`${[...lines, `Content-Length: ${body.length}`].join('\r\n')}\r\n\r\n`), body)
  const chunk = join(text(`${body.length.toString(16)}\r\n`), body, text('\r\n0\r\n\r\n'))
  return join(text(`${[...lines, 'Transfer-Encoding: chunked'].join('\r\n')}\r\n\r\n`), chunk)
}

export function talkHttp(random: Random, talk: TcpTalk, { name, exchanges }: Visit): void {
  talk.open()
  for (const [asked, answered] of exchanges) {
    talk.say(true, makeRequest(random, name, asked))
    talk.say(false, makeResponse(random, answered))
  }
  talk.close()
}
