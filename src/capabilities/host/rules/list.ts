/** What `host` watches for. */
import type { Rule } from '../../../core/capability.ts'
import { clockOff } from './clock-off.ts'
import { diskFilling } from './disk-filling.ts'
import { diskFull } from './disk-full.ts'
import { diskGone } from './disk-gone.ts'
import { diskReadOnly } from './disk-read-only.ts'
import { inodesFull } from './inodes-full.ts'
import { interfaceErrors } from './interface-errors.ts'
import { ioWait } from './io-wait.ts'
import { loadHigh } from './load-high.ts'
import { memoryPressure } from './memory-pressure.ts'
import type { HostRule } from './rule.ts'
import { serviceStopped } from './service-stopped.ts'
import { unitFailed } from './unit-failed.ts'

/** Looked at once a minute, on means of that minute, as the replay of history does. */
export const vitalsRules = [
  diskGone,
  diskReadOnly,
  diskFull,
  diskFilling,
  inodesFull,
  memoryPressure,
  ioWait,
  loadHigh,
  interfaceErrors,
  clockOff,
] as const satisfies readonly HostRule[]

/** Fed by what agents say of units and services. */
export const eventRules = [unitFailed, serviceStopped] as const satisfies readonly (Rule & { readonly name: string })[]

export const hostRules: Readonly<Record<string, Rule>> = Object.fromEntries(
  [...vitalsRules, ...eventRules].map((rule): [string, Rule] => [rule.name, rule]),
)
