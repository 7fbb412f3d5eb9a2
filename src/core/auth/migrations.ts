/** Tables of people, sessions, tokens and the link of the first start. */
import type { Migration } from '../capability.ts'

export const authMigrations: readonly Migration[] = [
  {
    name: '0001-users-sessions-tokens',
    up: async (db) => {
      await db.schema
        .createTable('core_users')
        .addColumn('id', 'varchar(36)', (column) => column.primaryKey())
        .addColumn('name', 'varchar(64)', (column) => column.notNull())
        .addColumn('name_key', 'varchar(200)', (column) => column.notNull().unique())
        .addColumn('role', 'varchar(16)', (column) => column.notNull())
        .addColumn('password', 'text', (column) => column.notNull())
        .addColumn('disabled', 'integer', (column) => column.notNull())
        .addColumn('created_us', 'bigint', (column) => column.notNull())
        .addColumn('last_sign_in_us', 'bigint')
        .addColumn('language', 'varchar(8)', (column) => column.notNull())
        .addColumn('zone', 'varchar(64)', (column) => column.notNull())
        .addColumn('theme', 'varchar(8)', (column) => column.notNull())
        .addColumn('plain_font', 'integer', (column) => column.notNull())
        .execute()
      await db.schema
        .createTable('core_sessions')
        .addColumn('hash', 'varchar(64)', (column) => column.primaryKey())
        .addColumn('user_id', 'varchar(36)', (column) => column.notNull())
        .addColumn('created_us', 'bigint', (column) => column.notNull())
        .addColumn('last_seen_us', 'bigint', (column) => column.notNull())
        .addColumn('expires_us', 'bigint', (column) => column.notNull())
        .execute()
      await db.schema.createIndex('core_sessions_user').on('core_sessions').column('user_id').execute()
      await db.schema
        .createTable('core_tokens')
        .addColumn('id', 'varchar(36)', (column) => column.primaryKey())
        .addColumn('name', 'varchar(64)', (column) => column.notNull())
        .addColumn('hash', 'varchar(64)', (column) => column.notNull().unique())
        .addColumn('role', 'varchar(16)', (column) => column.notNull())
        .addColumn('capabilities', 'text')
        .addColumn('owner_id', 'varchar(36)')
        .addColumn('created_us', 'bigint', (column) => column.notNull())
        .addColumn('expires_us', 'bigint')
        .addColumn('last_used_us', 'bigint')
        .execute()
      await db.schema
        .createTable('core_first_admin')
        .addColumn('hash', 'varchar(64)', (column) => column.primaryKey())
        .addColumn('expires_us', 'bigint', (column) => column.notNull())
        .execute()
    },
  },
]
