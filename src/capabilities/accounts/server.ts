import type { FastifyInstance } from 'fastify'
import type { ServerContext, ServerParts } from '../../core/capability.ts'
import { mountAuditRoutes } from './audit-routes.ts'
import { mountConsoleRoutes } from './console-routes.ts'
import { createConsoleJobs } from './console-rules.ts'
import { mountPeopleRoutes } from './people-routes.ts'
import type { AccountsConfig } from './schema.ts'
import { searchPeople } from './search.ts'
import { mountSessionRoutes } from './session-routes.ts'

export function setup(context: ServerContext<AccountsConfig>): ServerParts {
  return {
    jobs: createConsoleJobs(context),
    search: (query) => searchPeople(context.desk, query),
    async routes(scope: FastifyInstance) {
      mountSessionRoutes(scope, context)
      mountPeopleRoutes(scope, context)
      mountAuditRoutes(scope, context)
      mountConsoleRoutes(scope, context)
    },
  }
}
