/** Debian's own Chromium, driven by playwright-core, looking at a running console. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { PARTS } from '../parts/parts.ts'
import type { Client, RunningConsole } from './console.ts'

export const DESK = { width: 1280, height: 900 }
export const PHONE = { width: 390, height: 844 }

export async function launchBrowser(): Promise<Browser> {
  const executablePath =
    PARTS.find((part) => part.package === 'chromium')?.found.find(existsSync) ?? '/usr/bin/chromium'
  return await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] })
}

export interface Visitor {
  readonly page: Page
  readonly context: BrowserContext
  /** What the page's own console complained about, and requests that failed. */
  readonly complaints: readonly string[]
}

/** A fresh browser profile; signed in when a client is given. */
export async function visit(
  browser: Browser,
  console: RunningConsole,
  options: { as?: Client; viewport?: typeof DESK; language?: string; theme?: 'dark' | 'light' } = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: options.viewport ?? DESK,
    locale: options.language ?? 'en',
    colorScheme: options.theme ?? 'dark',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    hasTouch: options.viewport === PHONE,
  })
  if (options.as) {
    const [name = '', value = ''] = options.as.cookie.split('=')
    await context.addCookies([{ name, value, url: console.url, httpOnly: true, sameSite: 'Strict' }])
  }
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`)
  })
  return { page, context, complaints }
}

/** Waits until the page has its answers: nothing says that it is loading, and its fonts are there. */
export async function settle(page: Page): Promise<void> {
  await page.locator('main').first().waitFor()
  const busy = page.locator('[aria-busy="true"], [role="progressbar"]')
  while ((await busy.count()) > 0) await busy.first().waitFor({ state: 'hidden' })
  await page.evaluate('document.fonts.ready.then(() => undefined)')
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))')
}

/** A visitor on the page of `path`, once it has its answers. */
export async function openPage(
  browser: Browser,
  console: RunningConsole,
  path: string,
  options: Parameters<typeof visit>[2] = {},
): Promise<Visitor> {
  const visitor = await visit(browser, console, options)
  await visitor.page.goto(console.url + path)
  await settle(visitor.page)
  return visitor
}

/** An open page of `DESK` as a phone shows it, touched by fingers; resolves with the way back. */
export async function becomePhone(page: Page): Promise<() => Promise<void>> {
  const chromium = await page.context().newCDPSession(page)
  const touch = (enabled: boolean) => chromium.send('Emulation.setTouchEmulationEnabled', { enabled })
  await page.setViewportSize(PHONE)
  await touch(true)
  await page.waitForFunction('matchMedia("(pointer: coarse)").matches')
  return async () => {
    await touch(false)
    await chromium.detach()
    await page.setViewportSize(DESK)
  }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
interface AxeResult {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}
/** What is hard to read or to reach on the page as it is. */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe)
  const { violations } = await page.evaluate<{ violations: readonly AxeResult[] }>(
    'axe.run({ resultTypes: ["violations"] })',
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    )
}
