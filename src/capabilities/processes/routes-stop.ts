/** Stopping over HTTP: the plan is shown first, everything is decided anew when it is applied, and all of it is on record. */
import { Readable } from 'node:stream'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { AuditEntry, HostId, Link } from '../../core/capability.ts'
import { VedetteError } from '../../core/errors.ts'
import type { Params } from '../../core/schema.ts'
import { type AgentDetail, EVIDENCE_PIECE_BYTES } from './collect/schema.ts'
import { processesErrors } from './errors.ts'
import type { PolicyStore } from './policy/port.ts'
import type { RoutesInput } from './routes.ts'
import { hostParamsSchema, processParamsSchema } from './schema.ts'
import { type Prepared, prepareStop } from './stop/prepare.ts'
import {
  type EvidenceRow,
  evidenceRowSchema,
  type Outcome,
  type StopPlan,
  type Stopped,
  stopBodySchema,
  stopPlanBodySchema,
  stopPlanSchema,
  stoppedSchema,
} from './stop/schema.ts'

/** Evidence of a large program takes its time to write. */
const EVIDENCE_MS = 120_000
const NEIGHBOURS_MS = 3000

const AUDITED: Readonly<Record<Outcome, AuditEntry['outcome']>> = {
  terminated: 'done',
  blocked: 'refused',
  not_found: 'refused',
  identity_changed: 'refused',
  failed: 'failed',
}

export function mountStopRoutes(
  plain: FastifyInstance,
  { context, hosts, policies }: RoutesInput & { readonly policies: PolicyStore },
): void {
  const scope = plain.withTypeProvider<TypeBoxTypeProvider>()
  const { link, audit, config, metrics } = context

  /** Nothing that was on a screen is trusted: facts from the machine, policies from where they are kept. */
  const prepare = async (
    request: FastifyRequest,
    host: HostId,
    identity: { pid: number; startTime: number },
  ): Promise<Prepared> => {
    const [detail, { pids }] = await Promise.all([
      link.request(host, 'processes.detail', { pid: identity.pid }) as Promise<AgentDetail>,
      link.request(host, 'processes.own', {}) as Promise<{ pids: number[] }>,
      policies.refresh(),
    ])
    if (detail.process.startTime !== identity.startTime)
      throw processesErrors['processes.identity-changed']({ pid: identity.pid })
    const state = await hosts.fresh(host, NEIGHBOURS_MS)
    const { kind, role } = request.principal
    return prepareStop({
      ...detail,
      host,
      platform: state.head.platform,
      all: [...state.seen.values()].map(({ facts }) => facts),
      own: pids,
      policies,
      actor: { kind, role },
      waitMs: config.stopWaitMs,
    })
  }
  const record = (request: FastifyRequest, plan: StopPlan, outcome: AuditEntry['outcome'], details?: Params) =>
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

  scope.post(
    '/:host/process/:pid/plan',
    {
      config: { access: { role: 'viewer', action: 'processes.stop-plan', reads: true } },
      schema: { params: processParamsSchema, body: stopPlanBodySchema, response: { 200: stopPlanSchema } },
    },
    async (request) => {
      const { host, pid } = request.params
      return (await prepare(request, host, { pid, startTime: request.body.startTime })).plan
    },
  )

  scope.post(
    '/:host/process/:pid/stop',
    {
      config: { access: { role: 'operator', action: 'processes.stop' } },
      schema: { params: processParamsSchema, body: stopBodySchema, response: { 200: stoppedSchema } },
    },
    async (request): Promise<Stopped> => {
      const { host, pid } = request.params
      const { startTime, digest, typed, evidence } = request.body
      const { plan, policy, known } = await prepare(request, host, { pid, startTime })
      request.auditNote = { target: plan.target, host, action: plan.action, plan }
      if (plan.digest !== digest) throw processesErrors['processes.plan-changed']({ pid })
      if (plan.refusals.length === 0 && plan.typeToConfirm !== undefined && typed !== plan.typeToConfirm) {
        throw processesErrors['processes.confirmation-missing']({ text: plan.typeToConfirm })
      }
      // From here on the rows are written here: one before anything happens, one for what came of it.
      await record(request, plan, 'planned')
      request.auditNote = { written: true }
      const { kind, role, name } = request.principal
      const order = {
        identity: { pid, startTime },
        actor: { kind, role },
        askedBy: name.slice(0, 200),
        policy,
        ...(known ? { known } : {}),
        ...(typed === undefined ? {} : { typed }),
        evidence: plan.evidence && evidence !== false,
        waitMs: config.stopWaitMs,
      }
      try {
        const timeoutMs = config.stopWaitMs + EVIDENCE_MS
        const stopped = (await link.request(host, 'processes.stop', order, { timeoutMs })) as Stopped
        metrics.add('stopped', 1, { outcome: stopped.outcome })
        await record(request, plan, AUDITED[stopped.outcome], toDetails(stopped, policy.state))
        return stopped
      } catch (error) {
        metrics.add('stopped', 1, { outcome: 'failed' })
        await record(request, plan, 'failed', { code: error instanceof VedetteError ? error.code : 'core.failed' })
        throw error
      }
    },
  )

  scope.get(
    '/:host/evidence',
    {
      config: { access: { role: 'operator', private: true, action: 'processes.evidence' } },
      schema: { params: hostParamsSchema, response: { 200: Type.Object({ evidence: Type.Array(evidenceRowSchema) }) } },
    },
    async ({ params: { host } }) => ({
      evidence: (await link.request(host, 'processes.evidence-list', {})) as EvidenceRow[],
    }),
  )

  scope.get(
    '/:host/evidence/:id',
    {
      config: { access: { role: 'operator', private: true, action: 'processes.evidence' } },
      schema: { params: Type.Object({ ...hostParamsSchema.properties, id: Type.String({ maxLength: 40 }) }) },
    },
    async ({ params: { host, id } }, reply) => {
      const first = await readPiece(link, host, id, 0)
      return reply
        .type('application/gzip')
        .header('content-disposition', `attachment; filename="vedette-evidence-${id.replace(/[^\d-]/g, '')}.tar.gz"`)
        .send(Readable.from(readPieces(link, host, id, first)))
    },
  )
}

const toDetails = ({ outcome, how, tookMs, evidence }: Stopped, policies: 'fresh' | 'lastKnown'): Params => ({
  outcome,
  tookMs,
  policies,
  ...(how === undefined ? {} : { how }),
  ...(evidence === undefined ? {} : { evidence }),
})

interface Piece {
  readonly base64: string
  readonly sizeBytes: number
}
const readPiece = async (link: Link, host: HostId, id: string, offset: number) =>
  (await link.request(host, 'processes.evidence-read', { id, offset, length: EVIDENCE_PIECE_BYTES })) as Piece

async function* readPieces(link: Link, host: HostId, id: string, first: Piece): AsyncGenerator<Buffer> {
  let offset = 0
  for (let piece = first; ; piece = await readPiece(link, host, id, offset)) {
    const bytes = Buffer.from(piece.base64, 'base64')
    yield bytes
    offset += bytes.length
    if (bytes.length === 0 || offset >= piece.sizeBytes) return
  }
}
