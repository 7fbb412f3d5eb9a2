/** `/api/packets`: captures, their reports and notes. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { Access } from '../../core/capability.ts'
import type { CapturesStore } from './queries.ts'
import { type CaptureList, captureListSchema, captureQuerySchema } from './schema.ts'

const view: { access: Access } = { access: { role: 'viewer' } }

export function mountRoutes(plain: FastifyInstance, { store }: { readonly store: CapturesStore }): void {
  const scope = plain.withTypeProvider<TypeBoxTypeProvider>()

  scope.get(
    '/captures',
    {
      config: view,
      schema: {
        summary: 'List captures, newest first',
        querystring: captureQuerySchema,
        response: { 200: captureListSchema },
      },
    },
    async ({ query }): Promise<CaptureList> => {
      const { captures, next } = await store.list(query)
      return { captures: [...captures], ...(next === undefined ? {} : { next }) }
    },
  )
}
