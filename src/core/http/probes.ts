/** What other programs ask: is it alive, is it well, and its numbers. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { authErrors } from '../auth/errors.ts'
import type { HealthReport, HttpOptions } from '../http.ts'
import { isLoopbackName } from './origins.ts'

const PUBLIC = { role: 'public' } as const

const healthSchema = Type.Object({
  status: Type.Union([Type.Literal('ok'), Type.Literal('failing')]),
  version: Type.Optional(Type.String()),
  parts: Type.Optional(
    Type.Record(Type.String(), Type.Object({ ok: Type.Boolean(), detail: Type.Optional(Type.String()) })),
  ),
})

/** From this very machine, and not through a proxy that stands on it. */
function isFromThisMachine(request: FastifyRequest): boolean {
  const { headers, raw } = request
  const forwarded = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'].some((name) => headers[name] !== undefined)
  return !forwarded && isLoopbackName(raw.socket.remoteAddress ?? '')
}

async function askHealth(health: HttpOptions['health']): Promise<HealthReport> {
  try {
    return await health()
  } catch (error) {
    return {
      ok: false,
      parts: { store: { ok: false, detail: error instanceof Error ? error.message : String(error) } },
    }
  }
}

export function addProbes(
  app: FastifyInstance,
  options: Pick<HttpOptions, 'health' | 'registry' | 'settings' | 'version'>,
): void {
  const { health, registry, settings, version } = options
  const openMetrics = settings.openMetrics

  app.get(
    '/healthz',
    { config: { access: PUBLIC }, schema: { summary: 'Whether the console answers at all' } },
    () => 'ok\n',
  )

  app.get(
    '/health',
    {
      config: { access: PUBLIC },
      schema: {
        summary: 'How store, disk and jobs are',
        description: 'Version and details only for those who are signed in.',
        response: { 200: healthSchema, 503: healthSchema },
      },
    },
    async (request, reply) => {
      const report = await askHealth(health)
      const known = request.signedIn ? { version, parts: report.parts } : {}
      reply.code(report.ok ? 200 : 503).header('cache-control', 'no-store')
      return { status: report.ok ? 'ok' : 'failing', ...known }
    },
  )

  app.get(
    '/metrics',
    {
      config: { access: openMetrics ? PUBLIC : { role: 'viewer' } },
      schema: {
        summary: 'Numbers for Prometheus',
        description: 'With a viewer’s token; without one from this machine itself, unless openMetrics is off.',
        produces: ['text/plain'],
      },
    },
    async (request, reply) => {
      const { principal, signedIn } = request
      const scoped = principal.capabilities !== undefined && !principal.capabilities.includes('metrics')
      if (!isFromThisMachine(request) && (!signedIn || scoped)) {
        reply.header('www-authenticate', 'Bearer')
        throw authErrors['auth.required']()
      }
      reply.type(registry.contentType)
      return registry.metrics()
    },
  )
}
