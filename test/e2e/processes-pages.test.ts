/** Tidying up, policies and who did it, with a real browser and real programs. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PolicyExport } from '../../src/capabilities/processes/policy/schema.ts'
import { isMissing } from '../parts/parts.ts'
import { createRealProcesses, isRootHere, LOGIN_UID } from '../parts/real-processes.ts'
import { launchBrowser, openPage } from './browser.ts'
import { type Client, freshFolder, makeAdmin, type RunningConsole, startConsole } from './console.ts'

/** Names nothing else has; fifteen characters are all a kernel keeps. */
const HOG = `vhog-${process.pid}`
const LOCKED = `vlock-${process.pid}`
const BURNER = `vburn-${process.pid}`
const LARGE = '$| = 1; $x = "x" x 2.5e8; print "ready\\n"; sleep 600'
const BURNS = '$| = 1; print "ready\\n"; 1 while 1'

describe.skipIf(isMissing('chromium') || !isRootHere)('processes in a browser', () => {
  const real = createRealProcesses()
  const folder = freshFolder('processes-pages')
  let browser: Browser
  let running: RunningConsole
  let admin: Client

  const startOwn = async (name: string, script: string) => {
    const program = real.copy('/usr/bin/perl', real.folder('/home'), name)
    return real.start([program, '-e', script], { uid: LOGIN_UID })
  }
  const open = (path: string) => openPage(browser, running, path, { as: admin })

  beforeAll(async () => {
    running = await startConsole()
    await startOwn(BURNER, BURNS)
    admin = await makeAdmin(running)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await running?.stop()
    real.end()
    rmSync(folder, { recursive: true, force: true })
  })

  it('somebody’s large program is tidied up from its panel; what is the system’s is locked, with the reason', async () => {
    const hog = await startOwn(HOG, LARGE)
    const daemon = await real.start(['/usr/bin/perl', '-e', LARGE])
    const { page, context, complaints } = await open('/processes/tidy')
    const locked = page.getByRole('region', { name: 'Large, but locked' }).getByRole('listitem')
    const kept = locked.filter({ hasText: `PID ${daemon.pid}` })
    await kept.getByText('runs as root').waitFor()
    expect(await kept.getByRole('button').count()).toBe(0)

    const row = page.getByRole('region', { name: 'May be stopped' }).getByRole('listitem').filter({ hasText: HOG })
    await row.getByText(/\d{3}\sMB/).waitFor()
    await row.getByRole('button', { name: `Stop ${HOG} (PID ${hog.pid})` }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill(HOG)
    await dialog.getByRole('button', { name: 'Do it' }).click()
    const outcome = page.getByRole('dialog', { name: `${HOG} was stopped` })
    await outcome.getByRole('button', { name: 'Close' }).last().click()
    await row.waitFor({ state: 'detached' })
    expect(hog.signalCode).toBe('SIGTERM')
    expect(daemon.signalCode).toBeNull()
    expect(complaints).toEqual([])
    await context.close()
  })

  it('a program somebody describes as not to be stopped is not, from then on', async () => {
    const own = await startOwn(LOCKED, LARGE)
    const { page, context, complaints } = await open('/processes/policies')
    await page.getByRole('button', { name: 'Add a known process' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Process').fill(LOCKED)
    await form.getByLabel('What is allowed').selectOption({ label: 'not to be stopped' })
    await form.getByLabel('Why').selectOption({ label: 'In your own words' })
    await form.getByLabel('Your words').fill('Payroll runs until six.')
    await form.getByLabel('What it is (English)').fill('Counts the hours.')
    await form.getByRole('button', { name: 'Save' }).click()
    await form.waitFor({ state: 'detached' })
    await page.getByLabel('Name, description, tag …').fill(LOCKED)
    await page.getByText('Payroll runs until six.').waitFor()

    await page.goto(`${running.url}/processes?q=${LOCKED}`)
    await page.getByRole('row', { name: new RegExp(LOCKED) }).click()
    await page.getByText('Counts the hours.').waitFor()
    await page.getByRole('button', { name: `Stop ${LOCKED} (PID ${own.pid})` }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Why it is refused').waitFor()
    expect(await dialog.getByRole('button', { name: 'Do it' }).count()).toBe(0)
    expect(complaints).toEqual([])
    await context.close()
  })

  it('a file with one bad row imports nothing, and says which row', async () => {
    const { body } = await admin.ask('GET', '/api/processes/policies/export')
    const { known_processes: rows, ...rest } = body as PolicyExport
    const [first] = rows
    if (!first) throw new Error('nothing was exported')
    const good = { ...first, name: 'vnew-good' }
    const bad = { ...first, name: 'vnew-bad', policy: { ...first.policy, terminatable: 'perhaps' } }
    const path = join(folder, 'policies.json')
    writeFileSync(path, JSON.stringify({ ...rest, known_processes: [good, bad] }))
    const { page, context } = await open('/processes/policies')
    await page.locator('input[type=file]').setInputFiles(path)
    const dialog = page.getByRole('dialog', { name: 'policies.json' })
    await dialog
      .getByText(
        'Row 2 of known_processes (vnew-bad): field policy.terminatable takes true | false. Nothing was imported.',
      )
      .waitFor()
    const found = await admin.ask('GET', '/api/processes/policies/known?q=vnew-')
    expect(found).toMatchObject({ status: 200, body: { total: 0 } })
    await context.close()
  })

  it('who used the machine is found from the chart of the host', async () => {
    const { page, context, complaints } = await open('/host')
    const chart = page.locator('.u-over').first()
    const box = await chart.boundingBox()
    if (!box) throw new Error('there is no chart')
    await page.mouse.move(box.x + box.width * 0.7, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.95, box.y + box.height / 2, { steps: 5 })
    await page.mouse.up()
    await page.getByRole('link', { name: 'Who used the machine then' }).click()
    await page.waitForURL(/\/processes\/top\?.*at=\d+/)
    await page.getByRole('button', { name: 'The last minute' }).click()
    // The minute has to be over before its ten are kept, and the page asks once a minute.
    const card = page.getByRole('region', { name: 'CPU' })
    await card.getByRole('link', { name: BURNER }).click({ timeout: 180_000 })
    await page.getByRole('heading', { name: 'What it is' }).waitFor()
    expect(complaints).toEqual([])
    await context.close()
  }, 240_000)
})
