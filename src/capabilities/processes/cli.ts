/** `vedette processes` and `vedette processes explain`: this machine, without a running console. */
import { parseArgs } from 'node:util'
import type { CommandIo, Log } from '../../core/capability.ts'
import { coreErrors } from '../../core/core-errors.ts'
import { openLocalProcesses } from './local.ts'
import { writeDetail, writeList } from './plain.ts'

export async function main(io: CommandIo): Promise<number> {
  const { values, positionals } = parseCommand(io.args, 'processes')
  if (positionals.length > 0)
    throw coreErrors['core.command-usage']({ reason: positionals.join(' '), command: 'processes' })
  const processes = openLocalProcesses(io, toErrors(io))
  try {
    const list = await processes.list()
    io.out(values.json ? JSON.stringify(list, null, 2) : writeList(list, io.say))
    return 0
  } finally {
    await processes.close()
  }
}

export const explainCommand = {
  async main(io: CommandIo): Promise<number> {
    const { values, positionals } = parseCommand(io.args, 'processes explain')
    const pid = parsePid(positionals, 'processes explain')
    const processes = openLocalProcesses(io, toErrors(io))
    try {
      const detail = await processes.detail(pid)
      io.out(values.json ? JSON.stringify(detail, null, 2) : writeDetail(detail, io.say, io.language))
      return 0
    } finally {
      await processes.close()
    }
  },
}

export function parsePid(positionals: readonly string[], command: string): number {
  const [pid = '', ...more] = positionals
  if (!/^\d{1,10}$/.test(pid) || more.length > 0) throw coreErrors['core.command-usage']({ reason: 'PID', command })
  return Number(pid)
}

function parseCommand(args: readonly string[], command: string) {
  try {
    const options = { json: { type: 'boolean', default: false } } as const
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    const reason = error instanceof Error ? `${error.message.split('. ')[0]}.` : String(error)
    throw coreErrors['core.command-usage']({ reason, command }, error)
  }
}

/** A command has no log file of its own: what went wrong is said where errors are said. */
export function toErrors(io: Pick<CommandIo, 'err'>): Log {
  const quiet = () => undefined
  const say = (fields: object, message: string) => io.err(`${message} ${JSON.stringify(fields)}`)
  return { debug: quiet, info: quiet, warn: say, error: say }
}
