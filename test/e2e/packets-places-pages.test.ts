/** Captures opened where they lie, in a real browser: found by keyboard and by touch, in three languages. */
import { copyFileSync, existsSync, mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isMissing } from '../parts/parts.ts'
import { startSshd } from '../parts/sshd.ts'
import { findBarriers, launchBrowser, openPage, PHONE, type visit } from './browser.ts'
import { HTTP_CAPTURE, openCapture, rowOf } from './captures.ts'
import { type Client, freshFolder, makeAdmin, type RunningConsole, startConsole } from './console.ts'
import { makeCapture } from './packets.ts'

describe.skipIf(isMissing('chromium'))('captures opened where they lie, in a browser', () => {
  let browser: Browser
  let running: RunningConsole
  let admin: Client
  let folder: string

  const open = (path: string, options: Parameters<typeof visit>[2] = {}) =>
    openPage(browser, running, path, { as: admin, ...options })

  beforeAll(async () => {
    folder = realpathSync(freshFolder('places'))
    mkdirSync(join(folder, 'night'))
    copyFileSync(HTTP_CAPTURE, join(folder, 'night', 'http.pcap'))
    copyFileSync(HTTP_CAPTURE, join(folder, 'other.pcap'))
    running = await startConsole({ env: { VEDETTE_PACKETS_FOLDERS: `${folder},${join(folder, 'missing')}` } })
    admin = await makeAdmin(running)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await running?.stop()
  })

  it('are found and opened with the keyboard alone', async () => {
    const { page, context, complaints } = await open('/packets')
    await page.getByRole('button', { name: 'Open on the server' }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Open where it lies' })
    await dialog.getByText('It is not there, or the console may not read it.').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await dialog.getByRole('button', { name: folder, exact: true }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate('document.activeElement?.textContent')).toContain('night/')
    expect(await findBarriers(page)).toEqual([])
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate('document.activeElement?.textContent')).toContain('http.pcap')
    await page.keyboard.press('Enter')
    await page.getByText(`read where it lies: ${join(folder, 'night', 'http.pcap')}`).waitFor()
    await page.getByRole('region', { name: 'In short' }).getByText('37', { exact: true }).first().waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  it('are found by name where more lies than a list takes', async () => {
    const many = join(folder, 'old')
    mkdirSync(many)
    for (let n = 0; n < 2100; n++) mkdirSync(join(many, `day-${n}`))
    copyFileSync(HTTP_CAPTURE, join(many, 'Wanted.pcap'))
    const { page, context, complaints } = await open('/packets')
    await page.getByRole('button', { name: 'Open on the server' }).click()
    const dialog = page.getByRole('dialog', { name: 'Open where it lies' })
    await dialog.getByRole('button', { name: folder, exact: true }).click()
    expect(await dialog.getByLabel('Find by name').count()).toBe(0)
    await dialog.getByRole('button', { name: /^old/ }).click()
    await dialog.getByText('There is more here than is listed.').waitFor()
    const find = dialog.getByLabel('Find by name')
    await find.pressSequentially('nothing like it')
    await dialog.getByText('Nothing here has that in its name.').waitFor()
    expect(await findBarriers(page)).toEqual([])
    await find.fill('')
    await find.pressSequentially('wanted')
    await dialog.getByText('day-', { exact: false }).first().waitFor({ state: 'detached' })
    expect(await dialog.locator('.place-name').allTextContents()).toEqual(['Wanted.pcap'])
    expect(await page.evaluate('document.activeElement?.type')).toBe('search')
    await dialog.getByText('There is more here than is listed.').waitFor({ state: 'detached' })
    await dialog.getByRole('button', { name: /^Wanted/ }).click()
    await page.getByText(`read where it lies: ${join(many, 'Wanted.pcap')}`).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  })

  it('say when the file has changed, and are analysed again at a press', async () => {
    copyFileSync(makeCapture({ packets: 50, seed: 1 }), join(folder, 'night', 'http.pcap'))
    const { page, context } = await open('/packets')
    await openCapture(page, 'http.pcap', 'Packets')
    await page.getByText('has changed since it was analysed').first().waitFor()
    expect(await findBarriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Analyse again' }).click()
    await page.getByText('50 packets', { exact: true }).waitFor()
    await context.close()
  })

  it.each([
    ['ko', '서버에서 열기'],
    ['ru', 'Открыть на сервере'],
  ])('are opened on a phone in %s', async (language, words) => {
    await admin.ask('PATCH', '/api/accounts/me', { language })
    const { page, context, complaints } = await open('/packets', { viewport: PHONE, language })
    await page.getByRole('button', { name: words }).tap()
    await page.locator('.place').first().tap()
    await page.locator('.place', { hasText: 'other.pcap' }).waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    expect(await findBarriers(page)).toEqual([])
    await page.locator('.place', { hasText: 'other.pcap' }).tap()
    await page.getByRole('heading', { name: 'other.pcap' }).waitFor()
    expect(complaints).toEqual([])
    await admin.ask('PATCH', '/api/accounts/me', { language: 'en' })
    await context.close()
  })

  it.skipIf(isMissing('openssh-server'))('are fetched from a machine that is added by its host key', async () => {
    const sshd = await startSshd()
    try {
      const { page, context, complaints } = await open('/packets')
      await page.getByRole('button', { name: 'Open on the server' }).click()
      await page.getByRole('button', { name: 'Add a machine' }).click()
      const form = page.getByRole('dialog', { name: 'Add a machine' })
      await form.getByLabel('Host or address').fill('127.0.0.1')
      await form.getByLabel('Port').fill(String(sshd.port))
      await form.getByLabel('User there').fill(sshd.user)
      await form.getByRole('button', { name: 'Private key' }).click()
      await form.getByLabel('Private key', { exact: true }).and(page.locator('textarea')).fill(sshd.privateKey)
      await form.getByLabel('Name to show').fill('gateway')
      await form.getByRole('button', { name: 'Ask for its host key' }).click()
      await form.getByText(sshd.hostKey()).waitFor()
      expect(await findBarriers(page)).toEqual([])
      const add = form.getByRole('button', { name: 'Add', exact: true })
      expect(await add.isDisabled()).toBe(true)
      await form.getByLabel('It is the same key').check()
      await add.click()
      const dialog = page.getByRole('dialog', { name: 'Open where it lies' })
      await dialog.getByRole('button', { name: /^gateway/ }).click()
      const up = dialog.getByRole('button', { name: 'Up' })
      const isAt = (place: string) => dialog.getByText(`${sshd.user}@127.0.0.1:${place}`, { exact: true })
      await dialog.getByText(`${sshd.user}@127.0.0.1:/`).waitFor()
      while (!(await isAt('/').isVisible())) {
        const before = (await dialog.locator('.split code').textContent()) ?? ''
        await up.click()
        await expect.poll(() => dialog.locator('.split code').textContent()).not.toBe(before)
      }
      let at = ''
      for (const part of join(folder, 'other.pcap').split('/').filter(Boolean)) {
        // Where much lies beside it, it is found by its name.
        const find = dialog.getByLabel('Find by name')
        await dialog.locator('.place').first().waitFor()
        if (await find.isVisible()) await find.fill(part)
        await dialog
          .locator('.place', { has: page.getByText(part === 'other.pcap' ? part : `${part}/`, { exact: true }) })
          .click()
        at = `${at}/${part}`
      }
      await page.getByText(`fetched from ${sshd.user}@127.0.0.1:${at}`).waitFor()
      await page.getByRole('region', { name: 'In short' }).getByText('37', { exact: true }).first().waitFor()
      expect(complaints).toEqual([])
      await page.goto(`${running.url}/packets`)
      await page.getByRole('button', { name: 'Open on the server' }).click()
      await page.getByRole('button', { name: 'Remove gateway' }).click()
      const plan = page.getByRole('dialog', { name: 'Remove gateway' })
      await plan.getByText('Captures that came from it stay.').waitFor()
      await plan.getByRole('button', { name: 'Do it' }).click()
      await page.getByRole('button', { name: 'Remove gateway' }).waitFor({ state: 'detached' })
      await context.close()
    } finally {
      await sshd.stop()
    }
  })

  it('are deleted by a plan that says that the file stays, and it does', async () => {
    const { page, context } = await open('/packets')
    // Opened twice: where it lies, and fetched.
    const row = rowOf(page, 'other.pcap').last()
    await row.getByText('done', { exact: true }).waitFor()
    await row.getByRole('button', { name: 'Delete other.pcap' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete other.pcap' })
    await dialog.getByText(`The file ${join(folder, 'other.pcap')} stays where it lies.`).waitFor()
    await dialog.getByRole('button', { name: 'Do it' }).click()
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => rowOf(page, 'other.pcap').count()).toBe(1)
    expect(existsSync(join(folder, 'other.pcap'))).toBe(true)
    await context.close()
  })
})
