/** Real NATS servers for tests: one, or a cluster of three; each ended by its own process id and started again on its own files. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const BINARY = '/usr/sbin/nats-server'
const READY_MS = 30_000

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

export interface TestNatsServer {
  readonly name: string
  readonly url: string
  start(): Promise<void>
  /** SIGKILL: as a power cut, but for the page cache. */
  kill(): Promise<void>
}

function createNatsServer(name: string, port: number, monitorPort: number, configuration: string): TestNatsServer {
  const folder = mkdtempSync(join(tmpdir(), `vedette-nats-${name}-`))
  const file = join(folder, 'nats.conf')
  const common = `server_name: ${name}\nlisten: 127.0.0.1:${port}\nhttp: 127.0.0.1:${monitorPort}\njetstream { store_dir: "${folder}/js" }\n`
  writeFileSync(file, common + configuration)
  let child: ChildProcess | undefined
  const isHealthy = () =>
    fetch(`http://127.0.0.1:${monitorPort}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )
  return {
    name,
    url: `nats://127.0.0.1:${port}`,
    async start() {
      const log = openSync(join(folder, 'log'), 'a')
      child = spawn(BINARY, ['-c', file], { stdio: ['ignore', log, log] })
      const untilMs = Date.now() + READY_MS
      while (!(await isHealthy())) {
        if (child.exitCode !== null || Date.now() > untilMs) throw new Error(`nats-server ${name} did not start`)
        await sleep(50)
      }
    },
    async kill() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

export async function startNats(): Promise<TestNatsServer> {
  const server = createNatsServer('one', await findFreePort(), await findFreePort(), '')
  await server.start()
  return server
}

export interface TestNatsCluster {
  readonly servers: readonly TestNatsServer[]
  /** Of all three, with commas. */
  readonly url: string
  /** The server that leads a stream now. */
  leaderOf(stream: string): Promise<TestNatsServer>
  stop(): Promise<void>
}

export async function startNatsCluster(): Promise<TestNatsCluster> {
  const names = ['n1', 'n2', 'n3'] as const
  const ports = await Promise.all(names.flatMap(() => [findFreePort(), findFreePort(), findFreePort()]))
  const portOf = (server: number, what: number) => ports[server * 3 + what] ?? 0
  const routes = names.map((_, index) => `nats-route://127.0.0.1:${portOf(index, 2)}`).join(', ')
  const servers = names.map((name, index) =>
    createNatsServer(
      name,
      portOf(index, 0),
      portOf(index, 1),
      `cluster { name: test, listen: "127.0.0.1:${portOf(index, 2)}", routes: [${routes}] }\n`,
    ),
  )
  const askAny = async (path: string): Promise<unknown> => {
    for (const index of names.keys()) {
      const answer = await fetch(`http://127.0.0.1:${portOf(index, 1)}${path}`).catch(() => undefined)
      if (answer?.ok) return answer.json()
    }
    return undefined
  }
  const waitFor = async <Found>(look: () => Promise<Found | undefined>): Promise<Found> => {
    const untilMs = Date.now() + READY_MS
    for (;;) {
      const found = await look()
      if (found !== undefined) return found
      if (Date.now() > untilMs) throw new Error('the cluster did not come together')
      await sleep(100)
    }
  }
  await Promise.all(servers.map((server) => server.start()))
  await waitFor(async () => {
    const { meta_cluster: meta } = ((await askAny('/jsz')) ?? {}) as { meta_cluster?: { leader?: string } }
    return meta?.leader || undefined
  })
  return {
    servers,
    url: servers.map(({ url }) => url).join(','),
    leaderOf: (stream) =>
      waitFor(async () => {
        const all = (await askAny('/jsz?streams=true&accounts=true')) as {
          account_details?: { stream_detail?: { name: string; cluster?: { leader?: string } }[] }[]
        }
        const details = all?.account_details?.flatMap(({ stream_detail: list = [] }) => list)
        const leader = details?.find(({ name }) => name === stream)?.cluster?.leader
        return servers.find(({ name }) => name === leader)
      }),
    async stop() {
      await Promise.all(servers.map((server) => server.kill()))
    },
  }
}
