import type { Migration } from '../../../core/capability.ts'
import { capturesMigration } from './0001-captures.ts'

export const migrations = [capturesMigration] as const satisfies readonly Migration[]
