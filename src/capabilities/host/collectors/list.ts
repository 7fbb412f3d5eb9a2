/** What a sample is made of. */
import { blockDevices } from './block-devices.ts'
import { clock } from './clock.ts'
import type { Collector } from './collector.ts'
import { cpu } from './cpu.ts'
import { facts } from './facts.ts'
import { filesystems } from './filesystems.ts'
import { load } from './load.ts'
import { memory } from './memory.ts'
import { network } from './network.ts'
import { openFiles } from './open-files.ts'
import { pressure } from './pressure.ts'
import { tcp } from './tcp.ts'
import { temperatures } from './temperatures.ts'
import { users } from './users.ts'

export const collectors = [
  facts,
  cpu,
  load,
  memory,
  pressure,
  blockDevices,
  network,
  filesystems,
  temperatures,
  openFiles,
  tcp,
  users,
  clock,
] as const satisfies readonly Collector[]
