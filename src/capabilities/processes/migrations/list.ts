import type { Migration } from '../../../core/capability.ts'
import { policyMigration } from '../policy/migration.ts'
import { topMigration } from './0002-top.ts'
import { automationMigration } from './0003-automation.ts'

export const migrations = [policyMigration, topMigration, automationMigration] as const satisfies readonly Migration[]
