/** Captures opened where they lie, on the real console: read there, never copied; changed, gone and swapped meanwhile. */
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { CaptureDetail, PlaceList, Uploaded } from '../../src/capabilities/packets/schema.ts'
import { countPackets, HTTP_CAPTURE } from './captures.ts'
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

const running: RunningConsole[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop('SIGKILL')))
})
async function open(env: Record<string, string> = {}, dataDir?: string) {
  const console = await startConsole({ env, ...(dataDir ? { dataDir } : {}) })
  running.push(console)
  return console
}
const sharedFolder = realpathSync(freshFolder('places'))
const shared = shareConsole({ VEDETTE_PACKETS_FOLDERS: sharedFolder })
afterAll(shared.stop)

function putCapture(folder: string, packets: number) {
  const file = join(folder, 'a.pcap')
  copyFileSync(makeCapture({ packets, seed: packets }), file)
  return { folder, file }
}
/** The console that all share: it may open one folder, which has one capture. */
async function useFolder() {
  const signed = await shared.use()
  for (const name of readdirSync(sharedFolder)) rmSync(join(sharedFolder, name), { recursive: true })
  return { ...putCapture(sharedFolder, 3000), ...signed }
}
/** A console of one's own that may open one folder, which has one capture of so many packets. */
async function openWithFolder(packets = 3000, env: Record<string, string> = {}) {
  const put = putCapture(realpathSync(freshFolder('places')), packets)
  const console = await open({ VEDETTE_PACKETS_FOLDERS: put.folder, ...env })
  return { ...put, console, client: await makeAdmin(console) }
}
async function openCapture(client: Client, path: string, more: object = {}) {
  const { status, body } = await client.ask('POST', '/api/packets/captures/open', { folder: 0, path, ...more })
  return { status, ...(body as Uploaded & { code?: string }) }
}
/** As a file; or the refusal's code. */
async function download(console: RunningConsole, { cookie }: Client, path: string) {
  const answer = await fetch(`${console.url}/api/packets/captures/${path}`, { headers: { cookie } })
  const bytes = Buffer.from(await answer.arrayBuffer())
  return answer.ok ? bytes : `${answer.status} ${(JSON.parse(bytes.toString()) as { code: string }).code}`
}
const readRows = async (client: Client, id: string, query = '') => {
  const { status, body } = await client.ask('GET', `/api/packets/captures/${id}/rows?waitMs=10000${query}`)
  return { status, ...(body as { code?: string; title?: string; packets?: number; kept?: number }) }
}
const detail = async (client: Client, id: string) => (await readCapture(client, id)) as CaptureDetail
const filesOf = ({ dataDir }: RunningConsole, id: string) =>
  readdirSync(join(dataDir, 'packets', 'captures', id)).sort()

describe('a capture in a folder of the server', () => {
  it('is found, analysed, browsed, exported and downloaded where it lies, and stays when its entry goes', async () => {
    const { folder, file, console, client } = await useFolder()
    mkdirSync(join(folder, 'below'))
    expect((await client.ask('GET', '/api/packets/limits')).body).toMatchObject({ mayOpen: true })
    expect((await client.ask('GET', '/api/packets/folders')).body).toEqual({
      folders: [{ id: 0, path: folder, readable: true }],
    })
    const { entries } = (await client.ask('GET', '/api/packets/folders/0')).body as PlaceList
    expect(entries.map(({ name, isFolder }) => [name, isFolder])).toEqual([
      ['below', true],
      ['a.pcap', false],
    ])
    const opened = await openCapture(client, 'a.pcap')
    expect(opened).toMatchObject({ status: 201, duplicate: false, capture: { origin: 'folder', place: file } })
    const { id } = opened.capture
    const done = await waitForState(client, id, 'done')
    const sha256 = execFileSync('sha256sum', [file], { encoding: 'utf8' }).slice(0, 64)
    expect(done).toMatchObject({ name: 'a.pcap', sha256, summary: { packets: 3000 } })
    expect(done).not.toHaveProperty('mark')
    expect(await readRows(client, id, '&filter=udp.srcport == 1024')).toMatchObject({
      status: 200,
      kept: 1,
      packets: 3000,
    })
    expect(readFileSync(file).equals((await download(console, client, `${id}/file`)) as Buffer)).toBe(true)
    expect(countPackets((await download(console, client, `${id}/export?filter=udp.srcport < 1034`)) as Buffer)).toBe(10)
    expect(filesOf(console, id)).toEqual(['index'])
    const { body: audit } = await client.ask('GET', '/api/accounts/audit')
    expect(JSON.stringify(audit)).toContain(`${file} (${id})`)
    expect(JSON.stringify(audit)).toContain('packets.open')

    const before = readFileSync(file)
    expect((await client.ask('DELETE', `/api/packets/captures/${id}`)).status).toBe(204)
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(existsSync(join(console.dataDir, 'packets', 'captures', id))).toBe(false)
  })

  it('is one capture however often and by whatever path it is opened, also at the same moment', async () => {
    const { folder, client } = await useFolder()
    symlinkSync('a.pcap', join(folder, 'link.pcap'))
    const answers = await Promise.all(['a.pcap', 'link.pcap', './a.pcap'].map((path) => openCapture(client, path)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201])
    expect(new Set(answers.map(({ capture }) => capture.id)).size).toBe(1)
    await waitForState(client, answers[0]?.capture.id ?? '', 'done')
    expect(await openCapture(client, 'a.pcap')).toMatchObject({
      status: 200,
      duplicate: true,
      capture: { state: 'done' },
    })
    expect(await listCaptures(client)).toHaveLength(1)
  })

  it('takes nothing from an upload of the same bytes: the file may go', async () => {
    const { file, console, client } = await useFolder()
    const opened = await openCapture(client, 'a.pcap')
    await waitForState(client, opened.capture.id, 'done')
    const sent = await send(console, client, file)
    expect(sent.duplicate).toBe(false)
    await waitForState(client, sent.capture.id, 'done')
    rmSync(file)
    expect((await download(console, client, `${sent.capture.id}/file`)).length).toBeGreaterThan(1000)
  })

  it('says that an older capture has the same bytes, until that one is deleted', async () => {
    const { file, console, client } = await useFolder()
    const sent = await send(console, client, file)
    await waitForState(client, sent.capture.id, 'done')
    const { capture } = await openCapture(client, 'a.pcap')
    expect(await waitForState(client, capture.id, 'done')).toMatchObject({ duplicateOf: sent.capture.id })
    await client.ask('DELETE', `/api/packets/captures/${sent.capture.id}`)
    expect(await readCapture(client, capture.id)).not.toHaveProperty('duplicateOf')
  })

  it('is refused in words when it is none, too large, outside or nowhere', async () => {
    const { folder, client } = await openWithFolder(3000, { MAX_FILE_SIZE: '100000' })
    writeFileSync(join(folder, 'text.pcap'), 'no capture')
    writeFileSync(join(folder, 'empty.pcap'), '')
    execFileSync('mkfifo', [join(folder, 'pipe.pcap')])
    symlinkSync('/etc/shadow', join(folder, 'shadow.pcap'))
    for (const [path, status, code] of [
      ['text.pcap', 415, 'packets.not-a-capture'],
      ['empty.pcap', 400, 'packets.file-empty'],
      ['pipe.pcap', 403, 'packets.not-a-file'],
      ['.', 403, 'packets.not-a-file'],
      ['a.pcap', 413, 'packets.file-too-large'],
      ['shadow.pcap', 403, 'packets.path-outside'],
      ['../../etc/shadow', 403, 'packets.path-outside'],
      ['/etc/shadow', 403, 'packets.path-outside'],
      ['b.pcap', 404, 'packets.path-unknown'],
    ] as const)
      expect([path, await openCapture(client, path)]).toMatchObject([path, { status, code }])
    expect(await openCapture(client, 'a.pcap', { folder: 1 })).toMatchObject({
      status: 404,
      code: 'packets.folder-unknown',
    })
    expect(await listCaptures(client)).toEqual([])
  })

  it('is opened by operators only', async () => {
    const { console, client } = await useFolder()
    const password = 'only looking here'
    await client.ask('POST', '/api/accounts/users', { name: 'vera', password, role: 'viewer' })
    const viewer = await signIn(console, 'sign-in', { name: 'vera', password })
    expect((await viewer.ask('GET', '/api/packets/limits')).body).toMatchObject({ mayOpen: false })
    expect((await viewer.ask('GET', '/api/packets/folders')).status).toBe(403)
    expect((await viewer.ask('GET', '/api/packets/folders/0')).status).toBe(403)
    expect((await openCapture(viewer, 'a.pcap')).status).toBe(403)
  })
})

describe('a file that was opened and is', () => {
  it('gone says so, keeps its report, and can be looked at when it is back', async () => {
    const { file, console, client } = await useFolder()
    const { id } = (await openCapture(client, 'a.pcap')).capture
    await waitForState(client, id, 'done')
    expect(await detail(client, id)).not.toHaveProperty('fileProblem')
    renameSync(file, `${file}.away`)
    expect(await detail(client, id)).toMatchObject({
      fileProblem: { key: 'packets.error.file-gone', params: { file } },
    })
    expect(await readRows(client, id)).toMatchObject({ status: 410, code: 'packets.file-gone' })
    expect(await download(console, client, `${id}/file`)).toBe('410 packets.file-gone')
    expect((await client.ask('GET', `/api/packets/captures/${id}/report`)).body).toMatchObject({ packets: 3000 })
    await client.ask('POST', `/api/packets/captures/${id}/analyse`, {})
    expect(await waitForState(client, id, 'failed')).toMatchObject({ reason: { key: 'packets.error.file-gone' } })
    renameSync(`${file}.away`, file)
    expect(await readRows(client, id)).toMatchObject({ status: 200, packets: 3000 })
    expect(await openCapture(client, 'a.pcap')).toMatchObject({ status: 200, capture: { id } })
    await waitForState(client, id, 'done')
  })

  it.each(['plain', 'packed'])(
    'changed (%s) is not browsed by what was known of it, until it is analysed again',
    async (how) => {
      const { folder, console, client } = await useFolder()
      const bytesOf = (path: string) => (how === 'plain' ? readFileSync(path) : gzipSync(readFileSync(path)))
      const file = join(folder, 'changing.pcap')
      writeFileSync(file, bytesOf(makeCapture({ packets: 2000, seed: 7 })))
      const { id } = (await openCapture(client, 'changing.pcap')).capture
      const before = await waitForState(client, id, 'done')
      expect(await readRows(client, id)).toMatchObject({ status: 200, packets: 2000 })
      writeFileSync(file, bytesOf(HTTP_CAPTURE))
      const refused = await readRows(client, id)
      expect(refused).toMatchObject({ status: 409, code: 'packets.file-changed' })
      expect(await detail(client, id)).toMatchObject({ fileProblem: { key: 'packets.error.file-changed' } })
      expect(await download(console, client, `${id}/file`)).toBe('409 packets.file-changed')
      expect(await download(console, client, `${id}/export`)).toBe('409 packets.file-changed')
      expect((await client.ask('POST', `/api/packets/captures/${id}/analyse`, {})).status).toBe(202)
      const after = await waitForState(client, id, 'done')
      const sha256 = execFileSync('sha256sum', [file], { encoding: 'utf8' }).slice(0, 64)
      expect(after).toMatchObject({ sha256, summary: { packets: 37 }, sizeBytes: readFileSync(file).length })
      expect(after.sha256).not.toBe(before.sha256)
      const report = (await client.ask('GET', `/api/packets/captures/${id}/report`)).body
      expect(report).toMatchObject({ file: { sha256 }, packets: 37 })
      expect(await readRows(client, id)).toMatchObject({ status: 200, packets: 37 })
      expect(await detail(client, id)).not.toHaveProperty('fileProblem')
      expect(filesOf(console, id).filter((name) => name.startsWith('unpacked'))).toHaveLength(how === 'plain' ? 0 : 1)
    },
  )

  it.each<[string, (file: string, folder: string) => void]>([
    [
      'swapped for a link to a secret',
      (file) => {
        rmSync(file)
        symlinkSync('/etc/shadow', file)
      },
    ],
    [
      'below a folder that became a link elsewhere',
      (_, folder) => {
        renameSync(join(folder, 'sub'), join(folder, 'was'))
        const elsewhere = freshFolder('elsewhere')
        copyFileSync(makeCapture({ packets: 3000, seed: 3000 }), join(elsewhere, 'b.pcap'))
        symlinkSync(elsewhere, join(folder, 'sub'))
      },
    ],
    [
      'swapped for a pipe nobody writes to',
      (file) => {
        rmSync(file)
        execFileSync('mkfifo', [file])
      },
    ],
  ])('%s is never read again', async (what, swap) => {
    const { folder, file: made, console, client } = await useFolder()
    mkdirSync(join(folder, 'sub'))
    const file = join(folder, 'sub', 'b.pcap')
    copyFileSync(made, file)
    const { id } = (await openCapture(client, 'sub/b.pcap')).capture
    await waitForState(client, id, 'done')
    swap(file, folder)
    const code = what.includes('pipe') ? 'packets.not-a-file' : 'packets.path-outside'
    expect(await readRows(client, id)).toMatchObject({ status: 403, code })
    expect(await download(console, client, `${id}/file`)).toBe(`403 ${code}`)
    expect(await download(console, client, `${id}/export`)).toBe(`403 ${code}`)
    await client.ask('POST', `/api/packets/captures/${id}/analyse`, {})
    const reason = { key: code.replace('.', '.error.') }
    expect(await waitForState(client, id, 'failed')).toMatchObject({ reason })
    expect((await readQueue(client)).running).toBe(0)
  })
})

describe('when the console', () => {
  it('is killed just after a capture was opened, it is analysed all the same', async () => {
    const { console, client, folder } = await openWithFolder(400_000)
    const { id } = (await openCapture(client, 'a.pcap')).capture
    await console.stop('SIGKILL')
    const again = await open({ VEDETTE_PACKETS_FOLDERS: folder }, console.dataDir)
    expect(await waitForState(await signIn(again), id, 'done')).toMatchObject({ summary: { packets: 400_000 } })
  })

  it('may open the folder no longer, what lies there is not read any more', async () => {
    const { console, client, file } = await openWithFolder()
    const { id } = (await openCapture(client, 'a.pcap')).capture
    await waitForState(client, id, 'done')
    await console.stop()
    const again = await open({}, console.dataDir)
    const admin = await signIn(again)
    expect((await admin.ask('GET', '/api/packets/folders')).body).toEqual({ folders: [] })
    expect(await openCapture(admin, 'a.pcap')).toMatchObject({ status: 404, code: 'packets.folder-unknown' })
    expect(await readRows(admin, id)).toMatchObject({ status: 403, code: 'packets.path-outside' })
    expect(await download(again, admin, `${id}/file`)).toBe('403 packets.path-outside')
    expect((await admin.ask('DELETE', `/api/packets/captures/${id}`)).status).toBe(204)
    expect(existsSync(file)).toBe(true)
    await waitUntil('nothing', async () => (await listCaptures(admin)).length === 0)
  })
})
