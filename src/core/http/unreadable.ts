/** What is no HTTP request at all is refused like everything else: a problem, with our headers, before any hook has seen it. */

import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { VedetteError } from '../errors.ts'
import type { Renderer } from '../texts/render.ts'
import { PROBLEM_TYPE, toProblem } from './problem.ts'
import { toSecurityHeaders } from './security-headers.ts'

/** Errors of Node's parser that are more than "bad request" (RFC 9110 §15.5.9, RFC 6585 §5). */
const STATUSES: Readonly<Record<string, number>> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 }

/** In place of Fastify's own answer. */
export function answerUnreadable(app: FastifyInstance, renderer: Renderer): void {
  app.server.removeAllListeners('clientError')
  app.server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (socket.writable && error.code !== 'ECONNRESET') {
      const status = STATUSES[error.code ?? ''] ?? 400
      const refused = new VedetteError('core.request-refused', { status })
      // Its language is not known: its headers could not be read.
      socket.write(toAnswer(status, toProblem(refused, { reader: { language: 'en' }, renderer, instance: '/' })))
    }
    socket.destroy(error)
  })
}

function toAnswer(status: number, problem: object): string {
  const body = JSON.stringify(problem)
  const headers = {
    ...toSecurityHeaders({ secure: false, local: false }),
    'content-type': PROBLEM_TYPE,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`
}
