import type { Migration } from '../../../core/capability.ts'
import { policyMigration } from '../policy/migration.ts'
import { topMigration } from './0002-top.ts'

export const migrations = [policyMigration, topMigration] as const satisfies readonly Migration[]
