/** Denies by default: who asks, may this role and this token do that, and does the request come from our own page. */
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { authErrors } from '../auth/errors.ts'
import type { AuthDesk, Authenticated, Credential } from '../auth.ts'
import type { Access, Principal } from '../capability.ts'
import { ROLES } from '../schema.ts'
import { httpErrors } from './errors.ts'
import { parseAcceptLanguage } from './language.ts'
import type { Origins } from './origins.ts'
import type { SessionCookies } from './session-cookie.ts'

export const ANONYMOUS: Principal = { kind: 'system', id: 'anonymous', name: 'anonymous', role: 'viewer' }

/** Per minute: of one address without signing in, and of one person or token. Pages and their files are not counted. */
const ANONYMOUS_LIMIT = 1_200
const SIGNED_IN_LIMIT = 12_000
const LIMIT_WINDOW_MS = 60_000
/** Addresses remembered at a time. */
const LIMIT_ROWS = 10_000

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const allows = (role: Access['role'], principal: Principal) =>
  role === 'public' || ROLES.indexOf(principal.role) >= ROLES.indexOf(role)

/** `/api/host/hosts` → `host`, `/metrics` → `metrics`: what a token's capabilities are compared with. */
export const toScope = (url: string) => /^\/(?:api\/)?([^/?]+)/.exec(url)?.[1] ?? ''

interface Found extends Authenticated {
  readonly credential: Credential
}
declare module 'fastify' {
  interface FastifyRequest {
    /** What let this request in; an open WebSocket is checked with it again and again. */
    credential: Credential | undefined
  }
}

const BEARER = /^Bearer +(\S+)$/i

export function addGuard(
  app: FastifyInstance,
  options: { readonly auth: AuthDesk; readonly origins: Origins; readonly cookies: SessionCookies },
): void {
  const { auth, origins, cookies } = options

  async function identify(request: FastifyRequest): Promise<Found | undefined> {
    const bearer = BEARER.exec(request.headers.authorization ?? '')?.[1]
    const session = request.cookies[cookies.name(request)]
    const credential: Credential | undefined =
      bearer !== undefined ? { bearer } : session !== undefined ? { session } : undefined
    const found = credential && (await auth.authenticate(credential))
    return found && credential ? { ...found, credential } : undefined
  }

  function checkOrigin(request: FastifyRequest, access: Access) {
    const bySession = request.sessionToken !== undefined
    const acts = !SAFE.has(request.method) || request.headers.upgrade !== undefined
    if (!acts || (!bySession && access.role !== 'public')) return
    const { origin } = request.headers
    // Without a cookie there is nothing to abuse, and programs send no Origin.
    if (origin === undefined && !bySession) return
    if (origin !== undefined && origins.mayAct(origin, request.host, request.protocol)) return
    throw authErrors['auth.foreign-origin']({
      origin: origin ?? '–',
      own: origins.own(request.host, request.protocol),
    })
  }

  function checkAccess(request: FastifyRequest, reply: FastifyReply, access: Access) {
    if (access.role !== 'public' && !request.signedIn) {
      reply.header('www-authenticate', 'Bearer')
      throw authErrors['auth.required']()
    }
    checkOrigin(request, access)
    if (access.role === 'public') return
    const { principal } = request
    if (!allows(access.role, principal)) throw authErrors['auth.role-too-low']({ role: access.role })
    const scope = toScope(request.routeOptions.url ?? '')
    // The live line shows topics of many capabilities: it checks each one.
    if (scope !== 'live' && principal.capabilities && !principal.capabilities.includes(scope))
      throw authErrors['auth.outside-token-scope']({ capability: scope })
  }

  // Set for every request by the hook below; Fastify shares no objects between requests.
  app.decorateRequest('principal', null as unknown as Principal)
  app.decorateRequest('signedIn', false)
  app.decorateRequest('language', 'en')
  app.decorateRequest('preferences', undefined)
  app.decorateRequest('sessionToken', undefined)
  app.decorateRequest('credential', undefined)

  app.addHook('onRequest', async (request, reply) => {
    request.principal = ANONYMOUS
    request.language = parseAcceptLanguage(request.headers['accept-language'])
    const found = await identify(request)
    const chosen = found?.preferences?.language ?? 'auto'
    if (chosen !== 'auto') request.language = chosen
    if (found) {
      request.principal = found.principal
      request.signedIn = true
      request.preferences = found.preferences
      request.credential = found.credential
      request.sessionToken = 'session' in found.credential ? found.credential.session : undefined
    }
    if (request.is404) return
    const { access } = request.routeOptions.config
    if (!access) throw httpErrors['core.route-without-access']({ route: request.routeOptions.url ?? request.url })
    checkAccess(request, reply, access)
  })
}

/** Comes after the guard, which knows who asks. */
export async function addRateLimit(app: FastifyInstance): Promise<void> {
  await app.register(rateLimit, { global: false, cache: LIMIT_ROWS })
  const count = app.createRateLimit({
    max: (request) => (request.signedIn ? SIGNED_IN_LIMIT : ANONYMOUS_LIMIT),
    timeWindow: LIMIT_WINDOW_MS,
    keyGenerator: (request) => (request.signedIn ? request.principal.id : request.ip),
  })
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/')) return
    const limit = await count(request)
    if (limit.isAllowed || !limit.isExceeded) return
    reply.header('retry-after', limit.ttlInSeconds)
    throw httpErrors['core.too-many-requests']({ waitSeconds: limit.ttlInSeconds })
  })
}
