/** `vedette packets worker`: analyses captures for consoles that share its NATS server. */
import { hostname } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { CommandIo } from '../../core/capability.ts'
import { coreErrors } from '../../core/core-errors.ts'
import { packetsErrors } from './errors.ts'
import { readSlots } from './queue/threads-engine.ts'
import { runWorker } from './queue/worker.ts'

const OPTIONS = { name: { type: 'string' }, threads: { type: 'string' } } as const

function parseCommand(io: CommandIo) {
  try {
    const { values } = parseArgs({ args: [...io.args], options: OPTIONS })
    const threads = Number(values.threads ?? io.settings.section<{ threads: number }>('packets').threads)
    if (!Number.isInteger(threads) || threads < 0 || threads > 64) throw new Error('--threads 0 … 64')
    return { name: values.name ?? `${hostname()}-${process.pid}`, most: readSlots(threads) }
  } catch (error) {
    const reason = error instanceof Error ? `${error.message.split('. ')[0]}.` : String(error)
    throw coreErrors['core.command-usage']({ reason, command: 'packets worker' }, error)
  }
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
