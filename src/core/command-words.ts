/** What stands behind a command's name: options and named words. What does not fit is refused in the reader's language. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { coreErrors } from './core-errors.ts'

interface Wanted<Options extends ParseArgsOptionsConfig, Negative extends boolean> {
  readonly options: Options
  /** In their order: `NAME`; `[NAME]` may be left out, `NAME…` may come several times. None unless named. */
  readonly words?: readonly string[]
  /** How the command is used, where words and options alone do not say it: one that must be given, say. */
  readonly usage?: string
  /** `--no-NAME` for each boolean option. */
  readonly allowNegative?: Negative
}

/**
 * Reads `args` (without the command's own name). Throws `core.option-unknown`, `core.option-value-missing`,
 * `core.option-takes-none` and `core.command-words`.
 */
export function parseWords<const Options extends ParseArgsOptionsConfig, const Negative extends boolean = false>(
  args: readonly string[],
  command: string,
  { options, words = [], usage = toUsage(command, words, options), allowNegative }: Wanted<Options, Negative>,
) {
  const { values, positionals } = parse()
  const needed = words.filter((word) => !word.startsWith('[')).length
  const most = words.some((word) => word.includes('…')) ? Number.POSITIVE_INFINITY : words.length
  if (positionals.length < needed || positionals.length > most)
    throw coreErrors['core.command-words']({ usage, command })
  return { values, words: positionals }

  function parse() {
    try {
      return parseArgs({ args: [...args], options, allowPositionals: true, allowNegative: allowNegative as Negative })
    } catch (error) {
      throw toRefusal(error, command)
    }
  }
}

/** `server [--host HOST] [--port PORT]`, as a synopsis of man-pages(7) is written. */
const toUsage = (command: string, words: readonly string[], options: ParseArgsOptionsConfig) =>
  [
    command,
    ...words,
    ...Object.entries(options).map(([name, { type }]) =>
      type === 'boolean' ? `[--${name}]` : `[--${name} ${name.toUpperCase()}]`,
    ),
  ].join(' ')

/** Node says which option and what is wrong with it in an English sentence alone: `Option '-w, --write <value>' …`. */
function toRefusal(error: unknown, command: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException
  const option = /'(?:-\w, )?(-[\s\S]*?)(?: <value>)?'(?:[ .]|$)/.exec(message ?? '')?.[1] ?? ''
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return coreErrors['core.option-unknown']({ option, command }, error)
  if (code !== 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') return error
  const kind = message.includes('does not take') ? 'core.option-takes-none' : 'core.option-value-missing'
  return coreErrors[kind]({ option, command }, error)
}
