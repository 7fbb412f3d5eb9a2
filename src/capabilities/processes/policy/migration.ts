/** Tables of policies; one of the capability's migrations. Times are microseconds UTC. */
import type { Migration } from '../../../core/capability.ts'

export const policyMigration: Migration = {
  name: '0001-policies',
  up: async (db) => {
    await db.schema
      .createTable('processes_known')
      .addColumn('name', 'varchar(128)', (column) => column.notNull())
      .addColumn('platform', 'varchar(16)', (column) => column.notNull())
      .addColumn('category', 'varchar(64)', (column) => column.notNull())
      .addColumn('description', 'text', (column) => column.notNull())
      .addColumn('is_system', 'integer', (column) => column.notNull())
      .addColumn('terminatable', 'integer', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('tags', 'text', (column) => column.notNull())
      .addColumn('created_at_us', 'bigint', (column) => column.notNull())
      .addColumn('updated_at_us', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('processes_known_key', ['name', 'platform'])
      .execute()
    await db.schema
      .createTable('processes_rules')
      .addColumn('id', 'varchar(64)', (column) => column.primaryKey())
      .addColumn('name', 'varchar(128)')
      .addColumn('path', 'text')
      .addColumn('user_name', 'varchar(128)')
      .addColumn('is_system', 'integer', (column) => column.notNull())
      .addColumn('terminatable', 'integer', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('created_at_us', 'bigint', (column) => column.notNull())
      .addColumn('updated_at_us', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('processes_seeded')
      .addColumn('name', 'varchar(128)', (column) => column.notNull())
      .addColumn('platform', 'varchar(16)', (column) => column.notNull())
      .addPrimaryKeyConstraint('processes_seeded_key', ['name', 'platform'])
      .execute()
    await db.schema
      .createTable('processes_policy_revision')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('processes_last_policies')
      .addColumn('adapter', 'varchar(16)', (column) => column.primaryKey())
      .addColumn('snapshot', 'text', (column) => column.notNull())
      .addColumn('read_at_us', 'bigint', (column) => column.notNull())
      .execute()
  },
}
