/** Captures fetched over SFTP from a real OpenSSH server: watched, cancelled, broken off, refused, and the console stopped over them. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { NewSite, PlaceList, Site, Uploaded } from '../../src/capabilities/packets/schema.ts'
import { isMissing } from '../parts/parts.ts'
import { startRelay, startSshd, type TestRelay, type TestSshd } from '../parts/sshd.ts'
import { type Client, freshFolder, makeAdmin, type RunningConsole, signIn, startConsole } from './console.ts'
import {
  listCaptures,
  makeCapture,
  readCapture,
  type SignedConsole,
  send,
  shareConsole,
  waitForState,
  waitUntil,
} from './packets.ts'

const isRoot = process.getuid?.() === 0
const PACKETS = 50_000
/** Of about 8 MB so much comes before the line is held. */
const SOME_BYTES = 2_000_000
const toSha256 = (path: string) => execFileSync('sha256sum', [path], { encoding: 'utf8' }).slice(0, 64)

describe.skipIf(isMissing('openssh-server'))('captures on another machine', () => {
  let sshd: TestSshd
  let folder: string
  let file: string
  const opened: (() => unknown)[] = []
  const shared = shareConsole()
  afterAll(shared.stop)

  beforeAll(async () => {
    sshd = await startSshd()
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'vedette-remote-')))
    file = join(folder, 'a.pcap')
    copyFileSync(makeCapture({ packets: PACKETS, seed: 1 }), file)
    mkdirSync(join(folder, 'below'))
    symlinkSync(file, join(folder, 'link.pcap'))
    execFileSync('mkfifo', [join(folder, 'pipe.pcap')])
    writeFileSync(join(folder, 'text.pcap'), 'no capture at all')
  })
  afterAll(() => sshd?.stop())
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close()
  })

  async function open(env: Record<string, string> = {}, dataDir?: string) {
    const console = await startConsole({ env, ...(dataDir ? { dataDir } : {}) })
    opened.push(() => console.stop('SIGKILL'))
    return console
  }
  /** A console of the test's own, to be stopped or to have settings of its own. */
  async function openSigned(env: Record<string, string> = {}): Promise<SignedConsole> {
    const console = await open(env)
    return { console, client: await makeAdmin(console) }
  }
  async function openRelay(): Promise<TestRelay> {
    const relay = await startRelay(sshd.port)
    opened.push(() => relay.close())
    return relay
  }
  const siteAt = (port: number, more: Partial<NewSite> = {}): NewSite => ({
    name: 'gateway',
    host: '127.0.0.1',
    port,
    user: sshd.user,
    hostKey: sshd.hostKey(),
    ...('password' in more ? {} : { privateKey: sshd.privateKey }),
    ...more,
  })
  async function add(client: Client, site: NewSite) {
    const { status, body } = await client.ask('POST', '/api/packets/sites', site)
    return { status, ...(body as Site & { code?: string; params?: object }) }
  }
  async function fetchFrom(client: Client, site: string, path = file) {
    const { status, body } = await client.ask('POST', '/api/packets/captures/open', { site, path })
    return { status, ...(body as Uploaded & { code?: string }) }
  }
  /** A console and a line to the machine that can be held. */
  async function openSite(signed: Promise<SignedConsole> = shared.use()) {
    const { console, client } = await signed
    const relay = await openRelay()
    const { id: site } = await add(client, siteAt(relay.port))
    return { console, client, relay, site }
  }
  /** One of which some bytes have come, and no more come. */
  async function openHeld(signed?: Promise<SignedConsole>) {
    const parts = await openSite(signed)
    parts.relay.letPass(SOME_BYTES)
    const { status, capture } = await fetchFrom(parts.client, parts.site)
    expect(status).toBe(202)
    await waitUntil('some bytes', async () => {
      const { progress } = await readCapture(parts.client, capture.id)
      return progress && progress.arrivedBytes > SOME_BYTES / 2
    })
    return { ...parts, id: capture.id }
  }
  const filesOf = ({ dataDir }: RunningConsole) => readdirSync(join(dataDir, 'packets', 'captures'))

  it('are reached by a key that is shown first, listed, fetched and analysed; the secret is never said again', async () => {
    const { console, client } = await shared.use()
    const { body } = await client.ask('POST', '/api/packets/sites/host-key', { host: '127.0.0.1', port: sshd.port })
    expect(body).toEqual({ hostKey: sshd.hostKey() })
    const site = await add(client, siteAt(sshd.port))
    expect(site.status).toBe(201)
    const sites = await client.ask('GET', '/api/packets/sites')
    expect(sites.body).toMatchObject({ sites: [{ id: site.id, name: 'gateway', user: sshd.user, port: sshd.port }] })
    expect(JSON.stringify(sites.body)).not.toContain('PRIVATE KEY')
    const list = async (query: Record<string, string>) =>
      (await client.ask('GET', `/api/packets/sites/${site.id}/entries?${new URLSearchParams(query)}`)).body as PlaceList
    expect((await list({})).path).toMatch(/^\//)
    const { entries } = await list({ path: folder })
    expect(entries.map(({ name, isFolder }) => [name, isFolder]).sort()).toEqual([
      ['a.pcap', false],
      ['below', true],
      ['link.pcap', false],
      ['text.pcap', false],
    ])
    expect(entries.find(({ name }) => name === 'a.pcap')?.sizeBytes).toBe(statSync(file).size)
    expect((await list({ path: folder, find: 'A.PC' })).entries.map(({ name }) => name)).toEqual(['a.pcap'])
    const { status, capture } = await fetchFrom(client, site.id)
    expect(status).toBe(202)
    const done = await waitForState(client, capture.id, 'done')
    const sha256 = toSha256(file)
    expect(done).toMatchObject({
      name: 'a.pcap',
      origin: 'site',
      place: `${sshd.user}@127.0.0.1:${file}`,
      sha256,
      sizeBytes: statSync(file).size,
      summary: { packets: PACKETS, problems: 0 },
    })
    expect(
      readFileSync(join(console.dataDir, 'packets', 'captures', done.id, 'capture')).equals(readFileSync(file)),
    ).toBe(true)
    const audit = JSON.stringify((await client.ask('GET', '/api/accounts/audit')).body)
    for (const action of ['packets.open', 'packets.site-add']) expect(audit).toContain(action)
    expect((await client.ask('DELETE', `/api/packets/sites/${site.id}`)).status).toBe(204)
    expect(await fetchFrom(client, site.id)).toMatchObject({ status: 404, code: 'packets.site-unknown' })
    expect((await readCapture(client, done.id)).state).toBe('done')
  })

  it('whose bytes are here already are not kept twice, and it is said which one has them', async () => {
    const { console, client, site } = await openSite()
    const { capture } = await send(console, client, file)
    const fetched = await fetchFrom(client, site)
    const ended = await waitForState(client, fetched.capture.id, 'cancelled')
    expect(ended).toMatchObject({ duplicateOf: capture.id })
    expect(filesOf(console)).toEqual([capture.id])
  })

  it('show their progress while they come, and can be cancelled and fetched again', async () => {
    const { console, client, relay, id } = await openHeld()
    const moving = await readCapture(client, id)
    expect(moving).toMatchObject({ state: 'arriving', progress: { stage: 'arriving', sizeBytes: statSync(file).size } })
    await waitUntil('first packets', async () => ((await readCapture(client, id)).progress?.packets ?? 0) > 0)
    expect((await client.ask('POST', `/api/packets/captures/${id}/cancel`, {})).status).toBe(200)
    expect((await readCapture(client, id)).state).toBe('cancelled')
    expect(filesOf(console)).toEqual([])
    expect((await client.ask('POST', `/api/packets/captures/${id}/cancel`, {})).status).toBe(409)
    relay.letPass(Number.POSITIVE_INFINITY)
    expect((await client.ask('POST', `/api/packets/captures/${id}/analyse`, {})).status).toBe(202)
    expect(await waitForState(client, id, 'done')).toMatchObject({ summary: { packets: PACKETS } })
  })

  it('go on by themselves where their line broke off, however long they stand still', async () => {
    const { client, relay, id } = await openHeld(openSigned({ VEDETTE_PACKETS_STALL_SECONDS: '5' }))
    const fromMs = Date.now()
    relay.close()
    const retrying = (reason: string) =>
      waitUntil(`retried after: ${reason}`, async () => {
        const { state, progress } = await readCapture(client, id)
        return state === 'arriving' && progress?.retrying?.reason.key === reason && progress
      })
    expect(await retrying('packets.line.closed')).not.toHaveProperty('leftMs')
    const { retrying: first } = await retrying('packets.line.refused')
    expect(first?.sinceMs).toBeGreaterThanOrEqual(fromMs)
    expect(first?.untilMs).toBe((first?.sinceMs ?? 0) + 300_000)
    await sleep(5_000)
    expect((await retrying('packets.line.refused')).retrying).toEqual(first)
    const next = await startRelay(sshd.port, relay.port)
    opened.push(() => next.close())
    next.letPass(SOME_BYTES)
    const come = await waitUntil('more bytes', async () => {
      const { progress } = await readCapture(client, id)
      return progress && !progress.retrying && progress
    })
    expect(come.arrivedBytes).toBeGreaterThan(SOME_BYTES / 2)
    next.letPass(Number.POSITIVE_INFINITY)
    const done = await waitForState(client, id, 'done')
    expect(done).toMatchObject({ sha256: toSha256(file), summary: { packets: PACKETS } })
    // What had come did not come again.
    expect(next.passed()).toBeLessThan(statSync(file).size - SOME_BYTES / 2)
  })

  it('let go of a line that gives nothing more before they take the next one', async () => {
    const { client, relay, id } = await openHeld(openSigned())
    const was = readFileSync(file)
    const { atime, mtime } = statSync(file)
    try {
      // The machine lives and its line holds, but for a moment the file has an end.
      truncateSync(file, SOME_BYTES)
      relay.letPass(SOME_BYTES)
      await waitUntil('the next line', async () => (await readCapture(client, id)).progress?.retrying)
    } finally {
      writeFileSync(file, was)
      utimesSync(file, atime, mtime)
    }
    await waitUntil('more bytes', async () => {
      const { progress } = await readCapture(client, id)
      return progress && !progress.retrying && progress.arrivedBytes > SOME_BYTES
    })
    expect((await readCapture(client, id)).state).toBe('arriving')
    expect(relay.lines()).toBe(1)
    relay.letPass(Number.POSITIVE_INFINITY)
    expect(await waitForState(client, id, 'done')).toMatchObject({ sha256: toSha256(file) })
  })

  it('are not made of two files', async () => {
    const { client, relay, id } = await openHeld(openSigned())
    relay.cut()
    const was = readFileSync(file)
    try {
      appendFileSync(file, was.subarray(24))
      relay.letPass(Number.POSITIVE_INFINITY)
      const failed = await waitForState(client, id, 'failed')
      expect(failed.reason).toMatchObject({ key: 'packets.error.fetch-changed', params: { path: file } })
    } finally {
      writeFileSync(file, was)
    }
  })

  it('that break off end with the reason, and nothing of them stays', async () => {
    const { console, client, relay, id } = await openHeld(openSigned({ VEDETTE_PACKETS_FETCH_RETRY_SECONDS: '2' }))
    relay.close()
    const failed = await waitForState(client, id, 'failed')
    expect(failed.reason).toMatchObject({ key: 'packets.error.fetch-cut', params: { path: file } })
    expect(Number(failed.reason?.params?.['doneBytes'])).toBeGreaterThan(0)
    expect(filesOf(console)).toEqual([])
    const next = await startRelay(sshd.port, relay.port)
    opened.push(() => next.close())
    await client.ask('POST', `/api/packets/captures/${id}/analyse`, {})
    await waitForState(client, id, 'done')
  })

  it.each<NodeJS.Signals>(['SIGKILL', 'SIGTERM'])(
    'end with the reason when the console is stopped by %s',
    async (signal) => {
      const { console, relay, id } = await openHeld(openSigned())
      await console.stop(signal)
      const again = await open({}, console.dataDir)
      const client = await signIn(again)
      expect(await readCapture(client, id)).toMatchObject({
        state: 'failed',
        reason: { key: 'packets.reason.fetch-stopped' },
      })
      expect(filesOf(again)).toEqual([])
      relay.letPass(Number.POSITIVE_INFINITY)
      await client.ask('POST', `/api/packets/captures/${id}/analyse`, {})
      expect(await waitForState(client, id, 'done')).toMatchObject({ summary: { packets: PACKETS } })
    },
  )

  it('are refused in words: nobody there, a wrong password, another host key, no file', async () => {
    const { client } = await shared.use()
    const relay = await openRelay()
    const gone = await startRelay(sshd.port)
    gone.close()
    expect(await add(client, siteAt(gone.port))).toMatchObject({ status: 502, code: 'packets.site-unreachable' })
    const probe = { host: '127.0.0.1', port: gone.port }
    expect(await client.ask('POST', '/api/packets/sites/host-key', probe)).toMatchObject({
      status: 502,
      body: { code: 'packets.site-unreachable', params: { reason: 'ECONNREFUSED' } },
    })
    expect(await add(client, siteAt(relay.port, { password: 'wrong' }))).toMatchObject({
      status: 502,
      code: 'packets.site-refused',
    })
    expect(await add(client, siteAt(relay.port, { privateKey: 'no key' }))).toMatchObject({
      status: 502,
      code: 'packets.site-refused',
    })
    expect(await add(client, siteAt(relay.port, { password: '' }))).toMatchObject({
      status: 400,
      code: 'packets.secret-missing',
    })
    const hostKey = `SHA256:${'A'.repeat(43)}`
    expect(await add(client, siteAt(relay.port, { hostKey }))).toMatchObject({
      status: 409,
      code: 'packets.host-key-changed',
      params: { found: sshd.hostKey(), wanted: hostKey },
    })
    expect((await client.ask('GET', '/api/packets/sites')).body).toEqual({ sites: [] })
    const { id: site } = await add(client, siteAt(relay.port))
    for (const [path, status, code] of [
      [join(folder, 'missing.pcap'), 404, 'packets.path-unknown'],
      [join(folder, 'below'), 403, 'packets.not-a-file'],
      [join(folder, 'pipe.pcap'), 403, 'packets.not-a-file'],
    ] as const)
      expect(await fetchFrom(client, site, path)).toMatchObject({ status, code })
    expect(await listCaptures(client)).toEqual([])
    const text = await fetchFrom(client, site, join(folder, 'text.pcap'))
    expect(await waitForState(client, text.capture.id, 'failed')).toMatchObject({
      reason: { key: 'packets.error.not-a-capture' },
    })
    relay.close()
    expect(await fetchFrom(client, site)).toMatchObject({ status: 502, code: 'packets.site-unreachable' })
  })

  it('are not fetched once the machine shows another host key', async () => {
    const { client, site } = await openSite()
    const before = sshd.hostKey()
    await sshd.changeKey()
    const refused = await fetchFrom(client, site)
    expect(refused).toMatchObject({ status: 409, code: 'packets.host-key-changed', params: { wanted: before } })
    expect((await client.ask('GET', `/api/packets/sites/${site}/entries`)).status).toBe(409)
    expect(await listCaptures(client)).toEqual([])
  })

  it('are for operators to fetch and for admins to allow', async () => {
    const { console, client, site } = await openSite()
    const password = 'a long enough one'
    for (const role of ['viewer', 'operator'] as const)
      await client.ask('POST', '/api/accounts/users', { name: role, password, role })
    const viewer = await signIn(console, 'sign-in', { name: 'viewer', password })
    expect((await viewer.ask('GET', '/api/packets/sites')).status).toBe(403)
    expect((await fetchFrom(viewer, site)).status).toBe(403)
    const operator = await signIn(console, 'sign-in', { name: 'operator', password })
    expect((await operator.ask('GET', '/api/packets/sites')).status).toBe(200)
    expect((await operator.ask('DELETE', `/api/packets/sites/${site}`)).status).toBe(403)
    expect((await add(operator, siteAt(sshd.port))).status).toBe(403)
    const probe = { host: '127.0.0.1', port: sshd.port }
    expect((await operator.ask('POST', '/api/packets/sites/host-key', probe)).status).toBe(403)
    expect((await fetchFrom(operator, site)).status).toBe(202)
  })

  it.runIf(isRoot)('are refused before a byte comes when there is no room', async () => {
    const disk = join(freshFolder('disk'), 'small')
    mkdirSync(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk])
    try {
      const { client, site } = await openSite(openSigned({ VEDETTE_PACKETS_FOLDER: disk }))
      expect(await fetchFrom(client, site)).toMatchObject({ status: 507, code: 'packets.no-room' })
      expect(await listCaptures(client)).toEqual([])
    } finally {
      for (const close of opened.splice(0).reverse()) await close()
      execFileSync('umount', [disk])
    }
  })

  it.runIf(isRoot)('are reached with a password too', async () => {
    const user = `vedette-${randomBytes(4).toString('hex')}`
    const password = randomBytes(12).toString('hex')
    execFileSync('useradd', ['--no-create-home', '--home-dir', '/', '--shell', '/bin/sh', user])
    try {
      execFileSync('chpasswd', { input: `${user}:${password}\n` })
      const { client } = await shared.use()
      const { id: site, status } = await add(client, siteAt(sshd.port, { user, password }))
      expect(status).toBe(201)
      execFileSync('chmod', ['755', folder])
      const { capture } = await fetchFrom(client, site)
      await waitForState(client, capture.id, 'done')
      expect(await fetchFrom(client, site, '/etc/shadow')).toMatchObject({ code: 'packets.file-unreadable' })
    } finally {
      // Forced: the server's process for a line that has just been closed may still be his.
      execFileSync('userdel', ['--force', user], { stdio: 'ignore' })
    }
  })
})
