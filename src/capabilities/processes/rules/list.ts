import { deletedExecutable } from './deleted-executable.ts'
import { dialsOut } from './dials-out.ts'
import { extraCapabilities } from './extra-capabilities.ts'
import { highMemoryUsage } from './high-memory-usage.ts'
import { nameMimicry } from './name-mimicry.ts'
import { publicPort } from './public-port.ts'
import type { RiskRule } from './rule.ts'
import { runningAsRoot } from './running-as-root.ts'
import { suspiciousPath } from './suspicious-path.ts'
import { systemPort } from './system-port.ts'
import { unpackagedBinary } from './unpackaged-binary.ts'
import { writableByOthers } from './writable-by-others.ts'

export const rules = [
  runningAsRoot,
  publicPort,
  systemPort,
  highMemoryUsage,
  suspiciousPath,
  deletedExecutable,
  nameMimicry,
  unpackagedBinary,
  writableByOthers,
  extraCapabilities,
  dialsOut,
] as const satisfies readonly RiskRule[]
