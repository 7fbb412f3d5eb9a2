/** `/api/processes`: the list, one process explained, and who used the machine. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { Access, ServerContext } from '../../core/capability.ts'
import type { AgentDetail } from './collect/schema.ts'
import type { ProcessesConfig } from './config.ts'
import { buildDetail } from './detail.ts'
import { processesErrors } from './errors.ts'
import { type Hosts, toWholeList } from './hosts.ts'
import type { Lookup } from './known.ts'
import type { TopStore } from './queries.ts'
import {
  hostParamsSchema,
  type ProcessPass,
  processDetailSchema,
  processGlanceSchema,
  processListSchema,
  processParamsSchema,
  processQuerySchema,
} from './schema.ts'
import { parseTopRange, toTop } from './top/range.ts'
import { topQuerySchema, topSchema } from './top/schema.ts'
import { toGlance } from './view.ts'

const view: { access: Access } = { access: { role: 'viewer' } }
/** Neighbours of a process may be this old. */
const NEIGHBOURS_MS = 3000

export interface RoutesInput {
  readonly context: ServerContext<ProcessesConfig>
  readonly hosts: Hosts
  readonly top: TopStore
  readonly lookupOn: (platform: ProcessPass['platform']) => Lookup
}

export async function mountRoutes(
  plain: FastifyInstance,
  { context, hosts, top, lookupOn }: RoutesInput,
): Promise<void> {
  const scope = plain.withTypeProvider<TypeBoxTypeProvider>()
  const { link, config } = context

  scope.get(
    '/:host/list',
    {
      config: view,
      schema: {
        summary: 'List the processes of a host, worst first',
        params: hostParamsSchema,
        response: { 200: processListSchema },
      },
    },
    async ({ params: { host } }) => {
      const maxAgeMs = context.live.watchers('processes.list', host) > 0 ? 2 * config.watchedEveryMs : config.everyMs
      return toWholeList(host, await hosts.fresh(host, maxAgeMs))
    },
  )

  scope.get(
    '/:host/glance',
    {
      config: view,
      schema: {
        summary: 'Show the worst, busiest and largest processes of a host',
        params: hostParamsSchema,
        response: { 200: processGlanceSchema },
      },
    },
    async ({ params: { host } }) => {
      const { head, seen } = await hosts.fresh(host, config.everyMs)
      return toGlance(host, head, seen.values())
    },
  )

  scope.get(
    '/:host/process/:pid',
    {
      config: view,
      schema: {
        summary: 'Explain one process',
        params: processParamsSchema,
        querystring: processQuerySchema,
        response: { 200: processDetailSchema },
      },
    },
    async ({ params: { host, pid }, query: { startTime } }) => {
      const detail = (await link.request(host, 'processes.detail', { pid })) as AgentDetail
      if (startTime !== undefined && detail.process.startTime !== startTime)
        throw processesErrors['processes.identity-changed']({ pid })
      const state = await hosts.fresh(host, NEIGHBOURS_MS)
      const all = [...state.seen.values()].map(({ facts }) => facts)
      return buildDetail({ ...detail, host, all, lookup: lookupOn(state.head.platform) })
    },
  )

  scope.get(
    '/:host/top',
    {
      config: view,
      schema: {
        summary: 'Show who used the machine, minute by minute',
        params: hostParamsSchema,
        querystring: topQuerySchema,
        response: { 200: topSchema },
      },
    },
    async ({ params: { host }, query }) => {
      const range = parseTopRange(query)
      if (!range) throw processesErrors['processes.range-invalid']({ fromMs: query.fromMs, toMs: query.toMs })
      return toTop(range, await top.read({ host, ...range }))
    },
  )
}
