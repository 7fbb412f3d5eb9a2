/**
 * Commands that begin at once: they need no store and no list of capabilities, whose schemas alone take longer to load than a
 * small capture takes to be read. Where anything is set, or help is wanted, the long way is gone (`command-line.ts`).
 */
import { existsSync } from 'node:fs'
import { packetsTexts } from './capabilities/packets/all-texts.ts'
import type { CommandIo } from './core/capability.ts'
import { toErrorText, VedetteError } from './core/errors.ts'
import type { Language } from './core/schema.ts'
import { watchStandardOutput } from './core/standard-output.ts'
import { isStop, listenForStop, STOPPED_EXIT } from './core/stop-signal.ts'
import { coreTexts } from './core/texts/core.ts'
import { createRenderer } from './core/texts/render.ts'
import { toVisibleText } from './core/texts/visible.ts'

interface QuickCommand {
  load(): Promise<{ main(io: CommandIo): Promise<number> }>
  readonly texts: Readonly<Record<Language, () => Promise<Readonly<Record<string, string>>>>>
}

const QUICK: Readonly<Record<string, QuickCommand>> = {
  'packets analyze': {
    load: () => import('./capabilities/packets/cli.ts'),
    texts: packetsTexts,
  },
}

/** A setting may be said in a file, or in the environment under our own name or one that people use already. */
function isAnythingSet(environment: NodeJS.ProcessEnv): boolean {
  const names = Object.keys(environment)
  return (
    names.some((name) => name.startsWith('VEDETTE_')) ||
    ['LOG_LEVEL', 'LOG_FILE', 'TZ', 'MAX_FILE_SIZE'].some((name) => environment[name]) ||
    ['vedette.yaml', '.env'].some(existsSync)
  )
}

function chooseLanguage(environment: NodeJS.ProcessEnv, { texts }: QuickCommand): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = environment
  const locale = (LC_ALL || LC_MESSAGES || LANG || 'en').toLowerCase()
  return (Object.keys(texts) as Language[]).find((language) => locale.startsWith(language)) ?? 'en'
}

const write = (stream: NodeJS.WriteStream) => (text: string) =>
  void stream.write(text.endsWith('\n') ? text : `${text}\n`)
const refuse = () => Promise.reject(new Error('a quick command opens nothing'))

/** The exit code, or nothing when this is no quick command. */
export async function runQuickCommand(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number | undefined> {
  const command = QUICK[words.slice(0, 2).join(' ')]
  const isLong = words.some((word) => ['--help', '-h'].includes(word) || word.startsWith('--data'))
  if (!command || isLong || isAnythingSet(environment)) return undefined
  const language = chooseLanguage(environment, command)
  const renderer = createRenderer()
  // English stands in for what another language lacks.
  for (const each of new Set<Language>(['en', language])) {
    renderer.add(each, coreTexts[each])
    renderer.add(each, await command.texts[each]())
  }
  const err = write(process.stderr)
  const say: CommandIo['say'] = (text) => renderer.render(text, { language })
  const signal = listenForStop()
  watchStandardOutput(say)
  const io: CommandIo = {
    args: words.slice(2),
    settings: { dataDir: '', section: <Config>() => ({}) as Config },
    language,
    say,
    open: refuse,
    openWork: refuse,
    out: write(process.stdout),
    err,
    terminal: process.stdout.isTTY === true,
    signal,
  }
  try {
    return await (await command.load()).main(io)
  } catch (error) {
    if (isStop(error, signal)) return STOPPED_EXIT
    if (!(error instanceof VedetteError)) throw error
    err(`vedette: ${say(toVisibleText(toErrorText(error)))}`)
    return error.exit
  }
}
