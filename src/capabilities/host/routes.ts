/** `/api/host`: looking for everybody, private logs and actions for operators. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { Access, ServerContext } from '../../core/capability.ts'
import type { HostConfig } from './config.ts'
import { hostErrors } from './errors.ts'
import { parseHistoryRequest, readHistory } from './history.ts'
import type { Hosts } from './hosts.ts'
import { mountLogRoutes } from './routes-logs.ts'
import { mountServiceRoutes } from './routes-services.ts'
import { historyQuerySchema, historySchema, hostParamsSchema, hostsSchema, nowSchema, type Vitals } from './schema.ts'

export const view: { access: Access } = { access: { role: 'viewer' } }

export async function mountRoutes(
  plain: FastifyInstance,
  context: ServerContext<HostConfig>,
  hosts: Hosts,
): Promise<void> {
  const scope = plain.withTypeProvider<TypeBoxTypeProvider>()
  const { link, series } = context

  scope.get(
    '/hosts',
    { config: view, schema: { summary: 'List the hosts with their last sample', response: { 200: hostsSchema } } },
    async () => ({
      hosts: link.hosts().map(({ id, name, connected, lastSeenMs }) => {
        const state = hosts.get(id)
        return {
          id,
          name: state?.vitals?.facts.hostname ?? name,
          connected,
          lastSeenMs: state?.lastSeenMs ?? lastSeenMs,
          silent: !state || !connected || hosts.isSilent(state),
          ...(state?.vitals ? { vitals: state.vitals } : {}),
        }
      }),
    }),
  )

  scope.get(
    '/:host/now',
    {
      config: view,
      schema: { summary: 'Show how a host is now', params: hostParamsSchema, response: { 200: nowSchema } },
    },
    async ({ params: { host } }) => {
      const state = hosts.get(host)
      if (state?.vitals) return { silent: hosts.isSilent(state), lastSeenMs: state.lastSeenMs, vitals: state.vitals }
      // An unknown host is refused by the link, with its own code.
      const vitals = (await link.request(host, 'host.sample', {})) as Vitals | undefined
      if (!vitals) throw hostErrors['host.no-sample']({ host })
      return { silent: false, lastSeenMs: context.clock.now(), vitals }
    },
  )

  scope.get(
    '/:host/history',
    {
      config: view,
      schema: {
        summary: 'Read the history of metrics, with the week before',
        params: hostParamsSchema,
        querystring: historyQuerySchema,
        response: { 200: historySchema },
      },
    },
    async ({ params, query }) =>
      readHistory(series, parseHistoryRequest({ host: params.host, everyMs: context.config.everyMs }, query)),
  )

  mountServiceRoutes(scope, context, hosts)
  mountLogRoutes(scope, context)
}
