/** Lists of places that nobody waits for any more: the real console stops looking, here and on another machine. */
import { linkSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { NewSite, PlaceList, Site } from '../../src/capabilities/packets/schema.ts'
import { isMissing } from '../parts/parts.ts'
import { startRelay, startSshd } from '../parts/sshd.ts'
import { HTTP_CAPTURE } from './captures.ts'
import { type Client, freshFolder, makeAdmin, type RunningConsole, startConsole } from './console.ts'

const MANY = 2000
const LATE_MS = 60_000
let folder: string
let running: RunningConsole
let admin: Client

beforeAll(async () => {
  folder = realpathSync(freshFolder('abandoned'))
  const first = join(folder, '0.pcap.gz')
  writeFileSync(first, gzipSync(readFileSync(HTTP_CAPTURE)))
  for (let n = 1; n < MANY; n++) linkSync(first, join(folder, `${n}.pcap.gz`))
  running = await startConsole({ env: { VEDETTE_PACKETS_FOLDERS: folder } })
  admin = await makeAdmin(running)
})
afterAll(() => running?.stop())

async function until(what: string, look: () => boolean): Promise<number> {
  const fromMs = performance.now()
  while (!look()) {
    if (performance.now() - fromMs > LATE_MS) throw new Error(`waited in vain for: ${what}`)
    await sleep(2)
  }
  return performance.now() - fromMs
}
/** A list that is asked for, and the way to ask no more. */
function ask(path: string) {
  const stop = new AbortController()
  const { signal } = stop
  const answer = fetch(running.url + path, { headers: { cookie: admin.cookie }, signal }).then(
    async (found) => (await found.json()) as PlaceList,
    () => 'abandoned' as const,
  )
  return { answer, abandon: () => stop.abort() }
}

it.runIf(process.platform === 'linux')('a folder of the server is not looked through to its end', async () => {
  const descriptors = `/proc/${running.pid}/fd`
  const isLooked = () =>
    readdirSync(descriptors).some((name) => {
      try {
        return readlinkSync(join(descriptors, name)) === folder
      } catch {
        return false
      }
    })
  const whole = ask('/api/packets/folders/0?find=PCAP')
  await until('the folder to be opened', isLooked)
  const wholeMs = await until('its end', () => !isLooked())
  expect(await whole.answer).toMatchObject({ cut: false, entries: { length: MANY } })
  const { answer, abandon } = ask('/api/packets/folders/0?find=PCAP')
  await until('the folder to be opened', isLooked)
  abandon()
  expect(await answer).toBe('abandoned')
  expect(await until('nobody looking', () => !isLooked())).toBeLessThan(0.75 * wholeMs)
})

it.skipIf(isMissing('openssh-server')).each([
  // A line that gives nothing is given up after 15 s while it is made, and after 30 s afterwards.
  ['while its line is made', 0],
  ['while it says what it has', 60_000],
])('another machine is left at once: %s', async (_, bytes) => {
  const sshd = await startSshd()
  const relay = await startRelay(sshd.port)
  try {
    const far = realpathSync(mkdtempSync(join(tmpdir(), 'vedette-far-')))
    for (let n = 0; n < MANY; n++) writeFileSync(join(far, `a capture with a long name ${n}`), '')
    const { user, privateKey, port } = { ...sshd, port: relay.port }
    const machine: NewSite = { name: 'far', host: '127.0.0.1', port, user, privateKey, hostKey: sshd.hostKey() }
    const { id } = (await admin.ask('POST', '/api/packets/sites', machine)).body as Site
    const api = `/api/packets/sites/${id}/entries?${new URLSearchParams({ path: far, find: 'name' })}`
    const whole = await ask(api).answer
    expect(whole).toMatchObject({ entries: { length: MANY } })
    await until('the line to be closed', () => relay.lines() === 0)
    const before = relay.passed()
    relay.letPass(bytes)
    const { answer, abandon } = ask(api)
    await until('a line', () => relay.lines() === 1 && relay.passed() - before >= Math.max(1, bytes))
    await sleep(500)
    expect(relay.lines()).toBe(1)
    abandon()
    expect(await answer).toBe('abandoned')
    expect(await until('the line to be closed', () => relay.lines() === 0)).toBeLessThan(8_000)
  } finally {
    relay.close()
    await sshd.stop()
  }
})

it('none of that is told as a fault of the console', async () => {
  // Its log is written in order: what came before is there.
  expect((await admin.ask('GET', '/api/packets/folders/7')).status).toBe(404)
  expect(running.output()).not.toContain('a request failed')
})
