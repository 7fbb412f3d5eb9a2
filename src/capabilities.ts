/** What there is: one import and one entry a capability. */
import { accounts } from './capabilities/accounts/index.ts'
import { findings } from './capabilities/findings/index.ts'
import { host } from './capabilities/host/index.ts'
import { overview } from './capabilities/overview/index.ts'
import { packets } from './capabilities/packets/index.ts'
import { processes } from './capabilities/processes/index.ts'
import type { Capability } from './core/capability.ts'

export const capabilities: readonly Capability[] = [overview, findings, host, processes, packets, accounts]
