/** The web build: its hashed files for good, and the page with a fresh nonce for every address that is not the API's. */
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Renderer } from '../texts/render.ts'
import { httpErrors } from './errors.ts'
import type { Origins } from './origins.ts'
import { toPagePolicy } from './security-headers.ts'
import { answerUnreadable } from './unreadable.ts'

const PUBLIC = { role: 'public' } as const
const NONCE_BYTES = 18
const YEAR_SECONDS = 31_536_000
/** Vite puts files with a hash in their name here. */
const HASHED = 'assets'

export interface Pages {
  /** Whether this unknown address is a view of the page, to be read from the address bar by the page itself. */
  isView(request: FastifyRequest): boolean
  send(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>
}

export async function addPages(
  app: FastifyInstance,
  options: { readonly webDir: string; readonly origins: Origins; readonly renderer: Renderer },
): Promise<Pages> {
  const { webDir, origins, renderer } = options
  const index = join(webDir, 'index.html')
  answerUnreadable(app, renderer)

  if (existsSync(webDir)) {
    await app.register(fastifyStatic, { root: webDir, serve: false, preCompressed: true, dotfiles: 'ignore' })
    const route = { config: { access: PUBLIC }, schema: { hide: true } }
    app.get<{ Params: { '*': string } }>(`/${HASHED}/*`, route, (request, reply) =>
      reply.sendFile(`${HASHED}/${request.params['*']}`, { maxAge: YEAR_SECONDS * 1000, immutable: true }),
    )
    for (const { name } of readdirSync(webDir, { withFileTypes: true }).filter((entry) => entry.isFile())) {
      if (/^index\.html|\.(br|gz)$/.test(name)) continue
      app.get(`/${name}`, route, (_request, reply) => reply.sendFile(name, { maxAge: 3_600_000 }))
    }
  }

  async function readPage(): Promise<string | undefined> {
    try {
      return await readFile(index, 'utf8')
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
      throw error
    }
  }
  /** Plain, for there is nothing to load: what is missing and how to get it. */
  function writeMissingPage(request: FastifyRequest): string {
    const { language } = request
    const say = (key: string) => renderer.render({ key }, { language })
    return `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>Vedette</title>
<h1>${say('core.ui.page-missing-title')}</h1><p>${say('core.ui.page-missing-next')}</p><pre>npm start</pre></html>`
  }

  return {
    isView: (request) =>
      (request.method === 'GET' || request.method === 'HEAD') &&
      !/^\/(api|assets|docs)(\/|$|\?)/.test(request.url) &&
      (request.headers.accept ?? '').includes('text/html'),
    async send(request, reply) {
      const page = await readPage()
      const nonce = randomBytes(NONCE_BYTES).toString('base64')
      reply
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('content-security-policy', toPagePolicy(nonce, origins.own(request.host, request.protocol)))
      if (page === undefined) return reply.code(503).send(writeMissingPage(request))
      return reply.send(page.replaceAll('__NONCE__', nonce))
    },
  }
}

/** Everything nobody serves: a view of the page, a known address with another method, or nothing. */
export function answerUnknown(
  app: FastifyInstance,
  options: { readonly pages: Pages; readonly methodsOf: (path: string) => readonly string[] },
): void {
  const { pages, methodsOf } = options
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const methods = methodsOf(path)
    // A file that is not there comes here too, from a route that serves this very method.
    if (methods.length > 0 && !methods.includes(request.method)) {
      reply.header('allow', methods.join(', '))
      throw httpErrors['core.method-not-allowed']({ method: request.method, allowed: methods.join(', ') })
    }
    if (pages.isView(request)) return pages.send(request, reply)
    throw httpErrors['core.not-found']({ path: path.slice(0, 200) })
  })
}
