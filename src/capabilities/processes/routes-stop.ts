/** Stopping over HTTP: the plan is shown first, everything is decided anew when it is applied, and all of it is on record. */
import { Readable } from 'node:stream'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { HostId, Link } from '../../core/capability.ts'
import { EVIDENCE_PIECE_BYTES } from './collect/schema.ts'
import { processesErrors } from './errors.ts'
import type { RoutesInput } from './routes.ts'
import { hostParamsSchema, processParamsSchema } from './schema.ts'
import type { StopDesk } from './stop/desk.ts'
import {
  type EvidenceRow,
  evidenceRowSchema,
  type Stopped,
  stopBodySchema,
  stopPlanBodySchema,
  stopPlanSchema,
  stoppedSchema,
} from './stop/schema.ts'

export function mountStopRoutes(
  plain: FastifyInstance,
  { context, desk }: Pick<RoutesInput, 'context'> & { readonly desk: StopDesk },
): void {
  const scope = plain.withTypeProvider<TypeBoxTypeProvider>()
  const { link } = context

  scope.post(
    '/:host/process/:pid/plan',
    {
      config: { access: { role: 'viewer', action: 'processes.stop-plan', reads: true } },
      schema: {
        summary: 'Show what stopping a process would do',
        params: processParamsSchema,
        body: stopPlanBodySchema,
        response: { 200: stopPlanSchema },
      },
    },
    async (request) => {
      const { host, pid } = request.params
      return (await desk.prepare(request.principal, host, { pid, startTime: request.body.startTime })).plan
    },
  )

  scope.post(
    '/:host/process/:pid/stop',
    {
      config: { access: { role: 'operator', action: 'processes.stop' } },
      schema: {
        summary: 'Stop a process, as planned',
        params: processParamsSchema,
        body: stopBodySchema,
        response: { 200: stoppedSchema },
      },
    },
    async (request): Promise<Stopped> => {
      const { host, pid } = request.params
      const { startTime, digest, typed, evidence } = request.body
      const prepared = await desk.prepare(request.principal, host, { pid, startTime })
      const { plan } = prepared
      request.auditNote = { target: plan.target, host, action: plan.action, plan }
      if (plan.digest !== digest) throw processesErrors['processes.plan-changed']({ pid })
      if (plan.refusals.length === 0 && plan.typeToConfirm !== undefined && typed !== plan.typeToConfirm) {
        throw processesErrors['processes.confirmation-missing']({ text: plan.typeToConfirm })
      }
      // From here on the rows are written here: one before anything happens, one for what came of it.
      const by = { who: request.principal, from: request.ip }
      await desk.record(by, plan, 'planned')
      request.auditNote = { written: true }
      return desk.carryOut(by, prepared, {
        ...(typed === undefined ? {} : { typed }),
        evidence: plan.evidence && evidence !== false,
      })
    },
  )

  scope.get(
    '/:host/evidence',
    {
      config: { access: { role: 'operator', private: true, action: 'processes.evidence' } },
      schema: {
        summary: 'List the proof kept of stopped processes',
        params: hostParamsSchema,
        response: { 200: Type.Object({ evidence: Type.Array(evidenceRowSchema) }) },
      },
    },
    async ({ params: { host } }) => ({
      evidence: (await link.request(host, 'processes.evidence-list', {})) as EvidenceRow[],
    }),
  )

  scope.get(
    '/:host/evidence/:id',
    {
      config: { access: { role: 'operator', private: true, action: 'processes.evidence' } },
      schema: {
        summary: 'Download one bundle of proof, as .tar.gz',
        params: Type.Object({ ...hostParamsSchema.properties, id: Type.String({ maxLength: 40 }) }),
      },
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
