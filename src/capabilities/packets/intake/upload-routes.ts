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
import { isRefusal, type Settled, toCaptureName } from './intake.ts'

export const TUS_PATH = '/api/packets/uploads'
const upload: { access: Access } = { access: { role: 'operator', action: 'packets.upload', long: true } }

/** The bytes as they come; a line that breaks says how far it was. Nothing is whole before `ended` says that no more follows. */
async function* readWhole({ stream, isWhole, ended }: SentFile): AsyncGenerator<Uint8Array> {
  let doneBytes = 0
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      doneBytes += chunk.length
      yield chunk
    }
  } catch (error) {
    throw packetsErrors['packets.upload-cut']({ doneBytes }, error)
  }
  await ended
  if (!isWhole()) throw packetsErrors['packets.upload-cut']({ doneBytes })
}

interface SentFile {
  /** As the sender calls it; may be empty. */
  readonly name: string
  readonly stream: Readable
  readonly isWhole: () => boolean
  /** Rejects when what follows the file cannot be taken. */
  readonly ended?: Promise<void>
  readonly sizeBytes?: number
}

function readLength({ headers }: FastifyRequest): number | undefined {
  const length = Number(headers['content-length'] ?? Number.NaN)
  return Number.isSafeInteger(length) && length >= 0 ? length : undefined
}

/** The one file of a form (RFC 7578). A second one is refused, and the first one with it: half a form is not taken. */
async function openForm(body: IncomingMessage): Promise<SentFile> {
  const { Busboy } = await import('@fastify/busboy')
  const contentType = body.headers['content-type'] ?? ''
  const form = new Busboy({ headers: { ...body.headers, 'content-type': contentType }, limits: { fields: 20 } })
  const ended = Promise.withResolvers<void>()
  // Nobody may be waiting yet when it rejects.
  ended.promise.catch(() => undefined)
  const found = new Promise<SentFile>((resolve, reject) => {
    const fail = (error?: unknown) => {
      reject(packetsErrors['packets.form-without-file']({}, error))
      ended.resolve()
    }
    let files = 0
    form.on('file', (_, stream, name) => {
      files += 1
      if (files > 1) {
        stream.resume()
        return
      }
      // busboy does not end a file whose form was cut.
      body.once('close', () => {
        if (!body.complete) stream.destroy(new Error('the request was cut'))
      })
      resolve({ name: name ?? '', stream, isWhole: () => body.complete, ended: ended.promise })
    })
    // Refused once all has come: a sender that is cut off while it sends may never read why.
    form.once('finish', () => (files > 1 ? ended.reject(packetsErrors['packets.form-many-files']()) : fail()))
    form.once('error', fail)
    body.once('close', () => {
      if (!body.complete) fail()
    })
  })
  body.pipe(form)
  return await found
}

/** What a raw body is called by its sender (RFC 6266; the extended notation, RFC 8187, first). */
export function readDispositionName(header: string | undefined): string {
  if (header === undefined) return ''
  const extended = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(header)?.[1]
  try {
    if (extended !== undefined) return decodeURIComponent(extended)
  } catch {
    // The plain notation may still say it.
  }
  const [, quoted, bare] = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header) ?? []
  return quoted?.replaceAll(/\\(.)/g, '$1') ?? bare ?? ''
}

async function openSent(request: FastifyRequest): Promise<SentFile> {
  const { raw } = request
  if (/^multipart\/form-data\b/i.test(raw.headers['content-type'] ?? '')) return await openForm(raw)
  const sizeBytes = readLength(request)
  const name = readDispositionName(raw.headers['content-disposition'])
  return { name, stream: raw, isWhole: () => raw.complete, ...(sizeBytes === undefined ? {} : { sizeBytes }) }
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
    const sent = await openSent(request)
    const name = toCaptureName(query.name ?? sent.name, context.clock.now())
    request.auditNote = { target: name }
    const settled = await intake.take(readWhole(sent), {
      ...(sent.sizeBytes === undefined ? {} : { sizeBytes: sent.sizeBytes }),
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
          if (request.auditNote && isRefusal(error)) request.auditNote = { ...request.auditNote, outcome: 'refused' }
          throw error
        }
      },
    )
  })
}
