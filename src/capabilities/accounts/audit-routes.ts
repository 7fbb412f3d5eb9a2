/** The audit: reading, exporting, checking. */
import { Readable } from 'node:stream'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { AuditFilter, AuditVerdict } from '../../core/audit.ts'
import type { ServerContext } from '../../core/capability.ts'
import {
  type AuditRows,
  type AuditVerdictView,
  auditExportQuerySchema,
  auditPageQuerySchema,
  auditRowsSchema,
  auditVerdictSchema,
} from './schema.ts'

export function mountAuditRoutes(
  plain: FastifyInstance,
  context: Pick<ServerContext<unknown>, 'desk' | 'clock'>,
): void {
  const scope = plain.withTypeProvider<TypeBoxTypeProvider>()
  const { audit } = context.desk
  let checking: Promise<AuditVerdict> | undefined

  scope.get(
    '/audit',
    {
      config: { access: { role: 'operator' } },
      schema: {
        summary: 'Who did what, newest first',
        querystring: auditPageQuerySchema,
        response: { 200: auditRowsSchema },
      },
    },
    async (request) => {
      const { limit = 100, beforeSeq, ...filter } = request.query
      const page = await audit.list(filter as AuditFilter, { limit, ...(beforeSeq === undefined ? {} : { beforeSeq }) })
      return page as AuditRows
    },
  )
  scope.get(
    '/audit/export',
    {
      config: { access: { role: 'admin', private: true, action: 'accounts.audit-export', long: true } },
      schema: {
        summary: 'The audit as a file: JSON lines or CSV, oldest first',
        querystring: auditExportQuerySchema,
        produces: ['application/jsonl', 'text/csv'],
      },
    },
    async (request, reply) => {
      const { format = 'jsonl', ...filter } = request.query
      const day = new Date(context.clock.now()).toISOString().slice(0, 10)
      request.auditNote = { target: format, details: filter }
      reply
        .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8')
        .header('content-disposition', `attachment; filename="vedette-audit-${day}.${format}"`)
      return reply.send(Readable.from(audit.export(filter as AuditFilter, format)))
    },
  )
  scope.get(
    '/audit/verify',
    {
      // A million rows take their time.
      config: { access: { role: 'operator', long: true } },
      schema: { summary: 'Whether every row is as it was written', response: { 200: auditVerdictSchema } },
    },
    async () => {
      // Many who ask at once share one reading.
      checking ??= audit.verify().finally(() => {
        checking = undefined
      })
      return (await checking) as AuditVerdictView
    },
  )
}
