/** What is no HTTP request at all is refused like everything else: a problem, with our headers, before any hook has seen it. */

import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { VedetteError } from '../errors.ts'
import type { Renderer } from '../texts/render.ts'
import { PROBLEM_TYPE, toProblem } from './problem.ts'
import { toSecurityHeaders } from './security-headers.ts'

interface Status {
  readonly code: number
  readonly reason: string
}
/** Errors of Node's parser that are more than "bad request" (RFC 9110 §15.5.9, RFC 6585 §5). */
const STATUSES: Readonly<Record<string, Status>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { code: 408, reason: 'Request Timeout' },
  HPE_HEADER_OVERFLOW: { code: 431, reason: 'Request Header Fields Too Large' },
}
const BAD_REQUEST: Status = { code: 400, reason: 'Bad Request' }

/** In place of Fastify's own answer. */
export function answerUnreadable(app: FastifyInstance, renderer: Renderer): void {
  app.server.removeAllListeners('clientError')
  app.server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (socket.writable && error.code !== 'ECONNRESET') {
      const status = STATUSES[error.code ?? ''] ?? BAD_REQUEST
      const refused = new VedetteError('core.request-refused', { status: status.code })
      // Its language is not known: its headers could not be read.
      socket.write(toAnswer(status, toProblem(refused, { reader: { language: 'en' }, renderer, instance: '/' })))
    }
    socket.destroy(error)
  })
}

function toAnswer({ code, reason }: Status, problem: object): string {
  const body = JSON.stringify(problem)
  const headers = {
    ...toSecurityHeaders({ secure: false, local: false }),
    'content-type': PROBLEM_TYPE,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${code} ${reason}\r\n${lines.join('')}\r\n${body}`
}
