/** Services over HTTP: what a verb would do is shown first, and what came of it is on record whatever happens. */
import type { FastifyRequest } from 'fastify'
import type { AuditEntry, HostId, ServerContext } from '../../core/capability.ts'
import { VedetteError } from '../../core/errors.ts'
import { type Params, type Plan, planSchema } from '../../core/schema.ts'
import type { HostConfig } from './config.ts'
import { hostErrors } from './errors.ts'
import type { Hosts } from './hosts.ts'
import type { Scope } from './routes-logs.ts'
import {
  hostParamsSchema,
  type ServiceApplied,
  type ServiceList,
  type ServiceVerb,
  serviceAppliedSchema,
  serviceApplyBodySchema,
  serviceListSchema,
  serviceParamsSchema,
  servicePlanBodySchema,
  servicesQuerySchema,
} from './schema.ts'

/** The agent waits for systemd; its own time limit comes first. */
const LINK_GRACE_MS = 15_000

export function mountServiceRoutes(scope: Scope, context: ServerContext<HostConfig>, hosts: Hosts): void {
  const { link, audit, config } = context

  const readPlan = async (host: HostId, name: string, verb: ServiceVerb) =>
    (await link.request(host, 'host.service-plan', { name, verb })) as Plan
  const record = (request: FastifyRequest, plan: Plan, outcome: AuditEntry['outcome'], details?: Params) =>
    audit.append({
      who: request.principal,
      from: request.ip,
      host: plan.host,
      action: plan.action,
      target: plan.target,
      plan,
      outcome,
      ...(details ? { details } : {}),
    })

  scope.get(
    '/:host/services',
    {
      config: { access: { role: 'viewer' } },
      schema: {
        summary: 'List the services of a host',
        params: hostParamsSchema,
        querystring: servicesQuerySchema,
        response: { 200: serviceListSchema },
      },
    },
    async ({ params, query }) => (await link.request(params.host, 'host.services', query)) as ServiceList,
  )

  scope.post(
    '/:host/services/:name/plan',
    {
      config: { access: { role: 'viewer', action: 'host.service-plan', reads: true } },
      schema: {
        summary: 'Show what an action on a service would do',
        params: serviceParamsSchema,
        body: servicePlanBodySchema,
        response: { 200: planSchema },
      },
    },
    async ({ params, body }) => readPlan(params.host, params.name, body.verb),
  )

  scope.post(
    '/:host/services/:name/apply',
    {
      config: { access: { role: 'operator', action: 'host.service-apply' } },
      schema: {
        summary: 'Act on a service, as planned',
        params: serviceParamsSchema,
        body: serviceApplyBodySchema,
        response: { 200: serviceAppliedSchema },
      },
    },
    async (request) => {
      const { host, name } = request.params
      const { verb, digest, typed } = request.body
      const plan = await readPlan(host, name, verb)
      request.auditNote = { target: plan.target, host, action: plan.action, plan }
      if (plan.digest !== digest) throw hostErrors['host.plan-changed']({ name, verb })
      if (plan.typeToConfirm !== undefined && typed !== plan.typeToConfirm) {
        throw hostErrors['host.confirmation-missing']({ text: plan.typeToConfirm })
      }
      // From here on the rows are written here: one before anything happens, one for what came of it.
      await record(request, plan, 'planned')
      request.auditNote = { written: true }
      try {
        const timeoutMs = config.actionTimeoutMs + LINK_GRACE_MS
        const applied = (await link.request(
          host,
          'host.service-apply',
          { name, verb, digest },
          { timeoutMs },
        )) as ServiceApplied
        hosts.noteAction(host, name, verb)
        await record(request, plan, 'done', { state: applied.service.state, tookMs: applied.tookMs })
        return applied
      } catch (error) {
        const code = error instanceof VedetteError ? error.code : 'core.failed'
        const refused =
          code === 'host.service-refused' || code === 'host.plan-changed' || code === 'host.service-unknown'
        await record(request, plan, refused ? 'refused' : 'failed', { code })
        throw error
      }
    },
  )
}
