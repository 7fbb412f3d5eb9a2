import type { Migration } from '../../../core/capability.ts'
import { capturesMigration } from './0001-captures.ts'
import { openedCapturesMigration } from './0002-opened-captures.ts'

export const migrations = [capturesMigration, openedCapturesMigration] as const satisfies readonly Migration[]
