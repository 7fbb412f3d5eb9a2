/** A fetch over SFTP whose line broke, in a real browser: what broke, that the console tries again, until when; and that it goes on. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NewSite, Site, Uploaded } from '../../src/capabilities/packets/schema.ts'
import { isMissing } from '../parts/parts.ts'
import { startRelay, startSshd, type TestRelay, type TestSshd } from '../parts/sshd.ts'
import { findBarriers, launchBrowser, openPage, PHONE } from './browser.ts'
import { rowOf } from './captures.ts'
import { type Client, makeAdmin, type RunningConsole, startConsole } from './console.ts'
import { makeCapture, readCapture, waitUntil } from './packets.ts'

const SOME_BYTES = 2_000_000

describe.skipIf(isMissing('chromium') || isMissing('openssh-server'))('a fetch whose line broke, in a browser', () => {
  let browser: Browser
  let running: RunningConsole
  let admin: Client
  let sshd: TestSshd
  let relay: TestRelay
  let id: string

  const open = (path: string, options: Parameters<typeof openPage>[3] = {}) =>
    openPage(browser, running, path, { as: admin, ...options })
  const untilRetried = () =>
    waitUntil('a line that is tried again', async () => {
      const { progress } = await readCapture(admin, id)
      return progress?.retrying?.reason.key === 'packets.line.refused'
    })

  beforeAll(async () => {
    sshd = await startSshd()
    relay = await startRelay(sshd.port)
    running = await startConsole()
    admin = await makeAdmin(running)
    browser = await launchBrowser()
    const { user, privateKey } = sshd
    const machine: NewSite = {
      name: 'gateway',
      host: '127.0.0.1',
      port: relay.port,
      user,
      hostKey: sshd.hostKey(),
      privateKey,
    }
    const { id: site } = (await admin.ask('POST', '/api/packets/sites', machine)).body as Site
    relay.letPass(SOME_BYTES)
    const path = makeCapture({ packets: 50_000, seed: 71, name: 'night.pcap' })
    const { capture } = (await admin.ask('POST', '/api/packets/captures/open', { site, path })).body as Uploaded
    id = capture.id
    await waitUntil('some bytes', async () => {
      const { progress } = await readCapture(admin, id)
      return progress && progress.arrivedBytes > SOME_BYTES / 2
    })
    relay.close()
    await untilRetried()
  })
  afterAll(async () => {
    await browser?.close()
    await running?.stop()
    relay?.close()
    await sshd?.stop()
  })

  it('moves again as soon as bytes come, and stands still again, told by the live line alone', async () => {
    const [list, own] = [await open('/packets'), await open(`/packets/${id}`)]
    // Whoever asks gets no answer from now on.
    for (const { page } of [list, own]) await page.route('**/api/packets/captures**', () => undefined)
    const row = rowOf(list.page, 'night.pcap')
    const words = own.page.getByText('No connection to the machine since')
    await words.waitFor()
    relay = await startRelay(sshd.port, relay.port)
    relay.letPass(SOME_BYTES)
    await row.getByText('arriving', { exact: true }).waitFor()
    await row.getByText('retrying').waitFor({ state: 'detached' })
    await words.waitFor({ state: 'detached' })
    await own.page.getByRole('progressbar', { name: 'How far the analysis is' }).waitFor()
    relay.close()
    await row.getByText('retrying until').waitFor()
    await words.waitFor()
    await untilRetried()
    for (const { context } of [list, own]) await context.close()
  })

  it('says in the list and on its page what broke, that it is tried again, and until when', async () => {
    const { progress } = await readCapture(admin, id)
    const until = new Date(progress?.retrying?.untilMs ?? 0).toISOString().slice(11, 16)
    const { page, context, complaints } = await open('/packets')
    const row = rowOf(page, 'night.pcap')
    await row.getByText('connection refused', { exact: true }).waitFor()
    await row.getByText(new RegExp(`^retrying until ${until} · \\d+ %$`)).waitFor()
    expect(await row.getByRole('progressbar').count()).toBe(0)
    expect(await findBarriers(page)).toEqual([])
    await row.getByRole('link', { name: 'night.pcap' }).click()
    const words = page.getByRole('status').filter({ hasText: 'No connection to the machine since' })
    expect(await words.textContent()).toMatch(
      new RegExp(`: connection refused\\. The console tries again by itself until ${until} and goes on`),
    )
    expect(await page.getByRole('progressbar').count()).toBe(0)
    await page.getByRole('button', { name: 'Cancel the fetch' }).waitFor()
    expect(await findBarriers(page)).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })

  it.each([
    ['ko', '연결이 거부됨', '까지 다시 시도', '장비와 연결이 끊겨 있습니다'],
    ['ru', 'отказ в соединении', 'попытки до', 'Связи с машиной нет с'],
  ])('says so on a phone in %s', async (language, reason, retrying, words) => {
    await admin.ask('PATCH', '/api/accounts/me', { language })
    const { page, context, complaints } = await open('/packets', { viewport: PHONE, language })
    const row = rowOf(page, 'night.pcap')
    await row.getByText(reason, { exact: true }).waitFor()
    await row.getByText(retrying).waitFor()
    await row.getByRole('link', { name: 'night.pcap' }).tap()
    await page.getByRole('status').filter({ hasText: words }).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    expect(await findBarriers(page)).toEqual([])
    expect(complaints).toEqual([])
    await admin.ask('PATCH', '/api/accounts/me', { language: 'en' })
    await context.close()
  })
})
