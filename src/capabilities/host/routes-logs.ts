/** Logs over HTTP. What only operators may read is recorded, and so is every attempt to leave the allowed folders. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { HostId, ServerContext } from '../../core/capability.ts'
import { VedetteError } from '../../core/errors.ts'
import { ROLES } from '../../core/schema.ts'
import type { HostConfig } from './config.ts'
import { isPrivateSource, parseLogId } from './logs/sources.ts'
import {
  hostParamsSchema,
  type LogSearch,
  type LogSource,
  type LogTail,
  logSearchQuerySchema,
  logSearchSchema,
  logSourcesSchema,
  logTailQuerySchema,
  logTailSchema,
} from './schema.ts'

export type Scope = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

const REFUSED = new Set(['host.log-outside', 'host.log-private'])
const SEARCH_GRACE_MS = 10_000

export function mountLogRoutes(scope: Scope, context: ServerContext<HostConfig>): void {
  const { link, config } = context

  /** Guards one read: the role before the agent is asked, the record whatever comes of it. */
  const read = async <Answer>(
    request: FastifyRequest,
    about: { host: HostId; source: string; action: string },
    ask: (mayReadPrivate: boolean) => Promise<Answer>,
  ): Promise<Answer> => {
    const { host, source, action } = about
    const note = { action, host, target: source.slice(0, 500) }
    const mayReadPrivate = ROLES.indexOf(request.principal.role) >= ROLES.indexOf('operator')
    try {
      if (isPrivateSource(parseLogId(source), { ...config, roots: config.logRoots })) request.auditNote = note
      return await ask(mayReadPrivate)
    } catch (error) {
      // What is recorded of a refusal follows from its status, 403, once there is a note.
      if (error instanceof VedetteError && REFUSED.has(error.code)) request.auditNote = note
      throw error
    }
  }

  scope.get(
    '/:host/logs',
    {
      config: { access: { role: 'viewer' } },
      schema: { summary: 'List the logs of a host', params: hostParamsSchema, response: { 200: logSourcesSchema } },
    },
    async ({ params }) => (await link.request(params.host, 'host.logs', {})) as { sources: LogSource[] },
  )

  scope.get(
    '/:host/logs/tail',
    {
      config: { access: { role: 'viewer' } },
      schema: {
        summary: 'Read the last lines of a log',
        params: hostParamsSchema,
        querystring: logTailQuerySchema,
        response: { 200: logTailSchema },
      },
    },
    async (request) => {
      const { host } = request.params
      const about = { host, source: request.query.source, action: 'host.log-read' }
      return read(request, about, async (mayReadPrivate) => {
        const tail = (await link.request(host, 'host.log-tail', { ...request.query, mayReadPrivate })) as LogTail
        // A link to a private file: the agent found that out.
        if (tail.source.private) request.auditNote = { action: about.action, host, target: about.source }
        return tail
      })
    },
  )

  scope.get(
    '/:host/logs/search',
    {
      config: { access: { role: 'viewer' } },
      schema: {
        summary: 'Search a log',
        params: hostParamsSchema,
        querystring: logSearchQuerySchema,
        response: { 200: logSearchSchema },
      },
    },
    async (request) => {
      const { host } = request.params
      const about = { host, source: request.query.source, action: 'host.log-search' }
      const options = { timeoutMs: config.logSearchMs + config.commandTimeoutMs + SEARCH_GRACE_MS }
      return read(
        request,
        about,
        async (mayReadPrivate) =>
          (await link.request(host, 'host.log-search', { ...request.query, mayReadPrivate }, options)) as LogSearch,
      )
    },
  )
}
