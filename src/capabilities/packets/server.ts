/** On the console: takes captures in, has them analysed, keeps them and their reports, and answers the API. */
import type { ServerContext, ServerParts } from '../../core/capability.ts'
import type { PacketsConfig } from './config.ts'
import { createCapturesStore } from './queries.ts'
import { mountRoutes } from './routes.ts'

export function setup(context: ServerContext<PacketsConfig>): ServerParts {
  const store = createCapturesStore(context.db)
  return {
    async routes(scope) {
      mountRoutes(scope, { store })
    },
  }
}
