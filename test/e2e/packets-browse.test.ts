/** Packets in a real browser: filtered, opened layer by layer, followed and taken away. */
import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isMissing } from '../parts/parts.ts'
import { findBarriers, launchBrowser, openPage, type visit } from './browser.ts'
import { countPackets, HTTP_CAPTURE, openCapture, sendFiles, untilDone, writeCaptures } from './captures.ts'
import { type Client, clientOf, makeAdmin, type RunningConsole, signIn, startConsole } from './console.ts'

describe.skipIf(isMissing('chromium'))('packets in a browser', () => {
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
    const { page, context } = await open('/packets')
    await sendFiles(page, captures.scan, HTTP_CAPTURE)
    for (const name of ['scan.pcap', 'http-keepalive-pipelined.pcap']) await untilDone(page, name)
    await context.close()
  })
  afterAll(async () => {
    await browser?.close()
    await running?.stop()
  })

  it('shows the packets that prove a finding', async () => {
    const { page, context, complaints } = await open('/packets')
    await openCapture(page, 'scan.pcap')
    await page.getByRole('link', { name: /^Show \d+ packets$/ }).click()
    await page.getByText(/of 4,060 packets fit/).waitFor()
    await page.getByRole('row').filter({ hasText: '10.0.0.1' }).first().waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  it('narrows to a stretch drawn over the timeline', async () => {
    const { page, context } = await open('/packets')
    await openCapture(page, 'scan.pcap')
    const chart = page.getByRole('region', { name: 'Packets over time' }).locator('.u-over')
    const box = await chart.boundingBox()
    if (!box) throw new Error('the chart has no place')
    await page.mouse.move(box.x + box.width * 0.25, box.y + 20)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.75, box.y + 20, { steps: 5 })
    await page.mouse.up()
    await page.getByText(/^[\d,]+ of 4,060 packets fit$/).waitFor()
    const [, from, to] =
      /^frame\.time_relative >= ([\d.]+) && frame\.time_relative < ([\d.]+)$/.exec(
        new URL(page.url()).searchParams.get('filter') ?? '',
      ) ?? []
    expect(Number(from)).toBeGreaterThan(5)
    expect(Number(to)).toBeGreaterThan(Number(from) + 15)
    expect(Number(to)).toBeLessThan(36)
    await context.close()
  })

  it('narrows by a click, opens a packet, and marks the bytes of a field', async () => {
    const { page, context, complaints } = await open('/packets')
    await openCapture(page, 'http-keepalive-pipelined.pcap', 'Applications')
    await page.getByRole('region', { name: 'HTTP' }).getByRole('link', { name: 'GET', exact: true }).click()
    await page.getByText(/of 37 packets fit/).waitFor()
    expect(new URL(page.url()).searchParams.get('filter')).toBe('http.request.method == "GET"')

    await page.getByRole('row').filter({ hasText: 'GET' }).first().click()
    const detail = page.getByRole('region', { name: /^Packet \d+$/ })
    await detail.getByText('Hypertext Transfer Protocol').waitFor()
    const method = detail.getByRole('button', { name: /^http\.request\.method/ })
    await method.hover()
    expect(await detail.locator('.hex-pairs .hex-near').allTextContents()).toEqual(['47', '45', '54'])
    // And back: the bytes lead to their field.
    await detail.locator('.hex-letters span', { hasText: /^H$/ }).first().click()
    await detail.locator('.field-chosen').first().waitFor()
    expect(await findBarriers(page)).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })

  it('points at the mistake in a filter, offers the name that was meant, and completes names', async () => {
    const { page, context } = await open('/packets')
    await openCapture(page, 'http-keepalive-pipelined.pcap', 'Packets')
    const field = page.getByRole('combobox', { name: 'Filter' })
    await page.keyboard.press('/')
    await page.keyboard.type('tcp.prt == 80')
    await page.keyboard.press('Enter')
    await page.locator('.filter-mistake mark', { hasText: 'tcp.prt' }).waitFor()
    await page.getByRole('button', { name: 'Take tcp.port' }).click()
    await page.getByText('37 of 37 packets fit').waitFor()
    await field.fill('')
    await field.pressSequentially('tcp.port ==')
    // Longer than a mistake in the middle waits.
    await page.waitForTimeout(800)
    expect(await page.locator('.filter-wrong').count()).toBe(0)
    await field.blur()
    await page.locator('.filter-wrong').waitFor()
    await field.fill('')
    await field.pressSequentially('http.resp')
    await page
      .getByRole('option', { name: /^http\.response / })
      .first()
      .waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText(/^\d+ of 37 packets fit$/).waitFor()
    await context.close()
  })

  it('is walked by keys', async () => {
    const { page, context } = await open('/packets')
    await openCapture(page, 'http-keepalive-pipelined.pcap', 'Packets')
    await page.getByText('37 packets', { exact: true }).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: 'Packet 2' }).waitFor()
    await page.keyboard.press('j')
    await page.getByRole('region', { name: 'Packet 3' }).waitFor()
    await page.keyboard.press('k')
    await page.getByRole('region', { name: 'Packet 2' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('region', { name: /^Packet/ }).waitFor({ state: 'detached' })
    await context.close()
  })

  it('follows a stream: who said what', async () => {
    const { page, context } = await open('/packets')
    await openCapture(page, 'http-keepalive-pipelined.pcap', 'Packets')
    await page.getByRole('row').filter({ hasText: 'GET' }).first().click()
    await page.getByRole('button', { name: 'Follow the stream' }).click()
    const dialog = page.getByRole('dialog', { name: 'What both sides said' })
    await dialog
      .getByText(/GET \/.* HTTP\/1\.1/)
      .first()
      .waitFor()
    await dialog
      .getByText(/HTTP\/1\.1 200/)
      .first()
      .waitFor()
    expect(await findBarriers(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Hex' }).click()
    await page.waitForURL(/[?&]stream=hex/)
    // What the address says is what a colleague sees.
    await page.reload()
    await dialog.getByText('47 45 54 20').first().waitFor()
    await page.goBack()
    await dialog.waitFor({ state: 'detached' })
    expect(page.url()).toMatch(/[?&]packet=\d+/)
    await page.getByRole('button', { name: 'Follow the stream' }).click()
    await dialog.getByRole('button', { name: 'Only these packets' }).click()
    await page.getByText('23 of 37 packets fit').waitFor()
    await context.close()
  })

  it('gives what a filter keeps as a capture', async () => {
    const { page, context } = await open('/packets')
    await openCapture(page, 'http-keepalive-pipelined.pcap', 'Packets')
    await page.getByRole('combobox', { name: 'Filter' }).fill('http.request')
    await page.keyboard.press('Enter')
    const said = await page.getByText(/^\d+ of 37 packets fit$/).textContent()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Save these as pcap' }).click(),
    ])
    const file = readFileSync(await download.path())
    expect(file.readUInt32LE(0)).toBe(0xa1b2c3d4)
    expect(countPackets(file)).toBe(Number.parseInt(said ?? '', 10))
    await context.close()
  })

  it('shows headers to those without the right to payload, and says how to get it', async () => {
    await admin.ask('POST', '/api/accounts/users', { name: 'vera', password: 'only looking here', role: 'viewer' })
    const viewer = await signIn(running, 'sign-in', { name: 'vera', password: 'only looking here' })
    const { page, context } = await open('/packets', { as: clientOf(running, viewer.cookie) })
    await page.getByText('Adding captures needs the role operator').waitFor()
    await openCapture(page, 'http-keepalive-pipelined.pcap', 'Packets')
    await page.getByRole('row').filter({ hasText: 'http' }).first().click()
    const detail = page.getByRole('region', { name: /^Packet \d+$/ })
    await detail.getByText('You see headers only.').waitFor()
    expect(await detail.locator('.hex').count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Save as pcap' }).count()).toBe(0)
    await context.close()
  })
})
