/** Every command: `vedette server | config | restore | <capability> <command>`. Started by `cli.ts`. */
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { capabilities } from './capabilities.ts'
import type { Command, CommandIo } from './core/capability.ts'
import { parseWords } from './core/command-words.ts'
import type { ConsoleSettings, LogSettings } from './core/config/sections.ts'
import { type EffectiveSettings, loadSettings } from './core/config/settings.ts'
import { coreErrors } from './core/core-errors.ts'
import { toErrorText, VedetteError } from './core/errors.ts'
import { createLog } from './core/log/log.ts'
import { version } from './core/program.ts'
import { LANGUAGES, type Language } from './core/schema.ts'
import { watchStandardOutput } from './core/standard-output.ts'
import { isStop, listenForStop, STOPPED_EXIT } from './core/stop-signal.ts'
import type { Renderer } from './core/texts/render.ts'
import { toVisibleText } from './core/texts/visible.ts'
import { loadRenderer, settingAliases, settingSections } from './manifests.ts'

/** Console commands; capabilities bring the others. */
const ownCommands = {
  server: { summary: 'Start the console', usage: 'server [--host ADDRESS] [--port PORT]' },
  config: { summary: 'Print the effective settings and where each comes from', usage: 'config [--json]' },
  restore: { summary: 'Restore a backup into an empty data folder', usage: 'restore FILE' },
} as const

interface Found {
  readonly name: string
  readonly command: Command
  readonly rest: readonly string[]
}

/** Every command a person can type, as `vedette …`. */
export function listCommands(): readonly { readonly name: string; readonly summary: string; readonly usage: string }[] {
  const own = Object.entries(ownCommands).map(([name, row]) => ({ name, ...row }))
  const lent = capabilities.flatMap(({ id, commands = {} }) =>
    Object.entries(commands).map(([key, command]) => {
      const name = toCommandName(id, key, command)
      return { name, summary: command.summary, usage: `${name} ${command.usage}`.trim() }
    }),
  )
  return [...own, ...lent]
}

const toCommandName = (id: string, key: string, command: Command) => (command.root ? key : `${id} ${key}`.trim())

/** The command with the longest name that begins these words. */
function findCommand(words: readonly string[]): Found | undefined {
  const all = capabilities.flatMap(({ id, commands = {} }) =>
    Object.entries(commands).map(([key, command]) => ({ name: toCommandName(id, key, command), command })),
  )
  return all
    .filter(({ name }) => name.split(' ').every((word, index) => words[index] === word))
    .sort((a, b) => b.name.length - a.name.length)
    .map(({ name, command }) => ({ name, command, rest: words.slice(name.split(' ').length) }))[0]
}

/** Takes `--data DIR` out of the words, wherever it stands: every command has it. */
function takeDataFlag(words: readonly string[]): { readonly rest: string[]; readonly data: string | undefined } {
  const rest: string[] = []
  let data: string | undefined
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    if (word === '--') return { rest: [...rest, ...words.slice(index)], data }
    if (word === '--data') data = words[++index] ?? ''
    else if (word.startsWith('--data=')) data = word.slice('--data='.length)
    else rest.push(word)
  }
  return { rest, data }
}

function chooseLanguage(chosen: string): Language {
  const { env } = process
  const locale = chosen === 'auto' ? env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || 'en' : chosen
  return LANGUAGES.find((language) => locale.toLowerCase().startsWith(language)) ?? 'en'
}

const out = (text: string) => process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
const err = (text: string) => process.stderr.write(text.endsWith('\n') ? text : `${text}\n`)

interface Session {
  readonly renderer: Renderer
  readonly language: Language
  readonly startedMs: number
}

function load(flags: Readonly<Record<string, string>>): EffectiveSettings {
  return loadSettings({
    workingDir: process.cwd(),
    environment: process.env,
    flags,
    sections: settingSections,
    aliases: settingAliases,
  })
}

function openLog(settings: EffectiveSettings, changes: Partial<LogSettings> = {}) {
  const { zone } = settings.section<ConsoleSettings>('console')
  // Everything in this process that writes a time then means the same zone.
  if (zone) process.env['TZ'] = zone
  return createLog({
    settings: { ...settings.section<LogSettings>('log'), ...changes },
    zone: '',
    out: process.stderr,
    dataDir: settings.dataDir,
  })
}

function helpText(name?: string): string {
  const rows = listCommands().filter((row) => !name || row.name === name || row.name.startsWith(`${name} `))
  const width = Math.max(...rows.map((row) => row.usage.length))
  const lines = rows.map((row) => `  vedette ${row.usage.padEnd(width)}  ${row.summary}`)
  return [
    ...(name ? [] : ['Vedette: observes, explains in plain words, acts safely.', '']),
    ...lines,
    '',
    'Every command takes --data DIR (default ./data) and --help.',
  ].join('\n')
}

async function runServer(words: readonly string[], data: string | undefined, session: Session): Promise<number> {
  const { values } = parseWords(words, 'server', { options: { host: { type: 'string' }, port: { type: 'string' } } })
  const flags = {
    ...(data === undefined ? {} : { data }),
    ...(values.host === undefined ? {} : { 'server.host': values.host }),
    ...(values.port === undefined ? {} : { 'server.port': values.port }),
  }
  const settings = load(flags)
  const log = openLog(settings)
  const { startServer } = await import('./server.ts')
  const { renderer, language } = session
  const say = (key: string, params = {}) => renderer.render({ key: `core.ui.${key}`, params }, { language })
  const stopping = waitForSignal()
  const running = await startServer({ settings, log, renderer, version, startedMs: session.startedMs })
  const port = new URL(running.url).port
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  const headless = process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY
  out(`\n  ${say('ready', { url: running.url })}`)
  if (running.signInLink) out(`  ${say('sign-in-link', { link: running.signInLink })}`)
  if (headless && !running.exposed) {
    const command = `ssh -L ${port}:127.0.0.1:${port} ${userInfo().username}@${hostname()}`
    out(`  ${say('reach-by-ssh', { command })}`)
  }
  out(`  ${say('stop-hint')}\n`)
  await stopping
  // Nothing written is left half done after this; a close that hangs must not keep a restart waiting.
  const deadline = setTimeout(() => process.exit(1), CLOSE_DEADLINE_MS)
  await running.close()
  log.close()
  clearTimeout(deadline)
  out(say('stopped'))
  return 0
}

const CLOSE_DEADLINE_MS = 4_800

/** The first signal asks for an orderly end, the second ends at once. */
function waitForSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        if (asked) process.exit(130)
        asked = true
        resolve()
      })
    }
  })
}

function runConfig(words: readonly string[], data: string | undefined): number {
  const { values } = parseWords(words, 'config', { options: { json: { type: 'boolean' } } })
  const settings = load(data === undefined ? {} : { data })
  const rows = [
    { name: 'data', value: settings.dataDir, source: data === undefined ? 'default' : 'flag --data' },
    ...settings.list(),
  ]
  if (values.json) out(JSON.stringify(rows, null, 2))
  else {
    const width = Math.max(...rows.map((row) => row.name.length))
    for (const row of rows) out(`${row.name.padEnd(width)}  ${row.value || '–'}  (${row.source})`)
  }
  return 0
}

async function runRestore(words: readonly string[], data: string | undefined, session: Session): Promise<number> {
  const [file = ''] = parseWords(words, 'restore', { options: {}, words: ['FILE'] }).words
  const settings = load(data === undefined ? {} : { data })
  const { restoreInto } = await import('./restore.ts')
  const result = await restoreInto(file, settings, openLog(settings, { level: 'warn' }), session.startedMs)
  const say = (key: string, params = {}) =>
    session.renderer.render({ key: `core.ui.${key}`, params }, { language: session.language })
  out(say('restored', { rows: result.rows, tables: result.tables, dir: settings.dataDir }))
  for (const what of result.unreadable) out(`  ${say('restored-unreadable', { what })}`)
  return 0
}

async function runCommand(found: Found, data: string | undefined, session: Session): Promise<number> {
  const settings = load(data === undefined ? {} : { data })
  const { zone } = settings.section<ConsoleSettings>('console')
  const { renderer, language } = session
  const signal = listenForStop()
  const io: CommandIo = {
    args: found.rest,
    settings,
    language,
    say: (text) => renderer.render(text, { language, ...(zone ? { zone } : {}) }),
    open: async () => {
      const { openCore } = await import('./console-core.ts')
      const core = await openCore({ settings, log: openLog(settings, { level: 'warn' }), renderer, version })
      const { store, audit, desk, clock, close } = core
      return { db: store.db, audit, desk, clock, close }
    },
    openWork: async () => {
      const file = settings.section<LogSettings>('log').file || join('logs', `${found.name.replaceAll(' ', '-')}.log`)
      const office = openLog(settings, { file })
      const { openBus } = await import('./bus/open-bus.ts')
      const bus = await openBus(settings, office)
      return {
        version,
        ...(bus ? { bus } : {}),
        log: office.forModule(found.name),
        close: async () => {
          await bus?.close()
          office.close()
        },
      }
    },
    out,
    err,
    terminal: process.stdout.isTTY === true,
    signal,
  }
  const { main } = await found.command.load()
  try {
    return await main(io)
  } catch (error) {
    if (isStop(error, signal)) return STOPPED_EXIT
    throw error
  }
}

async function run(words: readonly string[], data: string | undefined, session: Session): Promise<number> {
  const [first = ''] = words
  const wantsHelp = words.includes('--help') || words.includes('-h') || first === 'help'
  if (first === '--version' || first === 'version') {
    out(version)
    return 0
  }
  const found = findCommand(words)
  if (wantsHelp || first === '') {
    out(helpText(found?.name ?? (first in ownCommands ? first : undefined)))
    return first === '' && !wantsHelp ? 2 : 0
  }
  const rest = words.slice(1)
  if (first === 'server') return runServer(rest, data, session)
  if (first === 'config') return runConfig(rest, data)
  if (first === 'restore') return runRestore(rest, data, session)
  if (found) return runCommand(found, data, session)
  throw coreErrors['core.command-unknown']({ name: words.join(' ') })
}

export async function main(): Promise<number> {
  const startedMs = Date.now()
  const { rest, data } = takeDataFlag(process.argv.slice(2))
  const renderer = await loadRenderer()
  let language = chooseLanguage('auto')
  watchStandardOutput((text) => renderer.render(text, { language }))
  try {
    // The language of a complaint about the settings must not depend on settings that do not load.
    if (rest[0] !== 'help')
      language = chooseLanguage(load(data === undefined ? {} : { data }).section<ConsoleSettings>('console').language)
    return await run(rest, data, { renderer, language, startedMs })
  } catch (error) {
    if (!(error instanceof VedetteError)) throw error
    err(`vedette: ${renderer.render(toVisibleText(toErrorText(error)), { language })}`)
    for (const { field, message } of error.fields) if (message) err(`  ${field}: ${message}`)
    return error.exit
  }
}
