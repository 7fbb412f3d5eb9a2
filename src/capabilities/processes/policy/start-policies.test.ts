import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../../test/parts/store.ts'
import { createFakeClock } from '../../../core/clock.ts'
import { silentLog } from '../../../core/log/silent-log.ts'
import { migratePart } from '../../../store/migrate.ts'
import { startPolicies } from '../policies.ts'
import { policyMigration } from './migration.ts'
import { startMongoDouble } from './testing/mongo-double.ts'

test('policies are kept where the settings say, and MongoDB’s are remembered here', async () => {
  const db = await openTestDatabase()
  await migratePart(db, 'processes', [policyMigration])
  const double = await startMongoDouble()
  const lent = { db, clock: createFakeClock(), log: silentLog }
  const own = await startPolicies({ ...lent, config: { mongodbUrl: '', mongodbDatabase: 'vedette' } })
  expect(own.state()).toMatchObject({ adapter: 'relational', reachable: true })
  expect(double.commands).toEqual([])
  await own.stop()

  const config = { mongodbUrl: double.url, mongodbDatabase: 'central' }
  const central = await startPolicies({ ...lent, config })
  expect(central.state()).toMatchObject({ adapter: 'mongodb', reachable: true })
  expect(double.databases()).toContain('central')
  await central.putRule({ user: 'pay', policy: { is_system: false, terminatable: false, reason: '' } })
  await central.stop()

  await double.stop()
  const later = await startPolicies({ ...lent, config: { ...config, mongodbUrl: 'mongodb://127.0.0.1:1/' } })
  expect(later.state()).toMatchObject({ reachable: false, ruleCount: 1 })
  await later.stop()
  await db.close()
})
