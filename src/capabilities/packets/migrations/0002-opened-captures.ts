import type { Migration } from '../../../core/capability.ts'

/** What tells that a file which lies elsewhere is still the one that was analysed: `reading/open-capture.ts` makes it. */
export const openedCapturesMigration: Migration = {
  name: '0002-opened-captures',
  up: async (db) => {
    await db.schema.alterTable('packets_captures').addColumn('file_mark', 'varchar(64)').execute()
    await db.schema.alterTable('packets_jobs').addColumn('file_mark', 'varchar(64)').execute()
  },
}
