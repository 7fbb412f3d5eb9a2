import type { Migration } from '../../../core/capability.ts'

export const starts: Migration = {
  name: '0001-starts',
  async up(db) {
    await db.schema
      .createTable('overview_starts')
      .addColumn('at', 'bigint', (column) => column.primaryKey())
      .addColumn('version', 'text', (column) => column.notNull())
      .addColumn('settings', 'text', (column) => column.notNull())
      .addColumn('changed', 'text', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('overview_dismissed')
      .addColumn('what', 'text', (column) => column.primaryKey())
      .addColumn('by_name', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute()
  },
}
