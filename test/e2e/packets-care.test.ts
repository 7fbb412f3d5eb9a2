/** Captures that need somebody, in a real browser: dead letters, analyses nobody waits for, notes, and uploads held and gone on with. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isMissing } from '../parts/parts.ts'
import { findBarriers, launchBrowser, openPage, settle } from './browser.ts'
import { rowOf, sendFiles, untilDone, writeCaptures } from './captures.ts'
import { type Client, freshFolder, makeAdmin, type RunningConsole, signIn, startConsole } from './console.ts'
import { makeCapture, readCapture, readQueue, send, waitForState } from './packets.ts'

const PCAP_HEADER_BYTES = 24

/** A packed capture that takes a while: the same packets again and again, each time a gzip member of its own (RFC 1952 §2.2). */
function makeLongCapture(times: number): string {
  const made = readFileSync(makeCapture({ packets: 1000, seed: 77 }))
  const again = gzipSync(made.subarray(PCAP_HEADER_BYTES))
  const file = join(freshFolder('long'), 'long.pcap.gz')
  writeFileSync(file, Buffer.concat([gzipSync(made.subarray(0, PCAP_HEADER_BYTES)), ...Array(times).fill(again)]))
  return file
}

/** The line of the page sends no faster than this, until it is told another speed: -1 is as fast as it can. */
async function slowDown(page: Page, bytesPerSecond: number): Promise<(bytesPerSecond: number) => Promise<void>> {
  const line = await page.context().newCDPSession(page)
  const send = async (uploadThroughput: number) => {
    const conditions = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput }
    await line.send('Network.emulateNetworkConditions', conditions)
  }
  await send(bytesPerSecond)
  return send
}

describe.skipIf(isMissing('chromium'))('captures that need somebody, in a browser', () => {
  let browser: Browser
  let running: RunningConsole
  let admin: Client
  const captures = writeCaptures()

  const open = (path: string) => openPage(browser, running, path, { as: admin })

  beforeAll(async () => {
    running = await startConsole({ env: { VEDETTE_PACKETS_MAX_UNPACKED_BYTES: '2000000' } })
    admin = await makeAdmin(running)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await running?.stop()
  })

  it('a dead letter says why, and is done when it is tried again after what was wrong is right', async () => {
    const file = join(freshFolder('bomb'), 'bomb.pcap.gz')
    writeFileSync(file, gzipSync(readFileSync(makeCapture({ packets: 20_000, seed: 8 }))))
    const { capture } = await send(running, admin, file)
    await waitForState(admin, capture.id, 'failed')
    const first = await open('/packets')
    const dead = first.page.getByRole('region', { name: 'Could not be analysed' })
    await dead.getByText('bomb.pcap.gz').waitFor()
    await dead.getByText(/unpacks to more than 2/).waitFor()
    await dead.getByText(/tried once/).waitFor()
    expect(await findBarriers(first.page)).toEqual([])
    expect(first.complaints).toEqual([])
    await first.context.close()

    const { dataDir } = running
    await running.stop()
    running = await startConsole({ dataDir })
    admin = await signIn(running)
    const { page, context, complaints } = await open('/packets')
    const letters = page.getByRole('region', { name: 'Could not be analysed' })
    await letters.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('bomb.pcap.gz is tried again.').waitFor()
    await letters.waitFor({ state: 'detached' })
    await untilDone(page, 'bomb.pcap.gz')
    expect((await readQueue(admin)).deadLetters).toEqual([])
    expect((await readCapture(admin, capture.id)).summary?.packets).toBe(20_000)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('an analysis that runs is cancelled, its file stays, and it can be begun anew', async () => {
    // The pages are loaded before: the analysis takes seconds, and must not be over when it is looked at.
    const { page, context } = await open('/packets')
    const { capture } = await send(running, admin, makeLongCapture(12_000))
    await waitForState(admin, capture.id, 'analysing')
    // Not settled before: its progress is shown as long as it runs.
    await page.goto(`${running.url}/packets/${capture.id}`)
    await page.getByRole('progressbar', { name: 'How far the analysis is' }).waitFor()
    await page.getByRole('button', { name: 'Cancel the analysis' }).click()
    await page.getByText('Cancelled. The file stays.').waitFor()
    const cancelled = await waitForState(admin, capture.id, 'cancelled')
    expect(cancelled.sizeBytes).toBe(capture.sizeBytes)
    // What was known so far is no report of it.
    expect((await admin.ask('GET', `/api/packets/captures/${capture.id}/report`)).status).toBe(404)
    const queue = await readQueue(admin)
    expect([queue.running, queue.waiting, queue.deadLetters]).toEqual([0, 0, []])
    await page.getByText('There is no report: the analysis did not end.').waitFor()
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(1)
    await page.getByRole('button', { name: 'More' }).click()
    await page.locator('.menu-list').getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('button', { name: 'Cancel the analysis' }).click()
    await waitForState(admin, capture.id, 'cancelled')
    await context.close()
  })

  it('a note is written, found again and removed', async () => {
    const { capture } = await send(running, admin, makeCapture({ packets: 10, seed: 21, name: 'noted.pcap' }))
    await waitForState(admin, capture.id, 'done')
    const { page, context, complaints } = await open(`/packets/${capture.id}`)
    const notes = page.getByRole('region', { name: 'Notes' })
    await notes.getByText('Nobody has written anything about it.').waitFor()
    const add = notes.getByRole('button', { name: 'Add the note' })
    expect(await add.isDisabled()).toBe(true)
    await notes.getByLabel('What the next person should know').fill('<b>slow</b> since Tuesday\nask Kim')
    await add.click()
    await notes.getByText('<b>slow</b> since Tuesday').waitFor()
    await notes.getByText(/^admin ·/).waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.goto(`${running.url}/packets`)
    await settle(page)
    await page.getByRole('searchbox').fill('since tuesday')
    await rowOf(page, 'noted.pcap').getByText('1 note').waitFor()
    await rowOf(page, 'bomb.pcap.gz').waitFor({ state: 'detached' })
    await page.goto(`${running.url}/packets/${capture.id}`)
    await notes.getByRole('button', { name: 'Remove' }).click()
    await notes.getByText('Nobody has written anything about it.').waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  it('an upload is held, goes on where it stopped, and arrives whole', async () => {
    const { page, context, complaints } = await open('/packets')
    // Slow enough to be held in the middle by a busy machine too.
    const atSpeed = await slowDown(page, 500_000)
    const offsets: number[] = []
    page.on('request', (request) => {
      if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']))
    })
    await sendFiles(page, captures.scan)
    const sendings = page.getByRole('list', { name: 'On their way' })
    const bar = sendings.getByRole('progressbar', { name: 'How much of scan.pcap has arrived' })
    await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(10)
    await sendings.getByRole('button', { name: 'Hold' }).click()
    await sendings.getByRole('img', { name: 'held' }).waitFor()
    const held = async () => Number(await bar.getAttribute('aria-valuenow'))
    const before = await held()
    await page.waitForTimeout(1000)
    expect(await held()).toBe(before)
    expect(before).toBeLessThan(100)
    await atSpeed(-1)
    await sendings.getByRole('button', { name: 'Go on' }).click()
    await untilDone(page, 'scan.pcap')
    const [begun, resumed = 0] = offsets
    expect(begun).toBe(0)
    expect(resumed).toBeGreaterThan(100_000)
    const scan = (await admin.ask('GET', '/api/packets/captures?search=scan.pcap')).body as {
      captures: { summary: { packets: number } }[]
    }
    expect(scan.captures.map(({ summary }) => summary.packets)).toEqual([4060])
    expect(complaints).toEqual([])
    await context.close()
  })
})
