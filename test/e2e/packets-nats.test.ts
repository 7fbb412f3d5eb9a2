/** Captures over NATS: whatever dies at any moment, each one that was accepted ends with one visible result. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openNatsBus } from '../../src/bus/nats.ts'
import type { Uploaded } from '../../src/capabilities/packets/schema.ts'
import { silentLog } from '../../src/core/log/silent-log.ts'
import { startNats, startNatsCluster } from '../parts/nats.ts'
import { isMissing } from '../parts/parts.ts'
import {
  CLI,
  type Client,
  cleanEnvironment,
  freshFolder,
  makeAdmin,
  type RunningConsole,
  signIn,
  startConsole,
  stopChild,
} from './console.ts'
import { listCaptures, makeCapture, readCapture, readQueue, send, waitForState, waitUntil } from './packets.ts'

/** Last opened, first closed. */
const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

async function openConsole(url: string, env: Record<string, string> = {}, dataDir?: string) {
  const console = await startConsole({ env: { NATS_SERVER_URL: url, ...env }, ...(dataDir ? { dataDir } : {}) })
  opened.push(() => console.stop('SIGKILL'))
  return console
}
function startWorker(url: string, name: string): ChildProcess & { readonly dataDir: string } {
  const dataDir = freshFolder('worker')
  const child = spawn(process.execPath, [CLI, 'packets', 'worker', '--name', name, '--data', dataDir], {
    cwd: dataDir,
    env: cleanEnvironment({ NATS_ADDR: url, TZ: 'Asia/Seoul', LOG_FORMAT: 'plain' }),
    stdio: 'ignore',
  })
  opened.push(() => stopChild(child, 'SIGKILL'))
  return Object.assign(child, { dataDir })
}
const sendMany = async (console: RunningConsole, client: Client, packets: number, count: number) => {
  const sent: string[] = []
  for (let seed = 0; seed < count; seed++) {
    const { capture } = await send(console, client, makeCapture({ packets, seed }))
    sent.push(capture.id)
  }
  return sent
}
async function expectAllDone(client: Client, ids: readonly string[], packets: number) {
  for (const id of ids) await waitForState(client, id, 'done')
  const all = await listCaptures(client)
  expect(all.map(({ id }) => id).sort()).toEqual([...ids].sort())
  expect(all.map(({ summary }) => summary?.packets)).toEqual(ids.map(() => packets))
  expect(await readQueue(client)).toMatchObject({ waiting: 0, running: 0, dead: 0 })
}

describe.skipIf(isMissing('nats-server'))('over NATS', () => {
  it('captures wait for a worker, and one that is killed in the middle is replaced', async () => {
    const nats = await startNats()
    opened.push(() => nats.kill())
    const console = await openConsole(nats.url)
    const client = await makeAdmin(console)
    // Long enough to be caught in the middle; what is waited for is the server, which gives up a silent worker after 30 s.
    const packets = 200_000
    const ids = await sendMany(console, client, packets, 2)
    expect(await readQueue(client)).toMatchObject({ mode: 'nats', connected: true, waiting: 2, workers: [] })
    const first = startWorker(nats.url, 'first')
    const busy = await waitUntil('a running job', async () =>
      (await readQueue(client)).jobs.find(({ state }) => state === 'running'),
    )
    expect(busy).toMatchObject({ worker: 'first', attempts: 1 })
    await stopChild(first, 'SIGKILL')
    const second = startWorker(nats.url, 'second')
    await expectAllDone(client, ids, packets)
    const { workers } = await readQueue(client)
    expect(workers.map(({ name }) => name)).toContain('second')
    expect(readFileSync(`${second.dataDir}/logs/packets-worker.log`, 'utf8')).toMatch(/an analysis is done/)
  }, 180_000)

  it('a capture that lies in a folder is analysed as it is when it is handed out', async () => {
    const nats = await startNats()
    opened.push(() => nats.kill())
    const folder = freshFolder('places')
    const console = await openConsole(nats.url, { VEDETTE_PACKETS_FOLDERS: folder })
    const client = await makeAdmin(console)
    startWorker(nats.url, 'worker')
    const file = join(folder, 'a.pcap')
    copyFileSync(makeCapture({ packets: 3000, seed: 1 }), file)
    const { body } = await client.ask('POST', '/api/packets/captures/open', { folder: 0, path: 'a.pcap' })
    const { id } = (body as Uploaded).capture
    const first = await waitForState(client, id, 'done')
    expect(first).toMatchObject({ origin: 'folder', summary: { packets: 3000 } })
    const rows = () => client.ask('GET', `/api/packets/captures/${id}/rows?waitMs=10000`)
    expect(await rows()).toMatchObject({ status: 200, body: { packets: 3000 } })
    copyFileSync(makeCapture({ packets: 2000, seed: 2 }), file)
    expect(await rows()).toMatchObject({ status: 409, body: { code: 'packets.file-changed' } })
    await client.ask('POST', `/api/packets/captures/${id}/analyse`, {})
    const second = await waitForState(client, id, 'done')
    expect(second).toMatchObject({ summary: { packets: 2000 }, sizeBytes: readFileSync(file).length })
    expect(second.sha256).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'))
    expect(second.sha256).not.toBe(first.sha256)
    expect(await rows()).toMatchObject({ status: 200, body: { packets: 2000 } })
    rmSync(file)
    await client.ask('POST', `/api/packets/captures/${id}/analyse`, {})
    expect(await waitForState(client, id, 'failed')).toMatchObject({ reason: { key: 'packets.error.file-gone' } })
  }, 180_000)

  it('a server that is killed and started again loses nothing', async () => {
    const nats = await startNats()
    opened.push(() => nats.kill())
    const console = await openConsole(nats.url)
    const client = await makeAdmin(console)
    const ids = await sendMany(console, client, 100_000, 2)
    startWorker(nats.url, 'worker')
    await waitUntil('work', async () => (await readQueue(client)).running > 0 || (await readQueue(client)).waiting < 2)
    await nats.kill()
    const late = await send(console, client, makeCapture({ packets: 100_000, seed: 99 }))
    await nats.start()
    await expectAllDone(client, [...ids, late.capture.id], 100_000)
  }, 180_000)

  it('a console that is killed finds what was done meanwhile', async () => {
    const nats = await startNats()
    opened.push(() => nats.kill())
    const first = await openConsole(nats.url)
    const ids = await sendMany(first, await makeAdmin(first), 100_000, 2)
    await first.stop('SIGKILL')
    startWorker(nats.url, 'worker')
    const again = await openConsole(nats.url, {}, first.dataDir)
    await expectAllDone(await signIn(again), ids, 100_000)
  }, 180_000)

  it('a message of another version becomes a dead letter, with the reason', async () => {
    const nats = await startNats()
    opened.push(() => nats.kill())
    const console = await openConsole(nats.url)
    const client = await makeAdmin(console)
    startWorker(nats.url, 'worker')
    const bus = openNatsBus({ url: nats.url, log: silentLog })
    opened.push(() => bus.close())
    const say = (queue: string, id: string, message: object) =>
      bus.send(queue, id, new TextEncoder().encode(JSON.stringify(message)))
    await say('packets-jobs', 'from-tomorrow', { v: 9, job: 'x', level: 'full' })
    await say('packets-foreign', 'also', { v: 8, type: 'done' })
    const dead = await waitUntil('dead letters', async () => {
      const { deadLetters } = await readQueue(client)
      return deadLetters.length === 2 && deadLetters
    })
    const versions = dead.map(({ reason }) => reason?.params?.['version'])
    expect(versions.sort()).toEqual([8, 9])
    expect(dead.map(({ reason }) => reason?.key)).toEqual(['packets.reason.version', 'packets.reason.version'])
  }, 120_000)

  it('a capture that is cancelled is not analysed', async () => {
    const nats = await startNats()
    opened.push(() => nats.kill())
    const console = await openConsole(nats.url)
    const client = await makeAdmin(console)
    const [id = ''] = await sendMany(console, client, 1000, 1)
    expect((await client.ask('POST', `/api/packets/captures/${id}/cancel`)).status).toBe(200)
    startWorker(nats.url, 'worker')
    const [other = ''] = [(await send(console, client, makeCapture({ packets: 2000, seed: 7 }))).capture.id]
    await waitForState(client, other, 'done')
    expect((await readCapture(client, id)).state).toBe('cancelled')
    const { job = '' } = await readCapture(client, id)
    expect((await client.ask('POST', `/api/packets/jobs/${job}/retry`)).status).toBe(200)
    await waitForState(client, id, 'done')
  }, 120_000)

  it('a cluster of three loses its leader and nothing else', async () => {
    const cluster = await startNatsCluster()
    opened.push(() => cluster.stop())
    const console = await openConsole(cluster.url)
    const client = await makeAdmin(console)
    const ids = await sendMany(console, client, 100_000, 3)
    startWorker(cluster.url, 'one')
    startWorker(cluster.url, 'two')
    await waitUntil('work', async () => (await readQueue(client)).jobs.some(({ state }) => state === 'running'))
    const leader = await cluster.leaderOf('VEDETTE_PACKETS_JOBS')
    await leader.kill()
    const late = await send(console, client, makeCapture({ packets: 100_000, seed: 77 }))
    await leader.start()
    await expectAllDone(client, [...ids, late.capture.id], 100_000)
  }, 240_000)
})
