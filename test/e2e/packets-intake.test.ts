/** Captures on the real console: sent in every way, broken off, too many, too large, and the console killed over them. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { Uploaded } from '../../src/capabilities/packets/schema.ts'
import { type Client, freshFolder, makeAdmin, type RunningConsole, signIn, startConsole } from './console.ts'
import {
  listCaptures,
  makeCapture,
  readCapture,
  readQueue,
  send,
  shareConsole,
  waitForState,
  waitUntil,
} from './packets.ts'

type Body = NonNullable<RequestInit['body']>
const shared = shareConsole()
afterAll(shared.stop)
const running: RunningConsole[] = []
async function open(env: Record<string, string> = {}, dataDir?: string) {
  const console = await startConsole({ env, ...(dataDir ? { dataDir } : {}) })
  running.push(console)
  return console
}
async function openSigned(env: Record<string, string> = {}) {
  const console = await open(env)
  return { console, client: await makeAdmin(console) }
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop('SIGKILL')))
})
const captureFolders = ({ dataDir }: RunningConsole) => readdirSync(join(dataDir, 'packets', 'captures'))

async function post(console: RunningConsole, { cookie }: Client, body: Buffer, query = '') {
  const headers = { cookie, origin: console.url, 'content-type': 'application/octet-stream' }
  const url = `${console.url}/api/packets/captures${query}`
  const answer = await fetch(url, { method: 'POST', headers, body: body as unknown as Body })
  return { status: answer.status, body: (await answer.json()) as { code?: string; title?: string } }
}

/** By tus: the head of the file, a pause, and all that is left. Resolves with the number of the capture. */
async function sendInTwo(console: RunningConsole, { cookie }: Client, bytes: Buffer, pauseMs: number) {
  const headers = { cookie, origin: console.url, 'tus-resumable': '1.0.0' }
  const uploads = `${console.url}/api/packets/uploads`
  const begun = await fetch(uploads, { method: 'POST', headers: { ...headers, 'upload-length': `${bytes.length}` } })
  const place = begun.headers.get('location') ?? ''
  async function* parts() {
    yield bytes.subarray(0, 100)
    await sleep(pauseMs)
    yield bytes.subarray(100)
  }
  const ended = await fetch(new URL(place, console.url), {
    method: 'PATCH',
    headers: { ...headers, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: ReadableStream.from(parts()) as unknown as Body,
    duplex: 'half',
  } as RequestInit)
  if (!ended.ok) throw new Error(`${ended.status}: ${await ended.text()}`)
  return ended.headers.get('vedette-capture') ?? ''
}

describe('a capture that is sent', () => {
  it('is analysed whatever way it comes by, and once only', async () => {
    const { console, client } = await shared.use()
    const file = makeCapture({ packets: 3000, seed: 1 })
    const curl = (...args: string[]) =>
      JSON.parse(
        execFileSync('curl', ['-sS', '-H', `cookie: ${client.cookie}`, '-H', `origin: ${console.url}`, ...args], {
          encoding: 'utf8',
        }),
      ) as { capture: { id: string }; duplicate: boolean }
    const url = `${console.url}/api/packets/captures`
    const first = curl('-X', 'POST', '-T', file, `${url}?name=body.pcap`)
    const second = curl('-F', `file=@${file}`, url)
    const third = curl('--data-binary', `@${file}`, url)
    expect([first.duplicate, second.duplicate, third.duplicate]).toEqual([false, true, true])
    expect([second.capture.id, third.capture.id]).toEqual([first.capture.id, first.capture.id])
    const done = await waitForState(client, first.capture.id, 'done')
    const sha256 = spawnSync('sha256sum', [file], { encoding: 'utf8' }).stdout.slice(0, 64)
    expect(done).toMatchObject({ name: 'body.pcap', sha256, summary: { packets: 3000, problems: 0 } })
    const report = (await client.ask('GET', `/api/packets/captures/${done.id}/report`)).body
    expect(report).toMatchObject({ complete: true, packets: 3000, file: { sha256, format: 'pcap' } })
    expect(captureFolders(console)).toEqual([done.id])
  })

  it('with another one in the same form is refused, and neither is kept', async () => {
    const { console, client } = await shared.use()
    const files = [makeCapture({ packets: 3000, seed: 4 }), makeCapture({ packets: 3000, seed: 5 })]
    const form = new FormData()
    for (const file of files) form.append('file', new Blob([readFileSync(file)]), 'made.pcap')
    const answer = await fetch(`${console.url}/api/packets/captures`, {
      method: 'POST',
      headers: { cookie: client.cookie, origin: console.url },
      body: form,
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ code: 'packets.form-many-files' })
    expect(await listCaptures(client)).toEqual([])
    expect(captureFolders(console)).toEqual([])
  })

  it('is named by its sender, else by when it came; a new name is cleaned as the first one was', async () => {
    const { console, client } = await shared.use()
    const body = (seed: number) => readFileSync(makeCapture({ packets: 10, seed })) as unknown as Body
    const sendRaw = async (seed: number, more: Record<string, string>) => {
      const headers = { cookie: client.cookie, origin: console.url, ...more }
      const answer = await fetch(`${console.url}/api/packets/captures`, { method: 'POST', headers, body: body(seed) })
      return ((await answer.json()) as Uploaded).capture
    }
    const named = await sendRaw(6, { 'content-disposition': 'attachment; filename="gate.pcap"' })
    expect(named.name).toBe('gate.pcap')
    expect((await sendRaw(7, {})).name).toMatch(/^capture-\d{8}T\d{6}Z$/)
    const renamed = await client.ask('PATCH', `/api/packets/captures/${named.id}`, { name: 'x/../\u202egate 2.pcap' })
    expect(renamed.body).toMatchObject({ name: 'gate 2.pcap' })
  })

  it('twice at the same moment is one capture', async () => {
    const { console, client } = await shared.use()
    const file = makeCapture({ packets: 20_000, seed: 2 })
    const both = await Promise.all([send(console, client, file), send(console, client, file)])
    expect(new Set(both.map(({ capture }) => capture.id)).size).toBe(1)
    expect(both.map(({ duplicate }) => duplicate).sort()).toEqual([false, true])
    await waitForState(client, both[0].capture.id, 'done')
    expect(await listCaptures(client)).toHaveLength(1)
  })

  it.each([
    ['nothing at all', Buffer.alloc(0), 400, 'packets.file-empty'],
    ['a text', Buffer.from('root:x:0:0:root'), 415, 'packets.not-a-capture'],
    ['a packed text', gzipSync('root:x:0:0:root'), 415, 'packets.not-a-capture'],
    ['two bytes', Buffer.from([0xd4, 0xc3]), 415, 'packets.not-a-capture'],
  ])('that is %s is refused in words, and nothing of it stays', async (_, body, status, code) => {
    const { console, client } = await shared.use()
    const answer = await post(console, client, body)
    expect([answer.status, answer.body.code]).toEqual([status, code])
    const { body: audit } = await client.ask('GET', '/api/accounts/audit?action=packets.upload')
    expect((audit as { rows: unknown[] }).rows[0]).toMatchObject({ outcome: 'refused', details: { code } })
    expect(await listCaptures(client)).toEqual([])
    expect(captureFolders(console)).toEqual([])
  })

  it('is refused beyond MAX_FILE_SIZE, said or not, and when another one arrives than was meant', async () => {
    const { console, client } = await openSigned({ MAX_FILE_SIZE: '100000' })
    const large = readFileSync(makeCapture({ packets: 1000, seed: 3 }))
    expect(await post(console, client, large)).toMatchObject({ status: 413, body: { code: 'packets.file-too-large' } })
    async function* unsaid() {
      for (let at = 0; at < large.length; at += 10_000) yield large.subarray(at, at + 10_000)
    }
    const answer = await fetch(`${console.url}/api/packets/captures`, {
      method: 'POST',
      headers: { cookie: client.cookie, origin: console.url },
      body: ReadableStream.from(unsaid()) as unknown as Body,
      duplex: 'half',
    } as RequestInit).catch(() => undefined)
    // The line may be closed before all has been sent: then there is no answer to read.
    expect([413, undefined]).toContain(answer?.status)
    const small = readFileSync(makeCapture({ packets: 10, seed: 3 }))
    const other = await post(console, client, small, `?sha256=${'0'.repeat(64)}`)
    expect(other).toMatchObject({ status: 422, body: { code: 'packets.upload-hash' } })
    expect(captureFolders(console)).toEqual([])
  })

  it('is analysed also when its last bytes come just as the first ones are looked at', {
    timeout: 90_000,
  }, async () => {
    const { console, client } = await shared.use()
    const captures: string[] = []
    for (let round = 0; round < 24; round++) {
      const bytes = readFileSync(makeCapture({ packets: 10, seed: 100 + round }))
      captures.push(await sendInTwo(console, client, bytes, 88 + round))
    }
    for (const id of captures) await waitForState(client, id, 'done')
  })

  /** What the console itself measured so far, in seconds: of how many captures, and together. */
  async function readFirstResults({ url }: RunningConsole, { cookie }: Client) {
    const text = await (await fetch(`${url}/metrics`, { headers: { cookie } })).text()
    const read = (what: string) =>
      Number(
        new RegExp(`^vedette_packets_stage_seconds_${what}\\{stage="first-results"\\} (\\S+)$`, 'm').exec(text)?.[1] ??
          0,
      )
    return { count: read('count'), sum: read('sum') }
  }
  async function sendSlowly(console: RunningConsole, client: Client, seed: number) {
    const bytes = readFileSync(makeCapture({ packets: 20_000, seed }))
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    async function* slowly() {
      yield bytes.subarray(0, 1_000_000)
      await held
      yield bytes.subarray(1_000_000)
    }
    const before = await readFirstResults(console, client)
    const sending = fetch(`${console.url}/api/packets/captures`, {
      method: 'POST',
      headers: { cookie: client.cookie, origin: console.url },
      body: ReadableStream.from(slowly()) as unknown as Body,
      duplex: 'half',
    } as RequestInit)
    const early = await waitUntil('a first look', async () => {
      const capture = (await listCaptures(client)).find(({ state }) => state === 'arriving')
      const report = capture && (await client.ask('GET', `/api/packets/captures/${capture.id}/report`))
      return report?.status === 200 && (report.body as { packets: number; complete: boolean })
    })
    const { count, sum } = await readFirstResults(console, client)
    expect(count).toBe(before.count + 1)
    expect(early).toMatchObject({ complete: false })
    expect(early.packets).toBeGreaterThan(1000)
    release()
    const answer = await sending
    expect(answer.status).toBe(201)
    const { capture } = (await answer.json()) as { capture: { id: string } }
    expect((await waitForState(client, capture.id, 'done')).summary?.packets).toBe(20_000)
    return sum - before.sum
  }
  it('shows its first packets while it still arrives, within two seconds', { timeout: 120_000 }, async () => {
    const { console, client } = await shared.use()
    // A thread that has to wait for its turn on a busy machine says nothing of the console: the quickest of a few counts.
    let quickest = Number.POSITIVE_INFINITY
    for (let seed = 400; seed < 406 && quickest >= 2; seed++)
      quickest = Math.min(quickest, await sendSlowly(console, client, seed))
    expect(quickest).toBeLessThan(2)
  })

  it('and breaks off leaves nothing', async () => {
    const { console, client } = await shared.use()
    const bytes = readFileSync(makeCapture({ packets: 1000, seed: 5 }))
    const { hostname, port } = new URL(console.url)
    const socket = connect(Number(port), hostname)
    socket.write(
      `POST /api/packets/captures HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncookie: ${client.cookie}\r\norigin: ${console.url}\r\ncontent-length: ${bytes.length}\r\n\r\n`,
    )
    socket.write(bytes.subarray(0, 50_000))
    await waitUntil('the beginning', async () => (await listCaptures(client)).length === 1)
    socket.destroy()
    await waitUntil('the end', async () => (await listCaptures(client)).length === 0)
    expect(captureFolders(console)).toEqual([])
  })

  it('survives the console being killed, or was never acknowledged', async () => {
    const { console, client } = await openSigned()
    const file = makeCapture({ packets: 300_000, seed: 6 })
    const { capture } = await send(console, client, file)
    await console.stop('SIGKILL')
    const again = await open({}, console.dataDir)
    const signed = await signIn(again)
    expect((await waitForState(signed, capture.id, 'done')).summary?.packets).toBe(300_000)
    expect(statSync(join(again.dataDir, 'packets', 'captures', capture.id, 'capture')).size).toBe(statSync(file).size)
  })

  it('that is a zip bomb becomes a dead letter, in words, and can be tried again and put away', async () => {
    const { console, client } = await openSigned({ VEDETTE_PACKETS_MAX_UNPACKED_BYTES: '2000000' })
    const plain = readFileSync(makeCapture({ packets: 20_000, seed: 8 }))
    const file = join(freshFolder('bomb'), 'bomb.pcap.gz')
    writeFileSync(file, gzipSync(plain))
    const { capture } = await send(console, client, file)
    const failed = await waitForState(client, capture.id, 'failed')
    expect(failed.reason).toMatchObject({ key: 'packets.error.unpacks-too-large', params: { limitBytes: 2_000_000 } })
    const { deadLetters } = await readQueue(client)
    expect(deadLetters).toMatchObject([{ capture: capture.id, attempts: 1 }])
    const job = deadLetters[0]?.id
    expect((await client.ask('POST', `/api/packets/jobs/${job}/retry`)).status).toBe(200)
    await waitForState(client, capture.id, 'failed')
    expect((await client.ask('DELETE', `/api/packets/jobs/${job}`)).status).toBe(204)
    expect((await readQueue(client)).deadLetters).toEqual([])
  })

  it('has notes, a name, and an end', async () => {
    const { console, client } = await shared.use()
    const { capture } = await send(console, client, makeCapture({ packets: 10, seed: 9 }))
    await waitForState(client, capture.id, 'done')
    const url = `/api/packets/captures/${capture.id}`
    await client.ask('POST', `${url}/notes`, { text: 'the 100% slow one' })
    await client.ask('PATCH', url, { name: 'slow.pcap', keep: true })
    expect((await client.ask('GET', url)).body).toMatchObject({
      name: 'slow.pcap',
      keep: true,
      noteCount: 1,
      notes: [{ by: 'admin', text: 'the 100% slow one' }],
    })
    const find = async (search: string) =>
      ((await client.ask('GET', `/api/packets/captures?search=${encodeURIComponent(search)}`)).body as { captures: [] })
        .captures.length
    expect([await find('100% S'), await find('slow.p'), await find('1_0%')]).toEqual([1, 1, 0])
    expect((await client.ask('DELETE', url)).status).toBe(204)
    expect((await client.ask('GET', url)).status).toBe(404)
    expect(captureFolders(console)).toEqual([])
    const { body } = await client.ask('GET', '/api/accounts/audit')
    const actions = (body as { rows: { action: string }[] }).rows.map(({ action }) => action)
    expect(actions).toEqual(
      expect.arrayContaining(['packets.upload', 'packets.note', 'packets.change', 'packets.delete']),
    )
  })
})

describe.skipIf(process.getuid?.() !== 0)('a disk that fills up', () => {
  it('ends the upload with words, and the console goes on', async () => {
    const disk = join(freshFolder('disk'), 'small')
    mkdirSync(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk])
    try {
      const { console, client } = await openSigned({ VEDETTE_PACKETS_FOLDER: disk })
      const bytes = readFileSync(makeCapture({ packets: 40_000, seed: 13 }))
      const refused = await post(console, client, bytes)
      expect([refused.status, refused.body.code]).toEqual([507, 'packets.no-room'])
      async function* unsaid() {
        for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000)
      }
      const full = await fetch(`${console.url}/api/packets/captures`, {
        method: 'POST',
        headers: { cookie: client.cookie, origin: console.url },
        body: ReadableStream.from(unsaid()) as unknown as Body,
        duplex: 'half',
      } as RequestInit).catch(() => undefined)
      expect([507, undefined]).toContain(full?.status)
      await waitUntil('the end', async () => (await listCaptures(client)).length === 0)
      const { capture } = await send(console, client, makeCapture({ packets: 100, seed: 14 }))
      await waitForState(client, capture.id, 'done')
    } finally {
      for (const one of running.splice(0)) await one.stop('SIGKILL')
      execFileSync('umount', [disk])
    }
  })
})

it('a capture is read by viewers, and what packets carry only by those who may', async () => {
  const { console, client } = await shared.use()
  const { capture } = await send(console, client, makeCapture({ packets: 10, seed: 30 }))
  await waitForState(client, capture.id, 'done')
  const password = 'a long enough one'
  await client.ask('POST', '/api/accounts/users', { name: 'vi', password, role: 'viewer' })
  const viewer = await signIn(console, 'sign-in', { name: 'vi', password })
  expect((await readCapture(viewer, capture.id)).state).toBe('done')
  expect(await viewer.ask('GET', `/api/packets/captures/${capture.id}/file`)).toMatchObject({
    status: 403,
    body: { code: 'packets.payload-forbidden' },
  })
  const headers = { cookie: client.cookie }
  const file = await fetch(`${console.url}/api/packets/captures/${capture.id}/file`, { headers })
  expect((await file.arrayBuffer()).byteLength).toBe(capture.sizeBytes)
  const { body } = await client.ask('GET', '/api/accounts/audit?action=packets.payload')
  const rows = (body as { rows: { action: string; outcome: string; who: { name: string } }[] }).rows
  expect(
    rows.filter(({ action }) => action === 'packets.payload').map(({ who, outcome }) => [who.name, outcome]),
  ).toEqual(
    expect.arrayContaining([
      ['vi', 'refused'],
      ['admin', 'read'],
    ]),
  )
})
