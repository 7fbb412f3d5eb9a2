import type { ServerContext, ServerParts } from '../../core/capability.ts'
import { createOverviewQueries } from './queries.ts'
import { mountRoutes } from './routes.ts'
import type { OverviewConfig } from './schema.ts'
import { recordStart } from './starts.ts'

export async function setup(context: ServerContext<OverviewConfig>): Promise<ServerParts> {
  const { clock, db, desk, log, version } = context
  const queries = createOverviewQueries(db)
  try {
    await recordStart(queries, desk, clock, version)
  } catch (error) {
    // A full disk must not take the overview away.
    log.warn({ err: error }, 'this start could not be recorded')
  }
  return { routes: (scope) => mountRoutes(scope, context, queries) }
}
