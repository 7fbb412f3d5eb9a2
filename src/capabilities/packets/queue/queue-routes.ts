/** `/api/packets/queue` and `/jobs`: what waits, what runs, what could not be done, and trying it again. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { Access } from '../../../core/capability.ts'
import type { PacketsServer } from '../parts.ts'
import { jobParamsSchema, type Queue, queueSchema } from '../schema.ts'

const act = (action: string): { access: Access } => ({ access: { role: 'operator', action } })

export function mountQueueRoutes(plain: FastifyInstance, { queue }: PacketsServer): void {
  const scope = plain.withTypeProvider<TypeBoxTypeProvider>()

  scope.get(
    '/queue',
    {
      config: { access: { role: 'viewer' } },
      schema: { summary: 'Show the queue, its workers and its dead letters', response: { 200: queueSchema } },
    },
    async (): Promise<Queue> => queue.view(),
  )
  scope.post(
    '/jobs/:job/retry',
    {
      config: act('packets.retry'),
      schema: {
        summary: 'Try a dead letter or a cancelled job again',
        params: jobParamsSchema,
        response: { 200: queueSchema },
      },
    },
    async (request): Promise<Queue> => {
      const { params } = request
      request.auditNote = { target: await queue.describe(params.job) }
      await queue.retry(params.job)
      return queue.view()
    },
  )
  scope.post(
    '/jobs/:job/cancel',
    {
      config: act('packets.cancel'),
      schema: { summary: 'Cancel a job that waits or runs', params: jobParamsSchema, response: { 200: queueSchema } },
    },
    async (request): Promise<Queue> => {
      const { params } = request
      request.auditNote = { target: await queue.describe(params.job) }
      await queue.cancel(params.job)
      return queue.view()
    },
  )
  scope.delete(
    '/jobs/:job',
    { config: act('packets.discard'), schema: { summary: 'Put a dead letter away', params: jobParamsSchema } },
    async (request, reply) => {
      const { params } = request
      request.auditNote = { target: await queue.describe(params.job) }
      await queue.discard(params.job)
      return reply.code(204).send()
    },
  )
}
