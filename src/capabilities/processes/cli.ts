/** `vedette processes` and `vedette processes explain`: this machine, without a running console. */
import type { CommandIo, Log } from '../../core/capability.ts'
import { parseWords } from '../../core/command-words.ts'
import { isConsoleFolder } from '../../core/console-lock.ts'
import type { ProcessesConfig } from './config.ts'
import { processesErrors } from './errors.ts'
import { type LocalProcesses, openLocalProcesses } from './local.ts'
import { writeDetail, writeList } from './plain.ts'
import { startPolicies } from './policies.ts'

export async function main(io: CommandIo): Promise<number> {
  const { values, words } = parseWords(io.args, 'processes', { options: JSON_ONLY, words: ANY })
  const [unknown] = words
  if (unknown !== undefined) throw processesErrors['processes.command-unknown']({ word: unknown.slice(0, 100) })
  return withProcesses(io, async (processes) => {
    const list = await processes.list()
    io.out(values.json ? JSON.stringify(list, null, 2) : writeList(list, io.say))
    return 0
  })
}

export const explainCommand = {
  async main(io: CommandIo): Promise<number> {
    const { values, words } = parseWords(io.args, 'processes explain', { options: JSON_ONLY, words: ANY })
    const pid = parsePid(words, 'processes explain')
    return withProcesses(io, async (processes) => {
      const detail = await processes.detail(pid)
      io.out(values.json ? JSON.stringify(detail, null, 2) : writeDetail(detail, io.say, io.language))
      return 0
    })
  },
}

/** Judged as the console of this data folder judges; where there is none a look makes none. */
async function withProcesses(io: CommandIo, work: (processes: LocalProcesses) => Promise<number>): Promise<number> {
  const log = toErrors(io)
  const core = isConsoleFolder(io.settings.dataDir) ? await io.open() : undefined
  try {
    const config = io.settings.section<ProcessesConfig>('processes')
    const policies = core && (await startPolicies({ config, db: core.db, clock: core.clock, log }))
    const processes = openLocalProcesses(
      io,
      log,
      policies && ((platform) => (name, kernel) => policies.lookup(name, platform, kernel)),
    )
    try {
      return await work(processes)
    } finally {
      await processes.close()
      await policies?.stop()
    }
  } finally {
    await core?.close()
  }
}

/** Words that are refused with what was meant by them. */
export const ANY = ['[PID…]']

export function parsePid(words: readonly string[], command: string): number {
  const [pid = '', ...more] = words
  if (!/^\d{1,10}$/.test(pid) || more.length > 0) throw processesErrors['processes.pid-wanted']({ command })
  return Number(pid)
}

const JSON_ONLY = { json: { type: 'boolean', default: false } } as const

/** A command has no log file of its own: what went wrong is said where errors are said. */
export function toErrors(io: Pick<CommandIo, 'err'>): Log {
  const quiet = () => undefined
  const say = (fields: object, message: string) => io.err(`${message} ${JSON.stringify(fields)}`)
  return { debug: quiet, info: quiet, warn: say, error: say }
}
