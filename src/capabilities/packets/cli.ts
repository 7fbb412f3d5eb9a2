/** `vedette packets analyze FILE…`: a capture explained without a running console. Loads nothing of the server. */
import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import type { CommandIo } from '../../core/capability.ts'
import { parseWords } from '../../core/command-words.ts'
import { coreErrors } from '../../core/core-errors.ts'
import { toErrorText, VedetteError } from '../../core/errors.ts'
import { toVisible, toVisibleText } from '../../core/texts/visible.ts'
import type { Filter } from '../../decoder/filter/filter.ts'
import { EXIT } from './exits.ts'
import { writePlain } from './plain.ts'
import { type Analysed, analyse } from './reading/analyse.ts'
import { createInlineHasher, createNoHasher, createThreadHasher, type Hasher } from './reading/hashing.ts'
import { openNamed, STDIN } from './reading/named-source.ts'
import { createProgressBar } from './reading/progress-bar.ts'
import type { Level } from './schema.ts'

/** Not from the schema: that takes longer to load than a small capture to read. */
const LEVELS = ['flows', 'full'] as const satisfies readonly Level[]
const COMMAND = 'packets analyze'
const OPTIONS = {
  level: { type: 'string', default: 'full' },
  json: { type: 'boolean', default: false },
  html: { type: 'string' },
  schema: { type: 'boolean', default: false },
  hash: { type: 'boolean' },
  filter: { type: 'string' },
} as const
/** A smaller file is hashed sooner than a thread starts. */
const WORTH_A_THREAD_BYTES = 32 * 1024 * 1024
/**
 * Room for new objects stays as it is, about 1 MB, instead of growing to 16 twice over (40 MB): nearly all that an analysis
 * makes is dropped at once, and is made in the processor's cache this way.
 */
const SMALL_NURSERY = '--semi-space-growth-factor=1'

interface Wanted {
  readonly level: Level
  readonly json: boolean
  /** At `flows` the hash would take longer than everything else. */
  readonly hash: boolean
  readonly filter?: Filter
}

export async function main(io: CommandIo): Promise<number> {
  const { values, words: files } = parseWords(io.args, COMMAND, {
    options: OPTIONS,
    words: ['[FILE…]'],
    allowNegative: true,
  })
  setFlagsFromString(SMALL_NURSERY)
  if (values.schema) {
    const { reportSchema } = await import('./report/schema.ts')
    io.out(JSON.stringify(reportSchema, null, 2))
    return 0
  }
  const level = LEVELS.find((known) => known === values.level)
  if (!level)
    throw coreErrors['core.option-invalid']({
      option: '--level',
      wanted: LEVELS.join(', '),
      value: values.level,
      command: COMMAND,
    })
  if (files.length === 0) throw coreErrors['core.command-words']({ usage: `${COMMAND} FILE…`, command: COMMAND })
  // Loaded when it is wanted: all fields of all protocols come with it.
  const filter = values.filter === undefined ? undefined : await loadFilter(values.filter)
  const wanted = { level, json: values.json, hash: values.hash ?? level === 'full', ...(filter ? { filter } : {}) }
  const page = values.html
  if (page !== undefined) checkPageUsage(values.json, files)
  if (files.length > 1) return await analyseSeveral(io, files, wanted)
  const [file = ''] = files
  const { report } = await analyseOne(io, file, wanted)
  if (page !== undefined) await (await import('./report/html-file.ts')).writeHtmlFile(io, page, nameOf(file), report)
  else io.out(wanted.json ? JSON.stringify(report, null, 2) : writePlain({ name: nameOf(file), report, say: io.say }))
  return toExit(report)
}

/** A page tells of one capture. */
function checkPageUsage(json: boolean, files: readonly string[]): void {
  if (!json && files.length === 1) return
  throw coreErrors['core.command-words']({ usage: `${COMMAND} FILE [--json | --html OUT]`, command: COMMAND })
}

async function loadFilter(text: string): Promise<Filter> {
  const { needFilter } = await import('./browse/filter-errors.ts')
  return needFilter(text)
}

/** One that cannot be read does not keep the others from being read. */
async function analyseSeveral(io: CommandIo, files: readonly string[], wanted: Wanted): Promise<number> {
  const reports: Analysed['report'][] = []
  let worst = 0
  for (const file of files) {
    if (io.signal.aborted) break
    try {
      const { report } = await analyseOne(io, file, wanted)
      reports.push(report)
      worst = Math.max(worst, toExit(report))
      if (!wanted.json) io.out(`${writePlain({ name: nameOf(file), report, say: io.say })}\n`)
    } catch (error) {
      if (!(error instanceof VedetteError)) throw error
      io.err(`${toVisible(file)}: ${io.say(toVisibleText(toErrorText(error)))}`)
      worst = Math.max(worst, error.exit)
    }
  }
  if (wanted.json) io.out(JSON.stringify(reports, null, 2))
  return worst
}

const nameOf = (file: string) => (file === STDIN ? STDIN : basename(file))

function toExit({ file, complete }: Analysed['report']): number {
  if (!complete) return EXIT.stopped
  if (file.format === 'unknown') return EXIT.notACapture
  return file.problems.length > 0 ? EXIT.damaged : EXIT.whole
}

function createHasher(sizeBytes: number | undefined, wanted: Wanted): Hasher {
  if (!wanted.hash) return createNoHasher()
  const isSmall = sizeBytes !== undefined && sizeBytes < WORTH_A_THREAD_BYTES
  return isSmall || availableParallelism() < 2 ? createInlineHasher() : createThreadHasher()
}

async function analyseOne(io: CommandIo, file: string, wanted: Wanted): Promise<Analysed> {
  const { source, close } = await openNamed(file, io.signal)
  const { sizeBytes } = source
  const bar = createProgressBar({ name: nameOf(file), say: io.say, ...(sizeBytes === undefined ? {} : { sizeBytes }) })
  try {
    return await analyse({
      source,
      hasher: createHasher(sizeBytes, wanted),
      level: wanted.level,
      maxUnpackedBytes: io.settings.section<{ maxUnpackedBytes?: number }>('packets').maxUnpackedBytes ?? 0,
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
      ...(wanted.filter ? { filter: wanted.filter } : {}),
      onStep: bar.show,
    })
  } finally {
    bar.close()
    close()
  }
}
