/** `vedette host`: this machine as it is now, without a running console. */
import { setTimeout as wait } from 'node:timers/promises'
import type { CommandIo, Log } from '../../core/capability.ts'
import { systemClock } from '../../core/clock.ts'
import { parseWords } from '../../core/command-words.ts'
import { createSource } from './collectors/source.ts'
import { type HostConfig, toRoots } from './config.ts'
import { writeHost } from './plain.ts'
import { createSampler } from './sampler.ts'
import type { ServiceList, Vitals } from './schema.ts'
import { createIdleWatch } from './services/idle.ts'
import { createServices } from './services/services.ts'
import { createSystemd } from './services/systemd.ts'

/** Rates need two samples; over less time they are noise. */
const BETWEEN_MS = 500
const CLEAR_SCREEN = '\x1b[2J\x1b[H'

const OPTIONS = { json: { type: 'boolean', default: false }, watch: { type: 'boolean', default: false } } as const

export async function main(io: CommandIo): Promise<number> {
  const { json, watch } = parseWords(io.args, 'host', { options: OPTIONS }).values
  const config = io.settings.section<HostConfig>('host')
  const source = createSource({ roots: toRoots(config), clock: systemClock })
  const sampler = createSampler(source, toErrors(io))
  const services = createServices({
    source,
    systemd: createSystemd(config.systemdPrefix),
    idle: createIdleWatch(config.idleMinutes * 60_000),
    configured: config.services,
    commandTimeoutMs: config.commandTimeoutMs,
  })
  const show = (vitals: Vitals, list: ServiceList | Error) => {
    if (json)
      return io.out(JSON.stringify({ vitals, services: list instanceof Error ? null : list }, null, watch ? 0 : 2))
    io.out((watch && io.terminal ? CLEAR_SCREEN : '') + writeHost(io, vitals, list))
  }
  try {
    await sampler.sample(config.watchedEveryMs)
    await pause(BETWEEN_MS, io.signal)
    do {
      const list = await services
        .list('shown')
        .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
      show(await sampler.sample(config.watchedEveryMs), list)
      if (watch) await pause(config.watchedEveryMs, io.signal)
    } while (watch && !io.signal.aborted)
    return 0
  } finally {
    source.close()
  }
}

/** Ctrl-C ends the waiting, not with an error. */
async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  await wait(delayMs, undefined, { signal }).catch(() => undefined)
}

/** A command has no log file of its own: what went wrong is said where errors are said. */
function toErrors(io: CommandIo): Log {
  const quiet = () => undefined
  return {
    debug: quiet,
    info: quiet,
    warn: quiet,
    error: (fields, message) => io.err(`${message} ${JSON.stringify(fields)}`),
  }
}
