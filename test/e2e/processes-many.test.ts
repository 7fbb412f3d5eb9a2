/** Five thousand processes in a real browser: sorted, filtered and scrolled without keeping anybody waiting. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isMissing } from '../parts/parts.ts'
import { launchBrowser, settle, visit } from './browser.ts'
import { type Client, makeAdmin, type RunningConsole, startConsole } from './console.ts'

const COUNT = 5000
/** Work of a known size in the page, a tenth of a second of a usual processor: how fast the machine is now, whatever else it does. */
const YARDSTICK = `(() => {
  const names = Array.from({ length: 60_000 }, (_, n) => 'process ' + ((n * 7919) % 60_000))
  names.sort(new Intl.Collator('en').compare)
})()`
/** CPU time of the page's main thread in yardsticks: what a person takes for “at once”. */
const USUALLY = 1
/** A deed that meets a look at all processes, and draws both. */
const AT_WORST = 2

const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'vedette-many-'))
const NAMES = ['nginx', 'postgres', 'java', 'worker', 'sshd', 'python3', 'bash', 'cron']

function write(pid: number, ticks: number): void {
  const name = NAMES[pid % NAMES.length]
  const stat = `${pid} (${name}) S 1 ${pid} ${pid} 0 -1 4194560 0 0 0 0 ${ticks} 0 0 0 20 0 1 0 ${1000 + pid} 1000 ${pid} 1`
  writeFileSync(join(root, String(pid), 'stat'), stat)
}
function makeTree(): void {
  writeFileSync(join(root, 'stat'), 'cpu  1\ncpu0 1\ncpu1 1\nbtime 1790000000\n')
  writeFileSync(join(root, 'meminfo'), 'MemTotal:       16000000 kB\n')
  for (let pid = 1; pid <= COUNT; pid++) {
    mkdirSync(join(root, String(pid)))
    write(pid, 0)
    writeFileSync(join(root, String(pid), 'status'), `Name:\tx\nUid:\t${pid}\t${pid}\t${pid}\t${pid}\nCapEff:\t0\n`)
    writeFileSync(join(root, String(pid), 'cmdline'), `/usr/bin/tool\0--shard=${pid}\0`)
  }
}

describe.skipIf(isMissing('chromium'))('thousands of processes in a browser', () => {
  let browser: Browser
  let running: RunningConsole
  let admin: Client
  let busy: NodeJS.Timeout

  beforeAll(async () => {
    makeTree()
    running = await startConsole({ env: { VEDETTE_PROCESSES_PROC_ROOT: root } })
    admin = await makeAdmin(running)
    browser = await launchBrowser()
    // A tenth of them work all the time: the list moves while it is used.
    let ticks = 0
    busy = setInterval(() => {
      ticks += 20
      for (let pid = 10; pid <= COUNT; pid += 10) write(pid, ticks)
    }, 1000)
  })
  afterAll(async () => {
    clearInterval(busy)
    await browser?.close()
    await running?.stop()
    rmSync(root, { recursive: true, force: true })
  }, 60_000)

  /** CPU time of the page's main thread so far. */
  const readSeconds = async (session: CDPSession) => {
    const { metrics } = await session.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
  }
  const nextFrame = (page: Page) =>
    page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))')

  it('are sorted, filtered and scrolled at once', async () => {
    const { page, context, complaints } = await visit(browser, running, { as: admin })
    await page.goto(`${running.url}/processes`)
    await settle(page)
    const grid = page.getByRole('grid', { name: 'Processes' })
    const count = async () => Number(await grid.getAttribute('aria-rowcount')) - 1
    await expect.poll(count, { timeout: 30_000 }).toBe(COUNT)
    expect(await grid.getByRole('row').count()).toBeLessThan(100)

    const session = await context.newCDPSession(page)
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    const took: { readonly what: string; readonly seconds: number }[] = []
    const measure = async (what: string, deed: () => Promise<unknown>) => {
      const before = await readSeconds(session)
      await deed()
      await nextFrame(page)
      took.push({ what, seconds: (await readSeconds(session)) - before })
    }
    const yards: number[] = []
    const yard = async () => {
      const before = await readSeconds(session)
      await page.evaluate(YARDSTICK)
      yards.push((await readSeconds(session)) - before)
    }
    await yard()
    const field = page.getByLabel('Name, PID, path, port …')
    await field.click()
    for (const letter of 'shard=4242') await measure(`typing ${letter}`, () => page.keyboard.type(letter))
    await expect.poll(count).toBe(1)
    await field.fill('')
    await yard()
    await expect.poll(count).toBe(COUNT)
    for (const name of ['Process', 'PID', 'CPU', 'Memory'])
      await measure(`sorting by ${name}`, () => grid.getByRole('button', { name, exact: true }).click())
    await yard()
    await grid.hover()
    for (let turn = 0; turn < 5; turn++) await measure(`scrolling ${turn}`, () => page.mouse.wheel(0, 20_000))
    await yard()
    const one = Math.max(...yards)
    expect(took.length).toBe(19)
    expect(took.filter(({ seconds }) => !(seconds <= AT_WORST * one))).toEqual([])
    const usual = took.map(({ seconds }) => seconds).sort((a, b) => a - b)[Math.floor(took.length / 2)]
    expect(usual).toBeLessThanOrEqual(USUALLY * one)
    expect(complaints).toEqual([])
    await context.close()
  })
})
