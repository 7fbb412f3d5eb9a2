import type { Migration } from '../../../core/capability.ts'

/** What may happen without an operator, what did or would have, and how long each host has been watched in dry run. */
export const automationMigration: Migration = {
  name: '0003-automation',
  up: async (db) => {
    await db.schema
      .createTable('processes_automation')
      .addColumn('id', 'varchar(64)', (column) => column.primaryKey())
      .addColumn('title', 'varchar(100)', (column) => column.notNull())
      .addColumn('host', 'varchar(128)')
      .addColumn('condition', 'text', (column) => column.notNull())
      .addColumn('action', 'varchar(16)', (column) => column.notNull())
      .addColumn('mode', 'varchar(16)', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('created_at_us', 'bigint', (column) => column.notNull())
      .addColumn('updated_at_us', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('processes_automation_runs')
      .addColumn('id', 'varchar(64)', (column) => column.primaryKey())
      .addColumn('automation', 'varchar(64)', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('host', 'varchar(128)', (column) => column.notNull())
      .addColumn('at_us', 'bigint', (column) => column.notNull())
      .addColumn('dry_run', 'integer', (column) => column.notNull())
      .addColumn('outcome', 'varchar(16)', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('entry', 'text', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('processes_automation_runs_at')
      .on('processes_automation_runs')
      .columns(['automation', 'at_us'])
      .execute()
    await db.schema
      .createTable('processes_automation_days')
      .addColumn('automation', 'varchar(64)', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('host', 'varchar(128)', (column) => column.notNull())
      .addColumn('day', 'integer', (column) => column.notNull())
      .addColumn('watched_ms', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('processes_automation_days_key', ['automation', 'revision', 'host', 'day'])
      .execute()
    await db.schema
      .createTable('processes_automation_switch')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('is_on', 'integer', (column) => column.notNull())
      .execute()
  },
}
