/** Captures in a real browser: sent, watched while they arrive, explained and deleted. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isMissing } from '../parts/parts.ts'
import { findBarriers, launchBrowser, openPage, PHONE, settle, visit } from './browser.ts'
import { HTTP_CAPTURE, openCapture, rowOf, sendFiles, untilDone, writeCaptures } from './captures.ts'
import { type Client, makeAdmin, type RunningConsole, startConsole } from './console.ts'

describe.skipIf(isMissing('chromium'))('captures in a browser', () => {
  let browser: Browser
  let running: RunningConsole
  let admin: Client
  const captures = writeCaptures()

  const open = (path: string, options: Parameters<typeof visit>[2] = {}) =>
    openPage(browser, running, path, { as: admin, ...options })

  beforeAll(async () => {
    running = await startConsole()
    admin = await makeAdmin(running)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await running?.stop()
  })

  it('invites to the first one', async () => {
    const { page, context, complaints } = await open('/packets')
    await page.getByText('No captures yet.').waitFor()
    await page.getByText(`${running.url}/api/packets/captures`).waitFor()
    expect(await findBarriers(page)).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })

  it('takes several at once, shows how they arrive, and says what is in them', async () => {
    const { page, context, complaints } = await open('/packets')
    const line = await context.newCDPSession(page)
    await line.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 3_000_000,
    })
    await sendFiles(page, captures.scan, HTTP_CAPTURE, captures.cut)
    const bar = page.getByRole('progressbar', { name: 'How much of scan.pcap has arrived' })
    await bar.waitFor()
    await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(0)
    await page.getByText('has arrived', { exact: true }).nth(2).waitFor()
    for (const name of ['scan.pcap', 'http-keepalive-pipelined.pcap', 'cut.pcap']) await untilDone(page, name)
    await rowOf(page, 'cut.pcap').getByRole('img', { name: 'The file is damaged' }).first().waitFor()
    await rowOf(page, 'scan.pcap').getByRole('img', { name: 'danger' }).waitFor()
    expect(await findBarriers(page)).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })

  it('loses no file that was chosen before the console said what it takes', async () => {
    const { page, context } = await visit(browser, running, { as: admin })
    const { promise: asked, resolve: answer } = Promise.withResolvers<void>()
    await page.route('**/api/packets/limits', async (route) => {
      await asked
      await route.continue()
    })
    await page.goto(`${running.url}/packets`)
    await sendFiles(page, HTTP_CAPTURE)
    await page.getByText('waits its turn').waitFor()
    answer()
    await page.getByText('these bytes were here already').waitFor()
    await context.close()
  })

  it('sends nothing that was given up before it could begin, and one file once', async () => {
    const { page, context } = await open('/packets')
    const { promise: fetched, resolve: fetch } = Promise.withResolvers<void>()
    const sent: string[] = []
    // What sends a file is fetched when it is first wanted.
    await page.route('**/assets/**', async (route) => {
      await fetched
      await route.continue()
    })
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().includes('/api/packets/')) sent.push(request.url())
    })
    await sendFiles(page, captures.cut, HTTP_CAPTURE)
    const row = (file: string) => page.locator('.sending', { hasText: file })
    await row('cut.pcap').getByRole('button', { name: 'Give up' }).click()
    await row('cut.pcap').waitFor({ state: 'detached' })
    await row('http-keepalive').getByRole('button', { name: 'Hold' }).click()
    await row('http-keepalive').getByRole('button', { name: 'Go on' }).click()
    fetch()
    await page.getByText('these bytes were here already').waitFor()
    expect(sent).toHaveLength(1)
    await context.close()
  })

  it('knows the same bytes again, and refuses what is no capture with the reason', async () => {
    const { page, context } = await open('/packets')
    const rows = page.getByRole('grid', { name: 'Captures' }).getByRole('row')
    const before = await rows.count()
    await sendFiles(page, HTTP_CAPTURE)
    await page.getByText('these bytes were here already').waitFor()
    const text = join(captures.folder, 'letter.txt')
    writeFileSync(text, 'Dear console, this is no capture.')
    await sendFiles(page, text)
    await page.getByText('letter.txt is no capture').waitFor()
    await settle(page)
    expect(await rows.count()).toBe(before)
    await context.close()
  })

  it('says what is wrong first, with the packets that prove it', async () => {
    const { page, context, complaints } = await open('/packets')
    await openCapture(page, 'scan.pcap')
    const findings = page.getByRole('region', { name: 'Findings' })
    await findings.getByText('10.0.0.1 tries the doors of 10.0.0.2').first().waitFor()
    await page.getByRole('region', { name: 'In short' }).getByText('4,060').waitFor()
    expect(await findBarriers(page)).toEqual([])
    const proof = findings.getByRole('link', { name: /^Show \d+ packets$/ })
    expect(decodeURIComponent((await proof.getAttribute('href')) ?? '')).toMatch(
      /\/packets\?filter=frame\.number in \{/,
    )
    expect(complaints).toEqual([])
    await context.close()
  })

  it('tells damage honestly', async () => {
    const { page, context } = await open('/packets')
    await openCapture(page, 'cut.pcap')
    await page.getByText(/The file is cut at byte [\d,]+: the record that begins there lacks 7 B\./).waitFor()
    await context.close()
  })

  it.each(['ko', 'ru'] as const)('speaks %s on a phone', async (language) => {
    await admin.ask('PATCH', '/api/accounts/me', { language })
    const { page, context, complaints } = await open('/packets', { viewport: PHONE, language })
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    await rowOf(page, 'scan.pcap').getByRole('link').first().click()
    await page.locator('.finding-title').first().waitFor()
    await settle(page)
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    expect(await findBarriers(page)).toEqual([])
    expect(complaints).toEqual([])
    await admin.ask('PATCH', '/api/accounts/me', { language: 'en' })
    await context.close()
  })

  it('is deleted by its plan', async () => {
    const { page, context } = await open('/packets')
    await rowOf(page, 'cut.pcap').getByRole('button', { name: 'Delete cut.pcap' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete cut.pcap' })
    await dialog.getByText('The packets cannot be had back from here.').waitFor()
    await dialog.getByRole('button', { name: 'Do it' }).click()
    await rowOf(page, 'cut.pcap').waitFor({ state: 'detached' })
    await context.close()
  })
})
