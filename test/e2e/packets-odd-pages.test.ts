/** What pages say of captures that are not as they should be: nothing in them can be read, their times are none, half of them came. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isMissing } from '../parts/parts.ts'
import { findBarriers, launchBrowser, openPage, PHONE, settle, type visit } from './browser.ts'
import { HTTP_CAPTURE, rowOf } from './captures.ts'
import { type Client, freshFolder, makeAdmin, type RunningConsole, signIn, startConsole } from './console.ts'
import { listCaptures, makeCapture, send, waitForState } from './packets.ts'

/** The recorded capture, said to be of another link type, or with a clock that is set back by 100 s after its first packet. */
function alter(name: string, change: (bytes: Buffer) => void): string {
  const bytes = Buffer.from(readFileSync(HTTP_CAPTURE))
  change(bytes)
  const file = join(freshFolder('odd'), name)
  writeFileSync(file, bytes)
  return file
}
const unreadable = () => alter('unknown-link.pcap', (bytes) => bytes.writeUInt32LE(147, 20))
const backwards = () =>
  alter('backwards.pcap', (bytes) => {
    for (let at = 24 + 16 + bytes.readUInt32LE(32); at < bytes.length; at += 16 + bytes.readUInt32LE(at + 8))
      bytes.writeUInt32LE(bytes.readUInt32LE(at) - 100, at)
  })

describe.skipIf(isMissing('chromium'))('captures that are not as they should be', () => {
  let browser: Browser
  let running: RunningConsole
  let admin: Client

  const open = (path: string, options: Parameters<typeof visit>[2] = {}) =>
    openPage(browser, running, path, { as: admin, ...options })
  async function take(file: string, query = ''): Promise<string> {
    const { capture } = await send(running, admin, file, query)
    await waitForState(admin, capture.id, 'done')
    return capture.id
  }

  beforeAll(async () => {
    running = await startConsole()
    admin = await makeAdmin(running)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await running?.stop()
  })

  it('calm is said of what was read alone', async () => {
    const id = await take(unreadable())
    const flows = await take(makeCapture({ packets: 100, seed: 60, name: 'flows.pcap' }), '&level=flows')
    const { page, context, complaints } = await open(`/packets/${id}`)
    const findings = page.getByRole('region', { name: 'Findings' })
    await findings.getByText('Unknown link type 147: 37 packets were counted, not read.').waitFor()
    await findings.getByText('None of its packets could be read').waitFor()
    expect(await findings.getByText(/^Looked for:/).count()).toBe(0)
    expect(await findBarriers(page)).toEqual([])
    await page.goto(`${running.url}/packets/${flows}`)
    await findings.getByText('This analysis did not look for findings').waitFor()
    expect(await findings.getByText(/^Looked for:/).count()).toBe(0)
    await page.goto(`${running.url}/packets`)
    await rowOf(page, 'flows.pcap').getByText('not looked for').waitFor()
    await rowOf(page, 'unknown-link.pcap').getByText('not readable').waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  it('a clock that was set back still gives a length of time', async () => {
    const id = await take(backwards())
    const { page, context, complaints } = await open(`/packets/${id}`)
    await page.getByRole('region', { name: 'In short' }).getByText('1 min 40 s').waitFor()
    await page.getByRole('link', { name: 'Conversations', exact: true }).click()
    await page.getByRole('grid', { name: 'Conversations' }).getByRole('row').nth(1).waitFor()
    expect(await page.getByText(/^-\d/).count()).toBe(0)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('an upload that broke off says since when, stands still and can be deleted', async () => {
    const bytes = readFileSync(makeCapture({ packets: 1000, seed: 61 }))
    const headers = { cookie: admin.cookie, origin: running.url, 'tus-resumable': '1.0.0' }
    const begun = await fetch(`${running.url}/api/packets/uploads`, {
      method: 'POST',
      headers: {
        ...headers,
        'upload-length': `${bytes.length}`,
        'upload-metadata': `filename ${Buffer.from('half.pcap').toString('base64')}`,
      },
    })
    expect(begun.status).toBe(201)
    const { dataDir } = running
    await running.stop('SIGKILL')
    running = await startConsole({ dataDir })
    admin = await signIn(running)
    const id = (await listCaptures(admin)).find(({ name }) => name === 'half.pcap')?.id
    const { page, context, complaints } = await open('/packets')
    await rowOf(page, 'half.pcap').getByText('broken off').waitFor()
    await page.goto(`${running.url}/packets/${id}`)
    await page.getByText(/Nothing has come since .*; 0\sB of 158\skB are here/).waitFor()
    await settle(page)
    expect(await page.getByRole('progressbar').count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Cancel the analysis' }).count()).toBe(0)
    expect(await findBarriers(page)).toEqual([])
    await page.setViewportSize(PHONE)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width)
    expect(complaints).toEqual([])
    await page.getByRole('button', { name: 'Delete …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('it cannot be gone on with').waitFor()
    await dialog.getByRole('button', { name: 'Do it' }).click()
    await page.waitForURL(`${running.url}/packets`)
    expect((await listCaptures(admin)).some(({ name }) => name === 'half.pcap')).toBe(false)
    await context.close()
  })
})
