import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { describePostgres, startPostgres, type TestPostgres } from '../../../../test/parts/postgres.ts'
import { systemClock } from '../../../core/clock.ts'
import { silentLog } from '../../../core/log/silent-log.ts'
import { migratePart } from '../../../store/migrate.ts'
import { openPostgresDatabase } from '../../../store/postgres/postgres-database.ts'
import { openSqliteDatabase } from '../../../store/sqlite/sqlite-database.ts'
import { policyMigration } from './migration.ts'
import { createMongoPolicySource } from './mongo.ts'
import { createRelationalPolicySource } from './relational.ts'
import { runPolicyContract } from './testing/contract.ts'
import { startMongoDouble } from './testing/mongo-double.ts'

runPolicyContract('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-policies-'))
  const database = openSqliteDatabase(join(folder, 'vedette.db'))
  await migratePart(database, 'processes', [policyMigration])
  return {
    open: () => createRelationalPolicySource(database),
    async close() {
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
})

describePostgres('on a real server', () => {
  let server: TestPostgres
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server.stop())
  runPolicyContract('PostgreSQL', async () => {
    const database = await openPostgresDatabase(await server.createDatabase(), 'test', silentLog)
    await migratePart(database, 'processes', [policyMigration])
    return { open: () => createRelationalPolicySource(database), close: () => database.close() }
  })
})

runPolicyContract('MongoDB’s protocol', async () => {
  const double = await startMongoDouble()
  return {
    open: () => createMongoPolicySource({ url: double.url, clock: systemClock, timeoutMs: 10_000 }),
    close: () => double.stop(),
  }
})
