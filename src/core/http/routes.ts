/** Every route there is: for the guard at start, for `405`, and for those who list them. */
import type { FastifyInstance, RouteOptions } from 'fastify'
import type { RouteRow } from '../http.ts'
import { httpErrors } from './errors.ts'

/** `/api/host/:host/now` and `/assets/*` as a pattern. */
function toPattern(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part === '*') return '.*'
    return part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('/')}/?$`)
}

/** @fastify/cors answers preflights under this one; it carries nothing. */
const isPreflight = (route: RouteOptions) => route.method === 'OPTIONS' && route.url === '*'

export function watchRoutes(app: FastifyInstance) {
  const known: RouteOptions[] = []
  app.addHook('onRoute', (route) => {
    if (isPreflight(route)) route.config = { ...route.config, access: { role: 'public' } }
    known.push(route)
  })
  const rows = () =>
    known.flatMap(({ method, url, config }): RouteRow[] => {
      const { access } = config ?? {}
      return access ? [method].flat().map((one) => ({ method: one, url, access })) : []
    })
  const patterns: { pattern: RegExp; method: string }[] = []
  return {
    rows,
    /** Throws for the first route that does not say who may call it. */
    refuseOpenRoutes() {
      const open = known.find(({ config }) => config?.access === undefined)
      if (open) throw httpErrors['core.route-without-access']({ route: `${open.method} ${open.url}` })
    },
    /** Methods under which this path is served. */
    methodsOf(path: string): readonly string[] {
      if (patterns.length === 0) {
        const served = rows().filter(({ method, url }) => method !== 'OPTIONS' && url !== '*')
        patterns.push(...served.map(({ method, url }) => ({ method, pattern: toPattern(url) })))
      }
      return [...new Set(patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))]
    },
  }
}
