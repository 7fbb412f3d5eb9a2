/** `POST /api/packets/captures`: a capture as the body itself or in a form, and what may be sent. */
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Access } from '../../../core/capability.ts'
import { packetsErrors } from '../errors.ts'
import type { PacketsServer } from '../parts.ts'
import { maySeePayload } from '../payload.ts'
import { readSlots } from '../queue/threads-engine.ts'
import {
  type Limits,
  limitsSchema,
  type Uploaded,
  type UploadQuery,
  uploadedSchema,
  uploadQuerySchema,
} from '../schema.ts'
import { type Settled, toCaptureName } from './intake.ts'

export const TUS_PATH = '/api/packets/uploads'
const upload: { access: Access } = { access: { role: 'operator', action: 'packets.upload', long: true } }

/** The bytes as they come; a line that breaks says how far it was. */
async function* readWhole(stream: Readable, isWhole: () => boolean): AsyncGenerator<Uint8Array> {
  let doneBytes = 0
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      doneBytes += chunk.length
      yield chunk
    }
  } catch (error) {
    throw packetsErrors['packets.upload-cut']({ doneBytes }, error)
  }
  if (!isWhole()) throw packetsErrors['packets.upload-cut']({ doneBytes })
}

interface SentFile {
  /** As the sender calls it; may be empty. */
  readonly name: string
  readonly stream: Readable
  readonly isWhole: () => boolean
  readonly sizeBytes?: number
}

function readLength({ headers }: FastifyRequest): number | undefined {
  const length = Number(headers['content-length'] ?? Number.NaN)
  return Number.isSafeInteger(length) && length >= 0 ? length : undefined
}

/** The first file of a form (RFC 7578). */
async function openForm(body: IncomingMessage): Promise<SentFile> {
  const { Busboy } = await import('@fastify/busboy')
  const contentType = body.headers['content-type'] ?? ''
  const form = new Busboy({
    headers: { ...body.headers, 'content-type': contentType },
    limits: { files: 1, fields: 20 },
  })
  const found = new Promise<SentFile>((resolve, reject) => {
    const fail = (error?: unknown) => reject(packetsErrors['packets.form-without-file']({}, error))
    form.on('file', (_, stream, name) => {
      // busboy does not end a file whose form was cut.
      body.once('close', () => {
        if (!body.complete) stream.destroy(new Error('the request was cut'))
      })
      resolve({ name: name ?? '', stream, isWhole: () => body.complete })
    })
    form.once('finish', fail).once('error', fail)
    body.once('close', () => {
      if (!body.complete) fail()
    })
  })
  body.pipe(form)
  return await found
}

async function openSent(request: FastifyRequest): Promise<SentFile> {
  const { raw } = request
  if (/^multipart\/form-data\b/i.test(raw.headers['content-type'] ?? '')) return await openForm(raw)
  const sizeBytes = readLength(request)
  return { name: '', stream: raw, isWhole: () => raw.complete, ...(sizeBytes === undefined ? {} : { sizeBytes }) }
}

export function mountUploadRoutes(plain: FastifyInstance, server: PacketsServer): void {
  const scope = plain.withTypeProvider<TypeBoxTypeProvider>()
  const { context, book, intake, folder, queue } = server
  const { config } = context

  scope.get(
    '/limits',
    {
      config: { access: { role: 'viewer' } },
      schema: { summary: 'Say what an upload must keep to, and who analyses', response: { 200: limitsSchema } },
    },
    async ({ principal }): Promise<Limits> => ({
      tusPath: TUS_PATH,
      maxFileBytes: config.maxFileBytes,
      freeBytes: await folder.readFreeBytes(),
      retentionDays: config.retentionDays,
      mode: queue.mode,
      threads: readSlots(config.threads),
      mayOpen: principal.role !== 'viewer',
      maySeePayload: maySeePayload(principal, config),
    }),
  )

  async function answer({ capture, duplicate }: Settled): Promise<Uploaded> {
    return { capture: book.toCapture(await book.need(capture)), duplicate }
  }

  async function takeSent(request: FastifyRequest): Promise<Settled> {
    const { level = 'full', sha256, ...query } = request.query as UploadQuery
    request.auditNote = { target: toCaptureName(query.name ?? '') }
    await intake.check(readLength(request))
    const { stream, isWhole, ...sent } = await openSent(request)
    const name = toCaptureName(query.name ?? sent.name)
    request.auditNote = { target: name }
    const settled = await intake.take(readWhole(stream, isWhole), {
      ...sent,
      name,
      origin: 'upload',
      by: request.principal.name,
      level,
      ...(sha256 === undefined ? {} : { sha256 }),
    })
    const { capture, duplicate } = settled
    request.auditNote = { target: `${name} (${capture})`, details: { duplicate } }
    return settled
  }

  plain.register(async (raw) => {
    // The body is a stream of any type: what it is, its content says.
    raw.removeAllContentTypeParsers()
    raw.addContentTypeParser('*', (_, payload, done) => done(null, payload))
    raw.withTypeProvider<TypeBoxTypeProvider>().post(
      '/captures',
      {
        config: upload,
        schema: {
          summary: 'Send a capture, as the body itself or as a file in a form',
          querystring: uploadQuerySchema,
          response: { 200: uploadedSchema, 201: uploadedSchema },
        },
      },
      async (request, reply) => {
        try {
          const settled = await takeSent(request)
          return await reply.code(settled.duplicate ? 200 : 201).send(await answer(settled))
        } catch (error) {
          // What still comes is not waited for: the answer is said, then the line is closed.
          reply.header('connection', 'close')
          throw error
        }
      },
    )
  })
}
