/** A real OpenSSH server for tests, on the loopback, ended with its sessions by its own process group. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const READY_MS = 30_000

export interface TestSshd {
  readonly port: number
  /** Who is let in with `privateKey`: whoever runs the tests. */
  readonly user: string
  readonly privateKey: string
  /** As `ssh-keygen -l` prints that of its key. */
  hostKey(): string
  /** With another host key from then on, as a machine that was set up anew. */
  changeKey(): Promise<void>
  start(): Promise<void>
  /** With every session. */
  stop(): Promise<void>
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket
      .once('data', () => resolve(true))
      .once('error', () => resolve(false))
      .once('close', () => resolve(false))
    setTimeout(() => socket.destroy(), 1000).unref()
  })

export async function startSshd(): Promise<TestSshd> {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-sshd-'))
  const at = (name: string) => join(folder, name)
  const makeKey = (name: string) => execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)])
  const user = userInfo().username
  makeKey('host')
  makeKey('user')
  copyFileSync(at('user.pub'), at('authorized_keys'))
  // Where sshd, as root, keeps its children apart.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const port = await findFreePort()
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${at('host')}`,
    'PidFile none',
    `AuthorizedKeysFile ${at('authorized_keys')}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication yes',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'Subsystem sftp internal-sftp',
    'MaxStartups 100:30:200',
  ]
  writeFileSync(at('config'), `${lines.join('\n')}\n`)
  let child: ChildProcess | undefined
  const sshd: TestSshd = {
    port,
    user,
    privateKey: readFileSync(at('user'), 'utf8'),
    hostKey: () => execFileSync('ssh-keygen', ['-lf', at('host.pub')], { encoding: 'utf8' }).split(' ')[1] ?? '',
    async changeKey() {
      await sshd.stop()
      makeKey('other')
      // The file of the public half is read too: an old one would be complained about.
      for (const end of ['', '.pub']) renameSync(at(`other${end}`), at(`host${end}`))
      await sshd.start()
    },
    async start() {
      const log = openSync(at('log'), 'a')
      child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', at('config')], { stdio: ['ignore', log, log], detached: true })
      const untilMs = Date.now() + READY_MS
      while (!(await answers(port))) {
        if (child.exitCode !== null || Date.now() > untilMs)
          throw new Error(`sshd did not start: ${readFileSync(at('log'), 'utf8')}`)
        await sleep(50)
      }
    },
    async stop() {
      if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      process.kill(-child.pid, 'SIGKILL')
      await ended
    },
  }
  await sshd.start()
  return sshd
}

export interface TestRelay {
  readonly port: number
  /** Lets so many bytes from the server pass, then no more until this is called again. */
  letPass(bytes: number): void
  /** Ends every line. */
  cut(): void
  close(): void
  /** Bytes from the server so far. */
  passed(): number
  /** Lines that are open. */
  lines(): number
}
/** A line that can be as slow, or as broken, as a test needs it. */
export async function startRelay(to: number, port = 0): Promise<TestRelay> {
  let left = Number.POSITIVE_INFINITY
  let passed = 0
  const lines = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1')
    for (const socket of [near, far]) {
      lines.add(socket)
      socket.on('error', () => undefined)
      socket.once('close', () => {
        lines.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far)
    far.on('data', (bytes) => {
      near.write(bytes)
      left -= bytes.length
      passed += bytes.length
      if (left <= 0) far.pause()
    })
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const cut = () => {
    for (const line of lines) line.destroy()
  }
  return {
    port: address.port,
    letPass(bytes) {
      left = bytes
      for (const line of lines) line.resume()
    },
    cut,
    passed: () => passed,
    lines: () => Math.ceil(lines.size / 2),
    close() {
      cut()
      server.close()
    },
  }
}
