/** Explaining and stopping a real process with a real browser: what a tired person sees at three in the morning. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isMissing } from '../parts/parts.ts'
import { launchBrowser, openPage, PHONE, type visit } from './browser.ts'
import { type Client, freshFolder, makeAdmin, type RunningConsole, startConsole, stopChild } from './console.ts'

/** Names nothing else has; fifteen characters are all a kernel keeps. */
const MINER = `vmine-${process.pid}`
const STUBBORN = `vstub-${process.pid}`
const folder = freshFolder('processes')

/** A copy of a program below /tmp, where only intruders keep theirs. */
function start(name: string, program: string, ...args: string[]): ChildProcess {
  const path = join(folder, name)
  copyFileSync(program, path)
  chmodSync(path, 0o755)
  return spawn(path, args, { stdio: 'ignore', cwd: '/' })
}

describe.skipIf(isMissing('chromium'))('a process in a browser', () => {
  let browser: Browser
  let running: RunningConsole
  let admin: Client
  let miner: ChildProcess
  let stubborn: ChildProcess

  const open = (path: string, options: Parameters<typeof visit>[2] = {}) =>
    openPage(browser, running, path, { as: admin, ...options })
  const find = async (page: Page, name: string) => {
    await page.getByLabel('Name, PID, path, port …').fill(name)
    const row = page.getByRole('row', { name: new RegExp(name) })
    await row.waitFor()
    return row
  }
  const speak = (language: string) => admin.ask('PATCH', '/api/accounts/me', { language })
  const audited = async (target: string) => {
    const { body } = await admin.ask('GET', '/api/accounts/audit')
    const { rows } = body as {
      rows: { action: string; outcome: string; target: string; plan?: { steps: unknown[] } }[]
    }
    return rows.filter((row) => row.target === target)
  }

  beforeAll(async () => {
    miner = start(MINER, '/bin/sleep', '600')
    stubborn = start(STUBBORN, '/usr/bin/perl', '-e', '$SIG{TERM} = "IGNORE"; sleep 600')
    running = await startConsole({ env: { VEDETTE_PROCESSES_STOP_WAIT_MS: '400' } })
    admin = await makeAdmin(running)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await running?.stop()
    await stopChild(miner, 'SIGKILL')
    await stopChild(stubborn, 'SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  it('stands on the first page, where it leads to its explanation', async () => {
    const { page, context } = await open('/')
    const card = page.getByRole('region', { name: 'Processes' })
    await card.getByRole('link', { name: MINER }).click()
    await page.getByText(`${MINER} (PID ${miner.pid}): looks dangerous`).waitFor()
    await context.close()
  })

  it('is explained as a tree, stopped by its plan, and what came of it is seen at once', async () => {
    const { page, context, complaints } = await open('/processes')
    const row = await find(page, MINER)
    expect(await row.getByRole('img', { name: 'dangerous' }).count()).toBe(1)
    await row.click()
    const drawer = page.getByRole('complementary')
    for (const said of [
      `${MINER} (PID ${miner.pid}): looks dangerous`,
      'What it is',
      `${MINER} is not in the catalog`,
      `Program file ${join(folder, MINER)}`,
      'Why it runs',
      `Started by`,
      'What is odd about it',
      'Intruders start their programs there.',
      'What breaks if it stops',
    ])
      await drawer.getByText(said).first().waitFor()

    await drawer.getByRole('button', { name: `Stop ${MINER} (PID ${miner.pid})` }).click()
    const dialog = page.getByRole('dialog')
    const apply = dialog.getByRole('button', { name: 'Do it' })
    await apply.waitFor()
    expect(await dialog.getByRole('listitem').filter({ hasText: 'SIGTERM' }).count()).toBe(1)
    expect(await dialog.getByRole('listitem').filter({ hasText: 'SIGKILL' }).count()).toBe(1)
    expect(await dialog.getByLabel('Keep proof of it first').isChecked()).toBe(true)
    expect(await apply.isDisabled()).toBe(true)
    await dialog.getByRole('textbox').fill(MINER)
    await apply.click()

    const outcome = page.getByRole('dialog', { name: `${MINER} was stopped` })
    await outcome.getByText('it ended by itself when asked').waitFor()
    expect(miner.signalCode).toBe('SIGTERM')
    const href = await outcome.getByRole('link', { name: 'Download the proof' }).getAttribute('href')
    const bundle = await fetch(running.url + href, { headers: { cookie: admin.cookie } })
    const files = gunzipSync(Buffer.from(await bundle.arrayBuffer())).toString('latin1')
    expect(files).toContain(`"commandLine": "${join(folder, MINER)} 600"`)
    await outcome.getByRole('button', { name: 'Close' }).last().click()
    // Nobody asks for the page again: the list says so by itself.
    await row.waitFor({ state: 'detached' })
    const rows = await audited(`${MINER} (PID ${miner.pid})`)
    expect(rows.map(({ action, outcome: how }) => `${action} ${how}`)).toEqual([
      'processes.stop done',
      'processes.stop planned',
    ])
    expect(complaints).toEqual([])
    await context.close()
  })

  it('that does not listen is stopped hard, and the page says so; on a phone in Korean', async () => {
    await speak('ko')
    const { page, context } = await open(`/processes?q=${STUBBORN}`, { viewport: PHONE, language: 'ko' })
    await page.getByRole('row', { name: new RegExp(STUBBORN) }).click()
    await page.getByRole('button', { name: new RegExp(`PID ${stubborn.pid}`) }).click()
    const dialog = page.getByRole('dialog').last()
    await dialog.getByRole('textbox').fill(STUBBORN)
    await dialog.getByRole('button', { name: '실행' }).click()
    await page.getByRole('dialog', { name: new RegExp(`^${STUBBORN}(을|를) 멈췄습니다`) }).waitFor()
    await page.getByText('강제로 멈췄습니다').first().waitFor()
    expect(stubborn.signalCode).toBe('SIGKILL')
    await context.close()
  })

  it('Vedette itself is explained as such, and the stop is refused in words', async () => {
    await speak('en')
    const { page, context } = await open(`/processes?q=${running.pid}`)
    await page
      .getByRole('row', { name: new RegExp(`\\b${running.pid}\\b`) })
      .first()
      .click()
    await page.getByText('This is Vedette itself: what you are looking with.').waitFor()
    await page.getByRole('button', { name: new RegExp(`^Stop .* \\(PID ${running.pid}\\)`) }).click()
    const dialog = page.getByRole('dialog').last()
    await dialog.getByText('is Vedette itself, or what started it.').waitFor()
    expect(await dialog.getByRole('button', { name: 'Do it' }).count()).toBe(0)
    await context.close()
  })

  it('what acts without a person is written, rehearses, and is held back until it has rehearsed enough', async () => {
    await speak('en')
    const { page, context, complaints } = await open('/processes/automation')
    await page.getByText('There is no policy yet. Nothing happens without a person.').waitFor()
    await page.getByRole('button', { name: 'Write a policy' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name of the policy').fill('Miners out')
    await dialog.getByLabel('Then').selectOption({ label: 'stop it' })
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByRole('alert').getByText('otherwise it would be about everything').waitFor()
    await dialog.getByLabel('Verdict').selectOption({ label: 'looks dangerous' })
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })

    const mode = page.getByRole('group', { name: /Miners out/ })
    const pressed = () => mode.getByRole('button', { pressed: true }).innerText()
    expect(await pressed()).toBe('off')
    await mode.getByRole('button', { name: 'dry run' }).click()
    await expect.poll(pressed).toBe('dry run')
    await mode.getByRole('button', { name: 'acts' }).click()
    await dialog.getByText('It may not yet: it has to rehearse for 7 days on a host first.').waitFor()
    expect(await dialog.getByRole('button', { name: 'Let it act' }).count()).toBe(0)
    await dialog.getByRole('button', { name: 'Leave it' }).click()
    expect(await pressed()).toBe('dry run')

    await page.getByRole('button', { name: 'Stop all of them now' }).click()
    await page.getByText('Switched off: no policy does anything, and none rehearses.').waitFor()
    expect(await admin.ask('GET', '/api/processes/automation')).toMatchObject({ body: { on: false } })
    expect(complaints).toEqual([])
    await context.close()
  })
})
