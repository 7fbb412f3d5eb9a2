/** An open database with core's tables, for tests beside the code. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditMigrations } from '../../src/core/audit/migrations.ts'
import { authMigrations } from '../../src/core/auth/migrations.ts'
import { migratePart } from '../../src/store/migrate.ts'
import { type OpenDatabase, openSqliteDatabase } from '../../src/store/sqlite/sqlite-database.ts'

export const freshDataDir = () => mkdtempSync(join(tmpdir(), 'vedette-test-'))

export async function migrateCore(db: OpenDatabase): Promise<OpenDatabase> {
  await migratePart(db, 'core-audit', auditMigrations)
  await migratePart(db, 'core-auth', authMigrations)
  return db
}
export const openTestDatabase = (dataDir = freshDataDir()) =>
  migrateCore(openSqliteDatabase(join(dataDir, 'vedette.db')))
