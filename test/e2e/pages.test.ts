/** The pages in a real browser, on the real data of this machine. */
import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { LANGUAGES, type Language } from '../../src/core/schema.ts'
import { isMissing } from '../parts/parts.ts'
import { becomePhone, findBarriers, launchBrowser, openPage, PHONE, settle, visit } from './browser.ts'
import { ADMIN, type Client, clientOf, freshFolder, type RunningConsole, startConsole, stopChild } from './console.ts'
import { readPlaces } from './places.ts'

const INITIAL_JS_LIMIT = 150_000
const places = readPlaces()
const logs = freshFolder('logs')
const logFile = join(logs, 'app.log')

/** A service by its process, as on every machine without systemd: a program of a name nothing else has. */
const SERVICE = `ve2e-${process.pid}`
function startService(): ChildProcess {
  const program = join(freshFolder('service'), SERVICE)
  copyFileSync('/bin/sleep', program)
  return spawn(program, ['600'], { stdio: 'ignore' })
}

/** What a person reads on the page, without logs and code. */
const READ_WORDS = `[...document.querySelectorAll('header, nav, main')].map((part) => {
  const copy = part.cloneNode(true)
  for (const raw of copy.querySelectorAll('.log, code, pre, [data-raw]')) raw.remove()
  return copy.textContent
}).join(' ')`
/** A sentence that was not filled in, or a key where its sentence should be. */
const NOT_WORDS = /\{\{|\bundefined\b|\bNaN\b|\b[a-z]+\.(ui|page|error|rule|nav|metric)\.[a-z][\w.-]*/g

describe.skipIf(isMissing('chromium'))('in a browser', () => {
  let browser: Browser
  let running: RunningConsole
  let service: ChildProcess
  let admin: Client

  const open = (path: string, options: Parameters<typeof visit>[2] = {}) =>
    openPage(browser, running, path, { as: admin, ...options })
  const prefer = async (preferences: object) =>
    expect(await admin.ask('PATCH', '/api/accounts/me', preferences)).toMatchObject({ status: 200 })

  beforeAll(async () => {
    writeFileSync(logFile, 'first line\n')
    service = startService()
    running = await startConsole({
      env: {
        VEDETTE_HOST_LOG_ROOTS: logs,
        VEDETTE_HOST_SERVICES: SERVICE,
        VEDETTE_HOST_SERVICES_EVERY_MS: '5000',
      },
    })
    browser = await launchBrowser()
  })
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') process.stderr.write(running.output())
  })
  afterAll(async () => {
    await browser.close()
    await running.stop()
    await stopChild(service, 'SIGKILL')
  })

  it('the printed link makes the first admin, and leads to the overview', async () => {
    const { page, context, complaints } = await visit(browser, running)
    await page.goto(running.link ?? '')
    await page.getByLabel('Name').fill(ADMIN.name)
    await page.getByLabel('Password').fill(ADMIN.password)
    await page.getByRole('button', { name: 'Begin' }).click()
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/')
    expect(page.url()).not.toContain('token')
    const [cookie] = await context.cookies()
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
    admin = clientOf(running, `${cookie?.name}=${cookie?.value}`)
    await settle(page)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('signing in leads to where one wanted to go', async () => {
    const { page, context } = await visit(browser, running)
    await page.goto(`${running.url}/findings`)
    await page.getByLabel('Name').fill(ADMIN.name)
    await page.getByLabel('Password').fill('not the password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByLabel('Password').fill(ADMIN.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL('**/findings')
    await context.close()
  })

  it('the first visit costs at most 150 kB of JavaScript', async () => {
    const { page, context } = await visit(browser, running)
    const scripts: Promise<Buffer>[] = []
    page.on('response', (answer) => {
      if (answer.request().resourceType() === 'script') scripts.push(answer.body())
    })
    await page.goto(`${running.url}/sign-in`)
    await settle(page)
    const bytes = (await Promise.all(scripts)).reduce((sum, body) => sum + gzipSync(body).length, 0)
    expect(bytes).toBeGreaterThan(10_000)
    expect(bytes).toBeLessThanOrEqual(INITIAL_JS_LIMIT)
    await context.close()
  })

  it('the overview moves', async () => {
    const { page, context } = await open('/')
    const numbers = page.locator('b.number')
    await numbers.first().waitFor()
    const before = await numbers.allInnerTexts()
    expect(before.length).toBeGreaterThanOrEqual(4)
    await expect.poll(() => numbers.allInnerTexts(), { timeout: 20_000 }).not.toEqual(before)
    await context.close()
  })

  it('a log line appears as it is written', async () => {
    const { page, context } = await open('/')
    const log = page.getByRole('log')
    await log.getByText('first line').waitFor()
    appendFileSync(logFile, 'a line that was not there before\n')
    await log.getByText('a line that was not there before').waitFor({ timeout: 5000 })
    await context.close()
  })

  it('a service that dies is a finding within seconds, and can be muted with a reason', async () => {
    const { page, context } = await open('/')
    // The console must have seen it running before it can miss it.
    await page.getByText(SERVICE).first().waitFor()
    const isSeen = async () => JSON.stringify((await admin.ask('GET', '/api/host/local/services')).body)
    await expect.poll(isSeen, { timeout: 30_000 }).toMatch(new RegExp(`"name":"${SERVICE}"[^{}]*"state":"active`))
    await stopChild(service, 'SIGKILL')
    // Its program lies in a folder anybody may write to: that is a finding too, and goes with it.
    const row = page.locator('.finding', { hasText: `${SERVICE} does not run` })
    await row.waitFor({ timeout: 60_000 })
    await row.getByRole('button', { name: 'Mute' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Why').fill('taken away on purpose')
    await dialog.getByRole('button', { name: 'Mute' }).click()
    await row.waitFor({ state: 'detached' })
    const { body } = await admin.ask('GET', '/api/findings?state=quiet')
    expect(JSON.stringify(body)).toContain('taken away on purpose')
    await context.close()
  })

  it('theme and language are chosen, kept with the person, and shown at once', async () => {
    const { page, context } = await open('/')
    const root = page.locator('html')
    await page.getByRole('button', { name: 'You: admin' }).click()
    await page.getByRole('button', { name: 'Colours: Light' }).click()
    await expect.poll(() => root.getAttribute('data-theme'), { timeout: 10_000 }).toBe('light')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Language/ }).click()
    await page.getByRole('button', { name: 'Русский' }).first().click()
    await page.getByRole('navigation', { name: 'Страницы' }).waitFor()
    await context.close()
    const { page: elsewhere, context: another } = await open('/')
    await elsewhere.getByRole('navigation', { name: 'Страницы' }).waitFor()
    expect(await elsewhere.locator('html').getAttribute('data-theme')).toBe('light')
    expect(await elsewhere.locator('html').getAttribute('lang')).toBe('ru')
    await another.close()
    await prefer({ theme: 'dark', language: 'en' })
  })

  /** Opens every page in a language: what was no word of it, and what was complained about. */
  async function walk(language: Language, look?: (page: Page, href: string) => Promise<void>) {
    await prefer({ language })
    const { page, context, complaints } = await open('/', { language })
    const raw: string[] = []
    for (const { href } of places) {
      await page.goto(running.url + href)
      await settle(page)
      const words = await page.evaluate<string>(READ_WORDS)
      raw.push(...[...words.matchAll(NOT_WORDS)].map((match) => `${href}: ${match[0]}`))
      await look?.(page, href)
    }
    await context.close()
    return { raw, complaints }
  }

  it.each(LANGUAGES.filter((language) => language !== 'en'))(
    'every page speaks in words of %s, and complains of nothing',
    async (language) => expect(await walk(language)).toEqual({ raw: [], complaints: [] }),
  )

  /** Each is opened once, for all that is asked of it: most of the time goes into opening, and into an axe that is not warm yet. */
  describe('every page', () => {
    const barriers = { dark: [] as string[], light: [] as string[] }
    const wide: string[] = []
    let spoken: Awaited<ReturnType<typeof walk>>

    async function lookAtThemes(page: Page, href: string) {
      for (const theme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme: theme })
        await page.locator(`html[data-theme="${theme}"]`).waitFor()
        barriers[theme].push(...(await findBarriers(page)).map((barrier) => `${href} ${barrier}`))
      }
    }
    async function lookAtWidth(page: Page, href: string) {
      const back = await becomePhone(page)
      const fits = `document.documentElement.scrollWidth <= ${PHONE.width}`
      // Charts follow a frame later.
      await page.waitForFunction(fits, undefined, { timeout: 2000 }).catch(() => wide.push(href))
      await back()
    }
    beforeAll(async () => {
      await prefer({ theme: 'auto' })
      spoken = await walk('en', async (page, href) => {
        await lookAtThemes(page, href)
        await lookAtWidth(page, href)
      })
      await prefer({ theme: 'dark' })
    })

    it('speaks in words of en, and complains of nothing', () => expect(spoken).toEqual({ raw: [], complaints: [] }))
    it.each(['dark', 'light'] as const)('has no serious barrier in the %s theme', (theme) =>
      expect(barriers[theme]).toEqual([]),
    )
    it('fits a phone, and the menu opens there', async () => {
      expect(wide).toEqual([])
      const { page, context } = await open('/', { viewport: PHONE })
      await page.getByRole('button', { name: 'Menu', exact: true }).click()
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').first().waitFor()
      await context.close()
    })
  })

  it('the doors have no serious barrier', async () => {
    const { page, context } = await visit(browser, running)
    for (const path of ['/sign-in', '/welcome']) {
      await page.goto(running.url + path)
      await settle(page)
      expect(await findBarriers(page), path).toEqual([])
    }
    await context.close()
  })
})
