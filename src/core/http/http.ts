/** The web server: one Fastify, its guards in order, and a scope of its own for each capability. */
import type { Socket } from 'node:net'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import cors from '@fastify/cors'
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify'
import type { ServerParts } from '../capability.ts'
import type { Http, HttpOptions } from '../http.ts'
import { addAudit } from './audit-hook.ts'
import { addApiDescription, addDocs } from './docs.ts'
import { httpErrors } from './errors.ts'
import { addGuard, addRateLimit } from './guard.ts'
import { countRequests } from './http-metrics.ts'
import { parseAcceptLanguage } from './language.ts'
import { listenOn, readTls, toUrl } from './listening.ts'
import { addLiveRoute, addWebSockets, closeWebSockets, endWebSockets } from './live-route.ts'
import { createOrigins, isLoopbackName, type Origins, parseHostName } from './origins.ts'
import { watchPace } from './pace.ts'
import { addPages, answerUnknown } from './pages.ts'
import { addProbes } from './probes.ts'
import { PROBLEM_TYPE, toProblem, toVedetteError } from './problem.ts'
import { watchReaders } from './reader-pace.ts'
import { watchRoutes } from './routes.ts'
import { toSecurityHeaders } from './security-headers.ts'
import { addSessionCookies } from './session-cookie.ts'
import { validatorCompiler } from './validation.ts'

const BODY_LIMIT_BYTES = 1024 * 1024
/** For the head of a request to arrive. */
const HEADERS_TIMEOUT_MS = 30_000
/** For its answer to begin; of a route that is `long`: as long as it likes. */
const HANDLER_TIMEOUT_MS = 30_000
/** An id in a path may hold a whole file name. */
const MAX_PARAM_LENGTH = 2_000
const COMPRESS_FROM_BYTES = 1_024
/** Open WebSockets, then requests still at work, get this long when the console stops. */
const SOCKETS_PATIENCE_MS = 1_000
const REQUESTS_PATIENCE_MS = 3_000

type Compilers = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>
/** Named when Fastify is made, so that it does not load its own (ajv and fast-json-stringify: 1.5 MB); its types know no others. */
const COMPILERS = {
  buildValidator: () => validatorCompiler,
  // Answers are what handlers give: a schema describes them, and never drops a field in silence.
  buildSerializer: () => () => JSON.stringify,
} as unknown as Compilers

function createApp(options: HttpOptions, answerError: ReturnType<typeof createErrorAnswer>): FastifyInstance {
  const { settings } = options
  const https = readTls(settings)
  const common = {
    trustProxy: settings.trustedProxies.length > 0 ? [...settings.trustedProxies] : false,
    bodyLimit: BODY_LIMIT_BYTES,
    // Said by pace.ts for each request: Node knows only one limit for all, and a large upload is no slow request.
    requestTimeout: 0,
    handlerTimeout: HANDLER_TIMEOUT_MS,
    // A path that is no URL never reaches the hooks, which would end the socket of an upgrade.
    frameworkErrors: (error: unknown, asked: unknown, answer: unknown) => {
      const [request, reply] = [asked as FastifyRequest, answer as FastifyReply]
      if (request.headers.upgrade !== undefined) reply.raw.once('finish', () => request.raw.socket.destroy())
      reply.headers(toSecurityHeaders({ secure: false, local: false }))
      answerError(error, request, reply)
    },
    schemaController: { compilersFactory: COMPILERS },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PARAM_LENGTH },
  }
  try {
    const app = https ? fastify({ ...common, https }) : fastify(common)
    return app as unknown as FastifyInstance
  } catch (error) {
    // `proxy-addr` refuses what is neither an address nor a network; OpenSSL refuses what is no key.
    if (error instanceof TypeError)
      throw httpErrors['core.proxy-invalid']({ proxies: settings.trustedProxies.join(', ') }, error)
    const reason = error instanceof Error ? error.message : String(error)
    throw httpErrors['core.tls-unreadable']({ file: settings.tlsCert, reason }, error)
  }
}

/** Every connection, also those that became something else than HTTP and that the server has lost sight of. */
function watchConnections(app: FastifyInstance): () => void {
  const open = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  return () => {
    for (const socket of open) socket.destroy()
  }
}

/** What holds for every request, before anything is known of it. */
function addFirstChecks(app: FastifyInstance, origins: Origins) {
  app.addHook('onRequest', async (request, reply) => {
    const local = isLoopbackName(parseHostName(request.host))
    const secure = origins.own(request.host, request.protocol).startsWith('https:')
    reply.headers(toSecurityHeaders({ secure, local }))
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
    if (!origins.allowsHost(request.host)) throw httpErrors['core.foreign-host']({ host: request.host.slice(0, 200) })
  })
}

/** Errors leave as problems in the reader's language; what is the console's own fault goes to the log in full. */
function createErrorAnswer({ log, renderer }: HttpOptions) {
  return (cause: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const error = toVedetteError(cause)
    request.failedWith = error.code
    // Given up because its reader has gone: nobody's fault, and nobody to be told.
    const isAbandoned = reply.raw.destroyed && cause === request.signal.reason
    if (error.status >= 500 && !isAbandoned)
      log.error({ err: cause, code: error.code, route: request.routeOptions.url }, 'a request failed')
    // A request refused at the door has not been looked at: it has no reader yet.
    const language = request.principal ? request.language : parseAcceptLanguage(request.headers['accept-language'])
    const zone = request.preferences?.zone ?? 'auto'
    const reader = { language, ...(zone === 'auto' ? {} : { zone }) }
    const waitSeconds = error.params['waitSeconds']
    if (typeof waitSeconds === 'number') reply.header('retry-after', waitSeconds)
    const problem = toProblem(error, { reader, renderer, instance: request.url })
    return reply.code(error.status).type(PROBLEM_TYPE).send(problem)
  }
}

async function addCors(app: FastifyInstance, { settings }: HttpOptions) {
  const { corsAllowOrigins, corsAllowCredentials } = settings
  if (corsAllowOrigins.length === 0) return
  const everyone = corsAllowOrigins.includes('*')
  await app.register(cors, {
    origin: everyone ? '*' : [...corsAllowOrigins],
    // With `*` any page on the web could act as whoever is signed in.
    credentials: corsAllowCredentials && !everyone,
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type'],
    maxAge: 600,
  })
}

export async function createHttp(options: HttpOptions): Promise<Http> {
  const { clock, log, renderer, settings } = options
  const origins = createOrigins(settings)
  const answerError = createErrorAnswer(options)
  const app = createApp(options, answerError)
  const secure = settings.tlsCert !== ''
  const endConnections = watchConnections(app)
  const routes = watchRoutes(app)
  app.setErrorHandler(async (cause, request, reply) => answerError(cause, request, reply))
  countRequests(app, options.registry)
  // First of all hooks: it ends the socket of an upgrade that any later one refuses.
  await addWebSockets(app)
  watchPace(app, { clock, headersTimeoutMs: HEADERS_TIMEOUT_MS })
  watchReaders(app)
  addFirstChecks(app, origins)
  await app.register(cookie)
  await addCors(app, options)
  addGuard(app, { auth: options.auth, origins, cookies: addSessionCookies(app, { settings, origins }) })
  await addRateLimit(app)
  addAudit(app, { audit: options.audit, renderer })
  await app.register(compress, { threshold: COMPRESS_FROM_BYTES, encodings: ['gzip', 'deflate', 'identity'] })
  if (settings.enableDocs) {
    await addApiDescription(app, options.version)
    await addDocs(app)
  }
  addProbes(app, options)
  if (options.live) addLiveRoute(app, { ...options, live: options.live })
  const pages = await addPages(app, { webDir: options.webDir, origins, renderer })
  answerUnknown(app, { pages, methodsOf: routes.methodsOf })
  app.addHook('onReady', async () => routes.refuseOpenRoutes())

  return {
    app,
    get routes() {
      return routes.rows()
    },
    async mount({ id }, parts: ServerParts) {
      await app.register(
        async (scope) => {
          let broken: unknown
          scope.addHook('onRequest', async () => {
            if (broken) throw httpErrors['core.capability-broken']({ capability: id }, broken)
          })
          try {
            await parts.routes?.(scope)
          } catch (error) {
            broken = error
            log.error({ err: error, capability: id }, 'the routes of a capability could not be set up')
            scope.setNotFoundHandler(async () => {
              throw httpErrors['core.capability-broken']({ capability: id }, error)
            })
          }
        },
        { prefix: `/api/${id}` },
      )
      routes.refuseOpenRoutes()
    },
    async listen() {
      const port = await listenOn(app, settings)
      if (origins.exposed && !secure)
        log.warn(
          { host: settings.host, port },
          'listening beyond this machine without TLS: passwords travel in the clear unless a proxy adds TLS',
        )
      return { url: toUrl(settings, port, secure), port, secure, exposed: origins.exposed }
    },
    async close() {
      closeWebSockets(app)
      const cancelSockets = clock.after(SOCKETS_PATIENCE_MS, () => endWebSockets(app))
      const cancelRequests = clock.after(REQUESTS_PATIENCE_MS, endConnections)
      await app.close()
      cancelSockets()
      cancelRequests()
    },
  }
}
