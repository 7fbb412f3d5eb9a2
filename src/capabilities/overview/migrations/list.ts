import type { Migration } from '../../../core/capability.ts'
import { starts } from './0001-starts.ts'

export const migrations: readonly Migration[] = [starts]
