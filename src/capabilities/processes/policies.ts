/** Chooses where policies are kept, and starts reading them. */
import type { Database, Log } from '../../core/capability.ts'
import type { Clock } from '../../core/clock.ts'
import { catalog } from './catalog/catalog.ts'
import type { ProcessesConfig } from './config.ts'
import { createMongoPolicySource } from './policy/mongo.ts'
import { createPolicyStore } from './policy/policy-store.ts'
import type { PolicyStore } from './policy/port.ts'
import { createRelationalPolicyMemory, createRelationalPolicySource } from './policy/relational.ts'

export async function startPolicies(options: {
  readonly config: Pick<ProcessesConfig, 'mongodbUrl' | 'mongodbDatabase'>
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
}): Promise<PolicyStore> {
  const { config, db, clock, log } = options
  const { mongodbUrl: url, mongodbDatabase: database } = config
  const source = url
    ? createMongoPolicySource({ url, clock, ...(database ? { database } : {}) })
    : createRelationalPolicySource(db)
  // One that may be out of reach at the next start is remembered here.
  const memory = url ? { memory: createRelationalPolicyMemory(db, source.adapter) } : {}
  const policies = createPolicyStore({ source, catalog, clock, log, ...memory })
  await policies.start()
  return policies
}
