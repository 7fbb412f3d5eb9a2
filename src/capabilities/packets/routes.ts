/** `/api/packets/captures`: the history, one capture, its report and its notes. */
import { randomUUID } from 'node:crypto'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from '../../core/capability.ts'
import type { Text } from '../../core/schema.ts'
import { packetsErrors } from './errors.ts'
import { toCaptureName } from './intake/intake.ts'
import type { TusUploads } from './intake/tus.ts'
import type { PacketsServer } from './parts.ts'
import { maySeePayload, needPayload, payloadAccess } from './payload.ts'
import type { StoredCapture } from './queries/captures.ts'
import { toReason } from './queue/engine.ts'
import { toCsv } from './report/csv.ts'
import {
  analyseBodySchema,
  type Capture,
  type CaptureDetail,
  type CaptureList,
  captureChangeSchema,
  captureDetailSchema,
  captureListSchema,
  captureParamsSchema,
  captureQuerySchema,
  captureSchema,
  isSettled,
  noteBodySchema,
  noteParamsSchema,
  noteSchema,
  reportQuerySchema,
} from './schema.ts'

const view: { access: Access } = { access: { role: 'viewer' } }
const act = (action: string): { access: Access } => ({ access: { role: 'operator', action } })

/** A name that no file system and no header (RFC 6266) trips over. */
const toFileName = (name: string, extension: string) =>
  `${name.replaceAll(/[^\w.-]+/g, '_').slice(0, 100) || 'capture'}${extension}`
const attach = (reply: FastifyReply, file: string) =>
  reply.header('content-disposition', `attachment; filename="${file}"`)

export function mountCaptureRoutes(plain: FastifyInstance, server: PacketsServer, uploads: TusUploads): void {
  const scope = plain.withTypeProvider<TypeBoxTypeProvider>()
  const { context, captures, book, queue, board, files, sites } = server
  const { config, clock } = context

  scope.get(
    '/captures',
    {
      config: view,
      schema: {
        summary: 'List captures, newest first',
        querystring: captureQuerySchema,
        response: { 200: captureListSchema },
      },
    },
    async ({ query }): Promise<CaptureList> => {
      const { captures: found, next } = await captures.list(query)
      return { captures: found.map(book.toCapture), ...(next === undefined ? {} : { next }) }
    },
  )

  /** Others may change a file that lies elsewhere; while it is analysed it is looked at anyway. */
  async function readFileProblem(found: StoredCapture): Promise<Text | undefined> {
    if (found.origin !== 'folder' || (await queue.ofCapture(found.id))) return undefined
    try {
      await (await files.open(found)).handle.close()
      return undefined
    } catch (error) {
      return toReason(error)
    }
  }

  scope.get(
    '/captures/:id',
    {
      config: view,
      schema: {
        summary: 'Show one capture with its notes',
        params: captureParamsSchema,
        response: { 200: captureDetailSchema },
      },
    },
    async ({ params: { id }, principal }): Promise<CaptureDetail> => {
      const found = await book.need(id)
      const fileProblem = await readFileProblem(found)
      return {
        ...book.toCapture(found),
        notes: [...(await captures.notes(id))],
        maySeePayload: maySeePayload(principal, config),
        ...(fileProblem ? { fileProblem } : {}),
      }
    },
  )

  scope.patch(
    '/captures/:id',
    {
      config: act('packets.change'),
      schema: {
        summary: 'Rename a capture, or keep it from being deleted by age',
        params: captureParamsSchema,
        body: captureChangeSchema,
        response: { 200: captureSchema },
      },
    },
    async (request): Promise<Capture> => {
      const { id } = request.params
      const { name } = await book.need(id)
      request.auditNote = { target: `${name} (${id})` }
      const { body } = request
      await captures.change(id, {
        ...(body.name === undefined ? {} : { name: toCaptureName(body.name) }),
        ...(body.keep === undefined ? {} : { keep: body.keep }),
      })
      await book.announce(id)
      return book.toCapture(await book.need(id))
    },
  )

  scope.delete(
    '/captures/:id',
    {
      config: act('packets.delete'),
      schema: {
        summary: 'Delete a capture with its report and notes, or an upload that broke off',
        params: captureParamsSchema,
      },
    },
    async (request, reply) => {
      const { name, id, state } = await book.need(request.params.id)
      request.auditNote = { target: `${name} (${id})` }
      if (state !== 'arriving' || !(await uploads.abandon(id))) await book.delete(id)
      return reply.code(204).send()
    },
  )

  scope.post(
    '/captures/:id/analyse',
    {
      config: act('packets.analyse'),
      schema: {
        summary: 'Analyse a capture again; one that was not fetched to its end is fetched again',
        params: captureParamsSchema,
        body: analyseBodySchema,
        response: { 202: captureSchema },
      },
    },
    async (request, reply) => {
      const found = await book.need(request.params.id)
      request.auditNote = { target: `${found.name} (${found.id})` }
      if (found.state === 'arriving' || (await queue.ofCapture(found.id))) throw packetsErrors['packets.not-settled']()
      const level = request.body.level ?? found.level
      // Of one that was not fetched to its end there is nothing to analyse yet.
      if (found.origin === 'site' && found.sha256 === undefined) await sites.again(found, level)
      else await queue.add(found.id, level)
      return reply.code(202).send(book.toCapture(await book.need(found.id)))
    },
  )

  scope.post(
    '/captures/:id/cancel',
    {
      config: act('packets.cancel'),
      schema: {
        summary: 'Cancel the analysis of a capture, or its fetching',
        params: captureParamsSchema,
        response: { 200: captureSchema },
      },
    },
    async (request): Promise<Capture> => {
      const found = await book.need(request.params.id)
      request.auditNote = { target: `${found.name} (${found.id})` }
      const fetched = await sites.cancel(found.id)
      // Its last byte may have come just before.
      const job = await queue.ofCapture(found.id)
      if (job) await queue.cancel(job.id)
      else if (!fetched) throw packetsErrors['packets.not-cancellable']()
      return book.toCapture(await book.need(found.id))
    },
  )

  scope.post(
    '/captures/:id/notes',
    {
      config: act('packets.note'),
      schema: {
        summary: 'Write a note on a capture',
        params: captureParamsSchema,
        body: noteBodySchema,
        response: { 201: noteSchema },
      },
    },
    async (request, reply) => {
      const { id, name } = await book.need(request.params.id)
      request.auditNote = { target: `${name} (${id})` }
      const note = { id: randomUUID(), atMs: clock.now(), by: request.principal.name, text: request.body.text }
      await captures.addNote({ ...note, capture: id })
      await book.announce(id)
      return reply.code(201).send(note)
    },
  )

  scope.delete(
    '/captures/:id/notes/:note',
    {
      config: act('packets.note-delete'),
      schema: { summary: 'Delete a note', params: noteParamsSchema },
    },
    async (request, reply) => {
      const { id, note } = request.params
      const { name } = await book.need(id)
      request.auditNote = { target: `${name} (${id})` }
      if (!(await captures.removeNote(id, note))) throw packetsErrors['packets.note-unknown']({ id: note })
      await book.announce(id)
      return reply.code(204).send()
    },
  )

  /** Always a file to keep: what a stranger's capture says is never shown as a page of the console's own. */
  async function sendHtml(request: FastifyRequest, reply: FastifyReply, name: string, report: string) {
    const { writeHtml } = await import('./report/html.ts')
    const { language, preferences } = request
    const zone = preferences?.zone ?? 'auto'
    const reader = { language, ...(zone === 'auto' ? {} : { zone }) }
    const say = (text: Text) => context.desk.render(text, reader)
    attach(reply, toFileName(name, '.html'))
    return reply.type('text/html; charset=utf-8').send(writeHtml({ name, report: JSON.parse(report), language, say }))
  }

  scope.get(
    '/captures/:id/report',
    {
      config: view,
      schema: {
        summary: 'Fetch the report as JSON, CSV or one HTML file; while a capture is analysed, the report so far',
        params: captureParamsSchema,
        querystring: reportQuerySchema,
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { format = 'json', table = 'summary', download } = request.query
      const found = await book.need(id)
      const { name } = found
      // Of one that was just cancelled the board may still have what was known so far: that is no report.
      const report = (isSettled(found) ? undefined : board.report(id)) ?? (await captures.report(id))
      if (report === undefined) throw packetsErrors['packets.report-missing']()
      if (format === 'json') {
        if (download) attach(reply, toFileName(name, '.json'))
        return reply.type('application/json; charset=utf-8').send(report)
      }
      if (format === 'html') return await sendHtml(request, reply, name, report)
      if (download !== false) attach(reply, toFileName(name, `-${table}.csv`))
      return reply.type('text/csv; charset=utf-8').send(toCsv(JSON.parse(report), table))
    },
  )

  scope.get(
    '/captures/:id/file',
    {
      config: payloadAccess,
      schema: { summary: 'Fetch the capture itself', params: captureParamsSchema },
    },
    async (request, reply) => {
      const found = await book.need(request.params.id)
      needPayload(request, config, found)
      const { handle, sizeBytes } = await files.open(found)
      attach(reply, toFileName(found.name, ''))
      reply.type('application/octet-stream').header('content-length', sizeBytes)
      // Not a byte more than was promised, should it grow.
      return reply.send(handle.createReadStream({ start: 0, end: Math.max(0, sizeBytes - 1) }))
    },
  )
}
