/** `/api/packets/sites`: machines that captures are fetched from over SFTP. Who may be asked is an admin's matter. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { Access } from '../../../core/capability.ts'
import type { PacketsServer } from '../parts.ts'
import {
  type HostKey,
  hostKeyBodySchema,
  hostKeySchema,
  newSiteSchema,
  type PlaceList,
  placeListSchema,
  placeQuerySchema,
  type Site,
  type SiteList,
  siteParamsSchema,
  siteSchema,
  sitesSchema,
} from '../schema.ts'

const look: { access: Access } = { access: { role: 'operator' } }
const decide = (action: string): { access: Access } => ({ access: { role: 'admin', action } })
const toTarget = ({ name, user, host, port }: Omit<Site, 'id' | 'hostKey'>) => `${name} (${user}@${host}:${port})`

export function mountSiteRoutes(plain: FastifyInstance, { sites }: PacketsServer): void {
  const scope = plain.withTypeProvider<TypeBoxTypeProvider>()

  scope.get(
    '/sites',
    {
      config: look,
      schema: { summary: 'List the machines captures are fetched from over SFTP', response: { 200: sitesSchema } },
    },
    async (): Promise<SiteList> => ({ sites: await sites.list() }),
  )
  scope.get(
    '/sites/:site/entries',
    {
      config: look,
      schema: {
        summary: 'List folders and files on such a machine; without a path the home of its user',
        params: siteParamsSchema,
        querystring: placeQuerySchema,
        response: { 200: placeListSchema },
      },
    },
    async ({ params, query: { path = '', find = '' }, signal }): Promise<PlaceList> =>
      sites.read(params.site, path, find, signal),
  )
  scope.post(
    '/sites/host-key',
    {
      config: { access: { role: 'admin', reads: true } },
      schema: {
        summary: 'Ask a machine for its host key, to be compared before it is trusted',
        body: hostKeyBodySchema,
        response: { 200: hostKeySchema },
      },
    },
    async ({ body }): Promise<HostKey> => ({ hostKey: await sites.readHostKey(body.host, body.port) }),
  )
  scope.post(
    '/sites',
    {
      config: decide('packets.site-add'),
      schema: {
        summary: 'Add a machine by the host key that was confirmed; kept once it lets the console in',
        body: newSiteSchema,
        response: { 201: siteSchema },
      },
    },
    async (request, reply) => {
      const { name, user, host, port = 22 } = request.body
      request.auditNote = { target: toTarget({ name, user, host, port }) }
      return await reply.code(201).send(await sites.add(request.body))
    },
  )
  scope.delete(
    '/sites/:site',
    {
      config: decide('packets.site-delete'),
      schema: { summary: 'Remove a machine and its secret; captures that came from it stay', params: siteParamsSchema },
    },
    async (request, reply) => {
      request.auditNote = { target: toTarget(await sites.remove(request.params.site)) }
      return reply.code(204).send()
    },
  )
}
