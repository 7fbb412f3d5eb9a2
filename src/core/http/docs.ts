/** `/openapi.json` and `/docs`: the API described, with nothing loaded from elsewhere. */
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { problemSchema } from '../schema.ts'
import { toScope } from './guard.ts'
import { DOCS_POLICY } from './security-headers.ts'

const PUBLIC = { role: 'public' } as const

/** `GET /api/host/:host/now` → `getHostHostNow`: one name a route, for those who generate clients. */
export function toOperationId(method: string, url: string): string {
  const words = url.replace(/^\/api\//, '').split(/[^A-Za-z0-9]+/)
  const [first = '', ...rest] = [method.toLowerCase(), ...words].filter(Boolean)
  return first + rest.map((word) => (word[0] ?? '').toUpperCase() + word.slice(1)).join('')
}

/** Before any route, so that every route is described. */
export async function addApiDescription(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Vedette', version },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'An API token: vedette token add' },
          session: { type: 'apiKey', in: 'cookie', name: 'vedette', description: 'Set by POST /api/accounts/sign-in' },
        },
      },
    },
    transform({ schema, url, route }) {
      const access = route.config?.access
      const described = schema ?? {}
      const who = access?.role === 'public' ? [] : [{ token: [] }, { session: [] }]
      return {
        url,
        schema: {
          tags: [toScope(url)],
          operationId: toOperationId(String(route.method), url),
          ...described,
          description: [described.description, `Role: ${access?.role}.`].filter(Boolean).join(' '),
          security: who,
          response: {
            ...(described.response as object | undefined),
            default: { description: 'What went wrong (RFC 9457)', ...problemSchema },
          },
        },
      }
    },
  })
}

export async function addDocs(app: FastifyInstance): Promise<void> {
  app.get('/openapi.json', { config: { access: PUBLIC }, schema: { hide: true } }, async () => app.swagger())
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: PUBLIC }
    })
    await scope.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: DOCS_POLICY,
      // The badge of validator.swagger.io would tell strangers that this console exists.
      uiConfig: { validatorUrl: null, docExpansion: 'none', deepLinking: true },
    })
  })
}
