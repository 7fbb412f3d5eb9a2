/** Tables of the audit: its rows, and one row that writers of every process take turns on. */
import type { Migration } from '../capability.ts'

export const auditMigrations: readonly Migration[] = [
  {
    name: '0001-audit',
    up: async (db) => {
      await db.schema
        .createTable('core_audit')
        .addColumn('seq', 'bigint', (column) => column.primaryKey())
        .addColumn('at_us', 'bigint', (column) => column.notNull())
        .addColumn('who_kind', 'varchar(16)', (column) => column.notNull())
        .addColumn('who_id', 'text', (column) => column.notNull())
        .addColumn('who_name', 'text', (column) => column.notNull())
        .addColumn('who_role', 'varchar(16)', (column) => column.notNull())
        .addColumn('came_from', 'text', (column) => column.notNull())
        .addColumn('host', 'text', (column) => column.notNull())
        .addColumn('action', 'text', (column) => column.notNull())
        .addColumn('target', 'text', (column) => column.notNull())
        .addColumn('plan', 'text')
        .addColumn('outcome', 'varchar(16)', (column) => column.notNull())
        .addColumn('details', 'text')
        .addColumn('key_id', 'varchar(16)', (column) => column.notNull())
        .addColumn('previous_mac', 'varchar(64)', (column) => column.notNull())
        .addColumn('mac', 'varchar(64)', (column) => column.notNull())
        .execute()
      await db.schema.createIndex('core_audit_at').on('core_audit').column('at_us').execute()
      await db.schema
        .createTable('core_audit_turn')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('last_seq', 'bigint', (column) => column.notNull())
        .execute()
      await db
        .withTables<{ core_audit_turn: { id: number; last_seq: number } }>()
        .insertInto('core_audit_turn')
        .values({ id: 1, last_seq: 0 })
        .execute()
    },
  },
]
