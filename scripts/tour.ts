/** `npm run tour`: looks at every page of a real console in both themes, three languages and on a phone, and keeps the pictures. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, PHONE, settle, visit } from '../test/e2e/browser.ts'
import { type PlaceName, readPlaces } from '../test/e2e/places.ts'
import { isRootHere } from '../test/parts/real-processes.ts'
import { type Stage, setStage } from './tour-stage.ts'

const FOLDER = join('docs', 'screens')

interface Look {
  readonly suffix: string
  readonly theme: 'dark' | 'light'
  readonly language: 'en' | 'ko' | 'ru'
  readonly viewport?: typeof PHONE
}
const LOOKS: readonly Look[] = [
  { suffix: 'dark-en', theme: 'dark', language: 'en' },
  { suffix: 'light-en', theme: 'light', language: 'en' },
  { suffix: 'light-ko', theme: 'light', language: 'ko' },
  { suffix: 'dark-ru', theme: 'dark', language: 'ru' },
  { suffix: 'phone-dark-ko', theme: 'dark', language: 'ko', viewport: PHONE },
  { suffix: 'phone-light-en', theme: 'light', language: 'en', viewport: PHONE },
]

/** Chromium writes WebP without loss at quality 1: a third of the PNG. */
async function toWebp(page: Page, png: Buffer): Promise<Buffer> {
  const url = await page.evaluate<string>(`(async () => {
    const image = new Image()
    image.src = 'data:image/png;base64,${png.toString('base64')}'
    await image.decode()
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height })
    canvas.getContext('2d').drawImage(image, 0, 0)
    return canvas.toDataURL('image/webp', 1)
  })()`)
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64')
}

async function takeLook(tools: { browser: Browser; converter: Page; stage: Stage }, look: Look) {
  const { browser, converter, stage } = tools
  const { running, admin } = stage
  const keep = async (page: Page, name: string) =>
    writeFileSync(join(FOLDER, `${name}-${look.suffix}.webp`), await toWebp(converter, await page.screenshot()))
  await admin.ask('PATCH', '/api/accounts/me', { theme: look.theme, language: look.language, zone: 'UTC' })
  const { page, context } = await visit(browser, running, { as: admin, ...look })
  for (const { name, href } of readPlaces()) {
    await page.goto(running.url + href)
    await settle(page)
    await keep(page, name)
  }
  for (const { name, from, press, shows } of SCENES) {
    await page.goto(running.url + from)
    await settle(page)
    for (const target of press) await page.locator(target).first().click()
    await page.locator(shows).first().waitFor()
    await settle(page)
    await keep(page, name)
  }
  await context.close()
}

/** What a page shows once something is pressed. */
interface Scene extends PlaceName {
  readonly from: string
  readonly press: readonly string[]
  readonly shows: string
}
const SCENES: readonly Scene[] = [
  { name: 'findings-one', href: '/findings?open=…', from: '/findings', press: ['.finding-title'], shows: '.drawer' },
  {
    name: 'processes-one',
    href: '/processes?open=…',
    from: '/processes?q=nightly',
    press: ['.table-row'],
    shows: '.explanation',
  },
  {
    name: 'processes-stop',
    href: '/processes?open=…, Stop',
    from: '/processes?q=nightly',
    press: ['.table-row', '.drawer .button-danger'],
    shows: '.modal .plan',
  },
]

function writePage(places: readonly PlaceName[]): string {
  const cell = (name: string, { suffix }: Look) =>
    `[![${name}, ${suffix}](screens/${name}-${suffix}.webp)](screens/${name}-${suffix}.webp)`
  const sections = places.map(({ name, href }) =>
    [
      `## ${name}`,
      `\`${href}\``,
      [
        `| ${LOOKS.map(({ suffix }) => suffix).join(' | ')} |`,
        `| ${LOOKS.map(() => '---').join(' | ')} |`,
        `| ${LOOKS.map((look) => cell(name, look)).join(' | ')} |`,
      ].join('\n'),
    ].join('\n\n'),
  )
  return `${['# A tour', 'Every page of a real console, as `npm run tour` sees it: dark and light, English, Korean and Russian, and on a phone.', ...sections].join('\n\n')}\n`
}

/** Among processes of its own, so that the pictures show Vedette and not whoever's machine this is. */
function runApart(): void {
  const args = [
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
    process.execPath,
    ...process.argv.slice(1),
    '--apart',
  ]
  process.exitCode = spawnSync('unshare', args, { stdio: 'inherit' }).status ?? 1
}

async function tour(minutes: number): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  const browser = await launchBrowser()
  try {
    process.stdout.write(`letting the console run for ${minutes} minutes …\n`)
    const stage = await setStage(browser, minutes)
    try {
      const converter = await browser.newPage()
      for (const look of LOOKS) {
        process.stdout.write(`${look.suffix} …\n`)
        await takeLook({ browser, converter, stage }, look)
      }
      writeFileSync(join('docs', 'tour.md'), writePage([...readPlaces(), ...SCENES]))
    } finally {
      await stage.close()
    }
  } finally {
    await browser.close()
  }
}

const options = { minutes: { type: 'string', default: '3' }, apart: { type: 'boolean', default: false } } as const
const { values } = parseArgs({ options })
if (isRootHere && !values.apart) runApart()
else await tour(Number(values.minutes))
