/** Short talks of real programs on loopback, for golden captures: each says on which interface and ports it is listened to. */
import { execFileSync, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { Agent, createServer as createHttp, request } from 'node:http'
import { connect as connectHttp2, createServer as createHttp2 } from 'node:http2'
import { createServer as createHttps, get as getTls } from 'node:https'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { WebSocket, WebSocketServer } from 'ws'
import { makeDnsExchange } from '../../bench/captures/dns.ts'
import { makeInitial } from '../../bench/captures/quic.ts'
import { createRandom } from '../../bench/captures/random.ts'
import { makeKeyFiles, speakStartTls, speakWithKeys } from './talks-with-keys.ts'

const HOST = '127.0.0.1'
const SEED = 11
const TLS_NAMES = ['tls.example.org', 'www.example.org']

export interface Talk {
  readonly name: string
  /** tcpdump(8): `lo` is Ethernet, `any` is Linux cooked, version 2. */
  readonly interface: 'lo' | 'any'
  readonly filter: string
  readonly flags?: readonly string[]
  /** A text it answers with is keys, which go into the capture. */
  speak(): Promise<unknown>
}

const listen = async (server: Server, port: number, host = HOST) => {
  server.listen(port, host)
  await once(server, 'listening')
}
const close = (server: Server) => new Promise((resolve) => server.close(resolve))
const drain = async (stream: NodeJS.ReadableStream) => {
  stream.resume()
  await once(stream, 'end')
}

async function speakHttp(): Promise<void> {
  const server = createHttp((asked, answer) => {
    asked.resume()
    if (asked.url === '/chunked') {
      answer.write('first piece, ')
      setTimeout(() => answer.end('and the last'), 20)
    } else if (asked.url === '/missing') answer.writeHead(404).end('nothing here')
    else answer.setHeader('Content-Type', 'text/plain').end('x'.repeat(asked.url === '/large' ? 20_000 : 200))
  })
  await listen(server, 80)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = async (path: string, method = 'GET', body = '') => {
    const asked = request({
      host: HOST,
      port: 80,
      path,
      method,
      agent,
      headers: { host: 'www.example.org', 'user-agent': 'golden/1' },
    })
    asked.end(body)
    const [answer] = (await once(asked, 'response')) as [NodeJS.ReadableStream]
    await drain(answer)
  }
  await ask('/')
  await ask('/chunked')
  await ask('/missing')
  await ask('/large')
  await ask('/form', 'POST', 'a=1&b=2')
  await ask('/', 'HEAD')
  agent.destroy()
  const pipelined = connect(80, HOST)
  const one = (path: string) => `GET ${path} HTTP/1.1\r\nHost: pipelined.example.org\r\n\r\n`
  pipelined.write(one('/one') + one('/two') + one('/three').replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'))
  await drain(pipelined)
  await close(server)
}

async function speakTls(version: 'TLSv1.2' | 'TLSv1.3', servername: string): Promise<void> {
  const { folder, key, cert } = makeKeyFiles(...TLS_NAMES)
  rmSync(folder, { recursive: true })
  const server = createHttps({ key, cert, minVersion: version, maxVersion: version }, (_, answer) =>
    answer.end('y'.repeat(5000)),
  )
  await listen(server, 443)
  const asked = getTls({
    host: HOST,
    port: 443,
    servername,
    rejectUnauthorized: false,
    agent: false,
    createConnection: () =>
      connectTls({ host: HOST, port: 443, servername, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] }),
  })
  const [answer] = (await once(asked, 'response')) as [NodeJS.ReadableStream]
  await drain(answer)
  await close(server)
}

/** Over a link that is said to be narrow: the hello, sent again with a cookie, and the certificate come in fragments. */
async function speakDtls(): Promise<void> {
  const { folder, keyFile, certFile } = makeKeyFiles(...TLS_NAMES)
  const link = ['-dtls1_2', '-mtu', '256']
  const server = spawn(
    'openssl',
    ['s_server', ...link, '-accept', `${HOST}:4433`, '-naccept', '1', '-key', keyFile, '-cert', certFile],
    { stdio: ['pipe', 'ignore', 'ignore'] },
  )
  await wait(500)
  const protocols = Array.from({ length: 30 }, (_, n) => `proto-${n}`).join(',')
  const client = spawn(
    'openssl',
    ['s_client', ...link, '-connect', `${HOST}:4433`, '-servername', 'dtls.example.org', '-alpn', protocols],
    { stdio: ['pipe', 'ignore', 'ignore'] },
  )
  await wait(1000)
  const ended = [once(client, 'exit'), once(server, 'exit')]
  client.stdin.end('Q\n')
  await ended[0]
  server.stdin.end('Q\n')
  await ended[1]
  rmSync(folder, { recursive: true })
}

async function speakHttp2(): Promise<void> {
  const server = createHttp2()
  server.on('stream', (stream, headers) => {
    stream.respond({ ':status': headers[':path'] === '/missing' ? 404 : 200, server: 'golden' })
    stream.end('z'.repeat(300))
  })
  await listen(server, 8080)
  const client = connectHttp2(`http://${HOST}:8080`)
  for (const path of ['/', '/again', '/missing'])
    await drain(client.request({ ':path': path, 'user-agent': 'golden/2' }))
  await new Promise<void>((resolve) => client.close(resolve))
  await close(server)
}

async function speakWebSocket(): Promise<void> {
  const server = new WebSocketServer({ host: HOST, port: 8080 })
  server.on('connection', (socket) => socket.on('message', (message) => socket.send(`you said ${message}`)))
  await once(server, 'listening')
  const client = new WebSocket(`ws://${HOST}:8080/chat`, { perMessageDeflate: false })
  await once(client, 'open')
  for (const word of ['one', 'two', 'w'.repeat(300)]) {
    client.send(word)
    await once(client, 'message')
  }
  client.close()
  await once(client, 'close')
  await new Promise((resolve) => server.close(resolve))
}

async function speakDns(): Promise<void> {
  const random = createRandom(SEED)
  const exchanges = Array.from({ length: 12 }, () => makeDnsExchange(random))
  const server = createSocket('udp4')
  let next = 0
  server.on('message', (_, from) => server.send(exchanges[next++]?.[1] ?? new Uint8Array(), from.port, from.address))
  server.bind(53, HOST)
  await once(server, 'listening')
  for (const [question] of exchanges) {
    const client = createSocket('udp4')
    client.send(question, 53, HOST)
    await once(client, 'message')
    client.close()
  }
  server.close()
  await once(server, 'close')
  await speakDnsOverTcp(exchanges)
}
async function speakDnsOverTcp(exchanges: readonly (readonly [Uint8Array, Uint8Array])[]): Promise<void> {
  const frame = (message: Uint8Array) =>
    Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message])
  const server = createServer((socket: Socket) =>
    socket.once('data', () => socket.end(Buffer.concat(exchanges.map(([, answer]) => frame(answer))))),
  )
  await listen(server, 53)
  const client = connect(53, HOST)
  client.write(Buffer.concat(exchanges.map(([question]) => frame(question))))
  await drain(client)
  await close(server)
}

async function speakQuic(): Promise<void> {
  const random = createRandom(SEED)
  const server = createSocket('udp6').bind(443, '::1')
  await once(server, 'listening')
  const client = createSocket('udp6')
  for (const name of ['quic.example.org', 'other.example.org']) {
    client.send(makeInitial(random, name).packet, 443, '::1')
    await once(server, 'message')
  }
  client.close()
  server.close()
}

/** Datagrams longer than the link takes: cut on the way out, both families. */
async function speakInPieces(): Promise<void> {
  execFileSync('ip', ['link', 'set', 'lo', 'mtu', '1500'])
  for (const [family, host] of [
    ['udp4', HOST],
    ['udp6', '::1'],
  ] as const) {
    const server = createSocket(family).bind(9999, host)
    await once(server, 'listening')
    const client = createSocket(family)
    client.send(createRandom(SEED).bytes(4000), 9999, host)
    await once(server, 'message')
    client.close()
    server.close()
  }
  execFileSync('ip', ['link', 'set', 'lo', 'mtu', '65536'])
}

/** A question where no name server is: the error that comes back quotes it. */
async function speakUnreachable(): Promise<void> {
  for (const [family, host] of [
    ['udp4', HOST],
    ['udp6', '::1'],
  ] as const) {
    const client = createSocket(family)
    client.on('error', () => undefined)
    client.connect(53, host)
    await once(client, 'connect')
    client.send(makeDnsExchange(createRandom(SEED))[0])
    await wait(50)
    client.close()
  }
}

/** Two that refuse, one that is asked for and does not answer: nobody listens there. */
async function speakNothing(): Promise<void> {
  for (const port of [23, 445, 3389]) {
    const socket = connect(port, HOST)
    await once(socket, 'error').catch(() => undefined)
  }
  await wait(50)
}

export const TALKS: readonly Talk[] = [
  { name: 'http-keepalive-pipelined', interface: 'lo', filter: 'port 80', speak: speakHttp },
  { name: 'http-cooked-snapped', interface: 'any', filter: 'port 80', flags: ['-s', '300'], speak: speakHttp },
  {
    name: 'tls12-certificate',
    interface: 'lo',
    filter: 'port 443',
    speak: () => speakTls('TLSv1.2', 'tls.example.org'),
  },
  {
    name: 'tls13-nanoseconds',
    interface: 'lo',
    filter: 'port 443',
    flags: ['--nano'],
    speak: () => speakTls('TLSv1.3', 'www.example.org'),
  },
  { name: 'tls-keys', interface: 'lo', filter: 'port 443', speak: speakWithKeys },
  { name: 'starttls-keys', interface: 'lo', filter: 'port 25', speak: speakStartTls },
  { name: 'dtls-fragments', interface: 'lo', filter: 'udp port 4433', speak: speakDtls },
  { name: 'http2-cleartext', interface: 'lo', filter: 'port 8080', speak: speakHttp2 },
  { name: 'websocket-echo', interface: 'lo', filter: 'port 8080', speak: speakWebSocket },
  { name: 'dns-udp-and-tcp', interface: 'any', filter: 'port 53', speak: speakDns },
  { name: 'quic-initials-ipv6', interface: 'lo', filter: 'port 443', speak: speakQuic },
  { name: 'udp-fragments', interface: 'lo', filter: 'udp or ip6', speak: speakInPieces },
  { name: 'icmp-quotes-dns', interface: 'lo', filter: 'port 53 or icmp or icmp6', speak: speakUnreachable },
  { name: 'tcp-refused', interface: 'lo', filter: 'tcp', speak: speakNothing },
]
