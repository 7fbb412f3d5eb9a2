/** `/api/packets/captures/:id/…`: rows, single packets, streams, and a file of what a filter keeps. */
import { Readable } from 'node:stream'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { Access } from '../../../core/capability.ts'
import { packetsErrors } from '../errors.ts'
import type { PacketsServer } from '../parts.ts'
import { maySeePayload, needPayload, payloadAccess } from '../payload.ts'
import { captureParamsSchema } from '../schema.ts'
import type { Browsing } from './browsing.ts'
import { needFilter } from './filter-errors.ts'
import {
  exportQuerySchema,
  packetParamsSchema,
  type Rows,
  rowsQuerySchema,
  rowsSchema,
  type Stream,
  streamQuerySchema,
  streamSchema,
} from './schema.ts'
import { createWorkingCopies } from './working-copy.ts'

const view: { access: Access } = { access: { role: 'viewer' } }

export function mountBrowseRoutes(plain: FastifyInstance, server: PacketsServer, browsing: Browsing): void {
  const scope = plain.withTypeProvider<TypeBoxTypeProvider>()
  const { book, folder, files } = server
  const { config } = server.context
  const copies = createWorkingCopies({ folder, files, config })

  /** Rejects while its bytes still come. */
  async function needCapture(id: string) {
    const found = await book.need(id)
    if (found.state === 'arriving') throw packetsErrors['packets.not-settled']()
    return found
  }

  scope.get(
    '/captures/:id/rows',
    {
      config: view,
      schema: {
        summary:
          'List packets of a capture, those a filter keeps; without the right to payload the filter asks for headers only',
        params: captureParamsSchema,
        querystring: rowsQuerySchema,
        response: { 200: rowsSchema },
      },
    },
    async (request): Promise<Rows> => {
      const found = await needCapture(request.params.id)
      const seesPayload = maySeePayload(request.principal, config)
      const asked = { query: request.query, seesPayload }
      // Wrong filters are told before a thread begins.
      if (request.query.filter) needFilter(request.query.filter)
      const answer = await browsing.ask(found.id, await copies.need(found), {
        kind: 'rows',
        asked,
        signal: request.signal,
      })
      return { ...answer, rows: [...answer.rows] }
    },
  )

  scope.get(
    '/captures/:id/packets/:no',
    {
      config: payloadAccess,
      schema: {
        summary: 'Show one packet: its layers, and its bytes to those who may see them',
        params: packetParamsSchema,
      },
    },
    async (request) => {
      const { id, no } = request.params
      const found = await needCapture(id)
      const seesPayload = maySeePayload(request.principal, config)
      const action = seesPayload ? 'packets.payload' : 'packets.headers'
      request.auditNote = { action, target: `${found.name} (${found.id})`, details: { packet: no } }
      const asked = { number: no, seesPayload }
      const answer = await browsing.ask(id, await copies.need(found), { kind: 'packet', asked, signal: request.signal })
      if (!answer) throw packetsErrors['packets.packet-unknown']({ number: no })
      return answer
    },
  )

  scope.get(
    '/captures/:id/stream',
    {
      config: payloadAccess,
      schema: {
        summary: 'Follow the conversation of a packet: what both sides said, in order',
        params: captureParamsSchema,
        querystring: streamQuerySchema,
        response: { 200: streamSchema },
      },
    },
    async (request): Promise<Stream> => {
      const found = await needCapture(request.params.id)
      needPayload(request, config, found)
      const asked = { query: request.query }
      const file = await copies.need(found)
      const answer = await browsing.ask(found.id, file, { kind: 'stream', asked, signal: request.signal })
      if (!answer) throw packetsErrors['packets.no-conversation']({ number: request.query.packet })
      return answer
    },
  )

  scope.get(
    '/captures/:id/export',
    {
      // The first packet that a filter keeps may be far in.
      config: { access: { ...payloadAccess.access, long: true } },
      schema: {
        summary: 'Fetch the packets a filter keeps as a capture of their own',
        params: captureParamsSchema,
        querystring: exportQuerySchema,
      },
    },
    async (request, reply) => {
      const found = await needCapture(request.params.id)
      needPayload(request, config, found)
      const { filter = '' } = request.query
      needFilter(filter)
      const pieces = browsing.export(found.id, await copies.need(found), { filter, signal: request.signal })
      // The first piece says what the file is, and that the capture could be read at all.
      const first = await pieces.next()
      const beginning = first.done ? new Uint8Array(0) : first.value
      const extension = beginning[0] === 0x0a ? '.pcapng' : '.pcap'
      return reply
        .type('application/vnd.tcpdump.pcap')
        .header('content-disposition', `attachment; filename="${toFileName(found.name)}-filtered${extension}"`)
        .send(Readable.from(all(beginning, pieces)))
    },
  )
}

async function* all(first: Uint8Array, rest: AsyncGenerator<Uint8Array>) {
  yield first
  yield* rest
}
const toFileName = (name: string) =>
  name
    .replace(/\.(pcap|pcapng|cap|gz|zst)+$/i, '')
    .replaceAll(/[^\w.-]+/g, '_')
    .slice(0, 100) || 'capture'
