/** Records every write and every private read before its answer leaves: what was acknowledged is on record. */
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Access, Audit, AuditEntry } from '../capability.ts'
import { VedetteError } from '../errors.ts'
import { LOCAL_HOST } from '../schema.ts'
import type { Renderer } from '../texts/render.ts'
import { toScope } from './guard.ts'
import { PROBLEM_TYPE, toProblem } from './problem.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Code of the error this request ended with. */
    failedWith: string | undefined
    audited: boolean
    /** Address of the one who asks, as it was when the request came: a line that is cut has none any more. */
    cameFrom: string
  }
}

const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Wrong input and unknown things changed nothing and were not refused to anybody: they are no matter of record. */
function toOutcome(status: number, reads: boolean): AuditEntry['outcome'] | undefined {
  if (status < 400) return reads ? 'read' : 'done'
  if (status === 403 || status === 409) return 'refused'
  return status >= 500 && !reads ? 'failed' : undefined
}

/** `host.post-services-name-apply`: what a write is called when its route does not say. */
function toActionName(request: FastifyRequest): string {
  const url = request.routeOptions.url ?? ''
  const scope = toScope(url)
  const words = url.replace(/^\/(api\/)?[^/]+/, '').replaceAll(/[^a-zA-Z0-9]+/g, '-')
  return `${scope}.${request.method.toLowerCase()}${words.replace(/-$/, '')}`
}
const hostOf = (request: FastifyRequest) => {
  const { params } = request
  const host = typeof params === 'object' && params !== null && 'host' in params ? params.host : undefined
  return typeof host === 'string' ? host : LOCAL_HOST
}

function toEntry(request: FastifyRequest, reply: FastifyReply, access: Access): AuditEntry | undefined {
  const note = request.auditNote
  if (note?.written) return undefined
  const reads = READING.has(request.method) || access.reads === true
  const outcome = note?.outcome ?? toOutcome(reply.statusCode, reads)
  const known = request.signedIn || note !== undefined
  if (outcome === undefined || !known || (reads && access.private !== true && note === undefined)) return undefined
  const details = request.failedWith === undefined ? note?.details : { ...note?.details, code: request.failedWith }
  return {
    who: note?.who ?? request.principal,
    // One that the guard refused never came so far.
    from: request.cameFrom || request.ip,
    host: note?.host ?? hostOf(request),
    action: note?.action ?? access.action ?? toActionName(request),
    target: note?.target ?? request.url,
    ...(note?.plan === undefined ? {} : { plan: note.plan }),
    outcome,
    ...(details === undefined ? {} : { details }),
  }
}

export function addAudit(app: FastifyInstance, options: { readonly audit: Audit; readonly renderer: Renderer }): void {
  const { audit, renderer } = options
  app.decorateRequest('auditNote', undefined)
  app.decorateRequest('failedWith', undefined)
  app.decorateRequest('audited', false)
  app.decorateRequest('cameFrom', '')

  app.addHook('onRequest', async (request) => {
    request.cameFrom = request.ip
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const { access } = request.routeOptions.config
    if (request.is404 || request.audited || !access) return payload
    const entry = toEntry(request, reply, access)
    if (!entry) return payload
    request.audited = true
    try {
      await audit.append(entry)
      return payload
    } catch (error) {
      if (!(error instanceof VedetteError)) throw error
      if (payload instanceof Readable) payload.destroy()
      const reader = { language: request.language }
      reply.code(error.status).type(PROBLEM_TYPE).removeHeader('content-length')
      return JSON.stringify(toProblem(error, { reader, renderer, instance: request.url }))
    }
  })
}
