import type { Migration } from '../../../core/capability.ts'

/** One row a minute: the ten of each kind as JSON. */
export const topMigration: Migration = {
  name: '0002-top',
  up: async (db) => {
    await db.schema
      .createTable('processes_top')
      .addColumn('host', 'varchar(128)', (column) => column.notNull())
      .addColumn('at_us', 'bigint', (column) => column.notNull())
      .addColumn('entries', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('processes_top_key', ['host', 'at_us'])
      .execute()
  },
}
