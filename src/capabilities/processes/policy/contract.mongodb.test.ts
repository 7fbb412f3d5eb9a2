/** The contract on the server that `MONGODB_URL` names, in databases of its own that are dropped afterwards. */
import { randomUUID } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { systemClock } from '../../../core/clock.ts'
import { createMongoPolicySource } from './mongo.ts'
import { runPolicyContract } from './testing/contract.ts'

const url = process.env['MONGODB_URL'] ?? ''

runPolicyContract('MongoDB', async () => {
  const database = `vedette_test_${randomUUID().slice(0, 8)}`
  return {
    open: () => createMongoPolicySource({ url, database, clock: systemClock, timeoutMs: 10_000 }),
    async close() {
      const client = new MongoClient(url)
      await client.db(database).dropDatabase()
      await client.close()
    },
  }
})
