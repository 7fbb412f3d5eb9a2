/** `vedette packets worker`: analyses captures for consoles that share its NATS server. */
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { CommandIo } from '../../core/capability.ts'
import { parseWords } from '../../core/command-words.ts'
import { coreErrors } from '../../core/core-errors.ts'
import { packetsErrors } from './errors.ts'
import { readSlots } from './queue/threads-engine.ts'
import { runWorker } from './queue/worker.ts'

const COMMAND = 'packets worker'
const OPTIONS = { name: { type: 'string' }, threads: { type: 'string' } } as const

function parseCommand(io: CommandIo) {
  const { values } = parseWords(io.args, COMMAND, { options: OPTIONS })
  const value = values.threads ?? io.settings.section<{ threads: number }>('packets').threads
  const threads = Number(value)
  if (!Number.isInteger(threads) || threads < 0 || threads > 64)
    throw coreErrors['core.option-invalid']({ option: '--threads', wanted: '0 … 64', value, command: COMMAND })
  return { name: values.name ?? `${hostname()}-${process.pid}`, most: readSlots(threads) }
}

export async function main(io: CommandIo): Promise<number> {
  const wanted = parseCommand(io)
  const { bus, log, version, close } = await io.openWork()
  try {
    if (!bus) throw packetsErrors['packets.bus-missing']()
    const folder = join(io.settings.dataDir, 'packets-worker')
    await runWorker({ bus, log, version, folder, signal: io.signal, ...wanted })
    return 0
  } finally {
    await close()
  }
}
