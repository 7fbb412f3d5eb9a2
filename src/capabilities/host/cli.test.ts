import { join } from 'node:path'
import { Check, Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import type { CommandIo } from '../../core/capability.ts'
import { LANGUAGES, type Language } from '../../core/schema.ts'
import { createRenderer } from '../../core/texts/render.ts'
import { main } from './cli.ts'
import { hostConfigSchema } from './config.ts'
import { host } from './index.ts'
import { serviceListSchema, vitalsSchema } from './schema.ts'

const tree = join(import.meta.dirname, 'testdata/debian-12')
const renderer = createRenderer()
for (const language of LANGUAGES) renderer.add(language, await host.texts[language]())

async function run(args: readonly string[], language: Language = 'en', signal = new AbortController().signal) {
  const out: string[] = []
  const io: CommandIo = {
    args,
    settings: {
      dataDir: tree,
      section: <Config>() =>
        ({
          ...Value.Parse(hostConfigSchema, Value.Default(hostConfigSchema, {})),
          procRoot: join(tree, 'proc'),
          sysRoot: join(tree, 'sys'),
          etcRoot: join(tree, 'etc'),
          runRoot: join(tree, 'run'),
        }) as Config,
    },
    language,
    say: (text) => renderer.render(text, { language, zone: 'UTC' }),
    open: () => Promise.reject(new Error('this command needs no console')),
    openWork: () => Promise.reject(new Error('this command is short')),
    out: (text) => out.push(text),
    err: (text) => out.push(text),
    terminal: false,
    signal,
  }
  return { code: await main(io), out: out.join('\n') }
}

describe('vedette host', () => {
  it.each(LANGUAGES)('tells of this machine in %s', async (language) => {
    const { code, out } = await run([], language)
    expect(code).toBe(0)
    expect(out).toContain('vedette-debian')
    expect(out).toContain('Debian GNU/Linux 12 (bookworm)')
    expect(out).not.toMatch(/host\.|undefined|NaN|\{\{/)
  })
  it('gives the sample and the services as JSON', async () => {
    const { out } = await run(['--json'])
    const { vitals, services } = JSON.parse(out)
    expect(Check(vitalsSchema, vitals)).toBe(true)
    expect(Check(serviceListSchema, services)).toBe(true)
  })
  it('watches until it is told to end, a line each time', async () => {
    const ending = new AbortController()
    ending.abort()
    expect((await run(['--watch', '--json'], 'en', ending.signal)).out.split('\n').length).toBe(1)
  })
  it('refuses what it does not know', async () => {
    await expect(run(['--nope'])).rejects.toMatchObject({ code: 'core.option-unknown' })
  })
})
