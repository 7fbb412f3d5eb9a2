/** Samples of a Windows machine: PowerShell once, else wmic; saying nothing is a failure. */
import { availableParallelism } from 'node:os'
import type { Clock } from '../../../core/clock.ts'
import { askPowerShell, askWmic, type WindowsTools, type WmicQuestion } from '../../../core/windows/ask.ts'
import { hostErrors } from '../errors.ts'
import type { Sampler } from '../sampler.ts'
import {
  DISKS_QUESTION,
  PAGE_FILES_QUESTION,
  PROCESSORS_QUESTION,
  parseReading,
  SYSTEM_QUESTION,
  toVitals,
  VITALS_SCRIPT,
} from './vitals.ts'

export interface WindowsSamplerOptions {
  readonly clock: Clock
  readonly tools: WindowsTools
  readonly timeoutMs: number
  readonly cores?: number
}

export function createWindowsSampler(options: WindowsSamplerOptions): Sampler {
  const { clock, tools, timeoutMs } = options
  const cores = options.cores ?? availableParallelism()
  const ask = (question: WmicQuestion) => askWmic(tools, [question], timeoutMs)
  const askEach = async () => ({
    system: await ask(SYSTEM_QUESTION),
    disks: await ask(DISKS_QUESTION),
    pageFiles: await ask(PAGE_FILES_QUESTION),
    processors: await ask(PROCESSORS_QUESTION),
  })
  return {
    async sample(everyMs) {
      const reading =
        parseReading(await askPowerShell(tools, VITALS_SCRIPT, timeoutMs)) ?? parseReading(await askEach())
      if (!reading) throw hostErrors['host.windows-silent']({})
      return toVitals(reading, { atMs: clock.now(), everyMs, cores })
    },
  }
}
