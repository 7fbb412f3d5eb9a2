/** Talks over TLS whose keys go into the capture: a server and clients of Node's own, and openssl for what Node cannot say. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect as connectHttp2, createSecureServer } from 'node:http2'
import { get } from 'node:https'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type ConnectionOptions, connect, TLSSocket } from 'node:tls'
import { WebSocket, WebSocketServer } from 'ws'

const HOST = '127.0.0.1'
const NO_ENCRYPT_THEN_MAC = 1 << 19

/** A self-signed certificate for `names`, in files that the caller removes. */
export function makeKeyFiles(...names: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-golden-'))
  const [keyFile, certFile] = [join(folder, 'key'), join(folder, 'cert')]
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', keyFile, '-out', certFile, '-days', '3650'],
      ...['-subj', `/CN=${names[0]}`, '-addext', `subjectAltName=${names.map((name) => `DNS:${name}`).join()}`],
    ],
    { stdio: 'ignore' },
  )
  return { folder, keyFile, certFile, key: readFileSync(keyFile), cert: readFileSync(certFile) }
}

interface Way {
  readonly name: string
  readonly options: ConnectionOptions
}
const v12 = (ciphers: string, secureOptions = 0): ConnectionOptions => ({
  maxVersion: 'TLSv1.2',
  ciphers: `${ciphers}:@SECLEVEL=0`,
  secureOptions,
})
const v13 = (ciphers: string): ConnectionOptions => ({ minVersion: 'TLSv1.3', ciphers })
const WAYS: readonly Way[] = [
  { name: 'gcm128', options: v12('ECDHE-RSA-AES128-GCM-SHA256') },
  { name: 'gcm256', options: v12('ECDHE-RSA-AES256-GCM-SHA384') },
  { name: 'chacha', options: v12('ECDHE-RSA-CHACHA20-POLY1305') },
  { name: 'cbc-around', options: v12('ECDHE-RSA-AES128-SHA') },
  { name: 'cbc-inside', options: v12('ECDHE-RSA-AES256-SHA384', NO_ENCRYPT_THEN_MAC) },
  { name: 'gcm128-13', options: v13('TLS_AES_128_GCM_SHA256') },
  { name: 'gcm256-13', options: v13('TLS_AES_256_GCM_SHA384') },
  { name: 'chacha-13', options: v13('TLS_CHACHA20_POLY1305_SHA256') },
]

/** Every way of protecting records with HTTP/1 and with HTTP/2 in it; a WebSocket; and keys that change in the midst. */
export async function speakWithKeys(): Promise<string> {
  const { folder, ...files } = makeKeyFiles('keys.example.org')
  const server = createSecureServer({ ...files, allowHTTP1: true, ciphers: 'ALL:@SECLEVEL=0' }, (asked, answer) => {
    answer.setHeader('Content-Type', 'text/plain')
    answer.end('y'.repeat(asked.url === '/large' ? 20_000 : 100))
  })
  const keys: Buffer[] = []
  server.on('keylog', (line: Buffer) => keys.push(line))
  server.listen(443, HOST)
  await once(server, 'listening')
  const sockets = new WebSocketServer({ server: server as never })
  sockets.on('connection', (socket) => socket.on('message', (message) => socket.send(`you said ${message}`)))
  for (const way of WAYS) {
    await speakHttp1(way)
    await speakHttp2(way)
  }
  await speakWebSocket()
  await updateKeys()
  sockets.close()
  server.close()
  await once(server, 'close')
  rmSync(folder, { recursive: true })
  return Buffer.concat(keys).toString()
}

const trusting = { host: HOST, port: 443, rejectUnauthorized: false }
async function speakHttp1({ name, options }: Way): Promise<void> {
  const servername = `${name}.example.org`
  // A password that nobody on the way could read.
  const auth = name === 'gcm128' ? 'someone:secret' : null
  const asked = get({
    ...trusting,
    path: name === 'gcm128-13' ? '/large' : `/${name}`,
    auth,
    headers: { host: servername, 'user-agent': 'golden/3' },
    createConnection: () => connect({ ...trusting, ...options, servername, ALPNProtocols: ['http/1.1'] }),
  })
  const [answer] = (await once(asked, 'response')) as [NodeJS.ReadableStream]
  answer.resume()
  await once(answer, 'end')
}

async function speakHttp2({ name, options }: Way): Promise<void> {
  const client = connectHttp2(`https://${HOST}`, {
    createConnection: () =>
      connect({ ...trusting, ...options, servername: `${name}.example.org`, ALPNProtocols: ['h2'] }),
  })
  for (const path of ['/', '/again']) {
    const asked = client.request({ ':path': path, 'user-agent': 'golden/4' })
    asked.resume()
    await once(asked, 'end')
  }
  await new Promise<void>((resolve) => client.close(resolve))
}

async function speakWebSocket(): Promise<void> {
  const client = new WebSocket(`wss://${HOST}/chat`, { rejectUnauthorized: false, perMessageDeflate: false })
  await once(client, 'open')
  for (const word of ['one', 'two']) {
    client.send(word)
    await once(client, 'message')
  }
  client.close()
  await once(client, 'close')
}

/** Both sides take new keys (RFC 8446 §4.6.3) before anything is asked. */
async function updateKeys(): Promise<void> {
  const client = spawn('openssl', ['s_client', '-tls1_3', '-connect', `${HOST}:443`, '-alpn', 'http/1.1'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = once(client, 'exit')
  await wait(500)
  client.stdin.write('K\n')
  await wait(300)
  client.stdin.write('GET /updated HTTP/1.1\r\nHost: updated.example.org\r\nConnection: close\r\n\r\n')
  await ended
}

/** Mail that becomes TLS in its midst: the password goes where nobody can read it. */
export async function speakStartTls(): Promise<string> {
  const { folder, ...files } = makeKeyFiles('mail.example.org')
  let keys = ''
  const say = (socket: Socket, ...lines: readonly string[]) => socket.write(`${lines.join('\r\n')}\r\n`)
  const server = createServer((plain) => {
    say(plain, '220 mail.example.org ESMTP')
    plain.once('data', () => {
      say(plain, '250-mail.example.org', '250 STARTTLS')
      plain.once('data', () => {
        say(plain, '220 go ahead')
        const secure = new TLSSocket(plain, { ...files, isServer: true })
        secure.on('keylog', (line: Buffer) => {
          keys += line.toString()
        })
        secure.on('data', (line: Buffer) => {
          if (line.toString().startsWith('NOOP')) secure.end('221 bye\r\n')
          else say(secure, line.toString().startsWith('AUTH') ? '235 welcome' : '250 mail.example.org')
        })
      })
    })
  })
  server.listen(25, HOST)
  await once(server, 'listening')
  const client = spawn('openssl', ['s_client', '-starttls', 'smtp', '-connect', `${HOST}:25`], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = once(client, 'exit')
  for (const line of ['EHLO golden', `AUTH PLAIN ${Buffer.from('\0someone\0secret').toString('base64')}`, 'NOOP']) {
    await wait(500)
    client.stdin.write(`${line}\r\n`)
  }
  await Promise.race([ended, wait(2000)])
  client.kill()
  await ended
  server.close()
  rmSync(folder, { recursive: true })
  return keys
}

/** Puts the keys before the packets of `pcap`. */
export function injectKeys(pcap: string, keys: string, pcapng: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-golden-'))
  const log = join(folder, 'keys')
  writeFileSync(log, keys)
  execFileSync('editcap', ['--inject-secrets', `tls,${log}`, pcap, pcapng])
  rmSync(folder, { recursive: true })
  rmSync(pcap)
}
