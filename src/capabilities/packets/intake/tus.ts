/** Uploads that go on where they stopped: the tus protocol (tus.io, 1.0.0) under `/api/packets/uploads`. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Upload } from '@tus/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Access, AuditEntry } from '../../../core/capability.ts'
import { toErrorText, VedetteError } from '../../../core/errors.ts'
import { LOCAL_HOST } from '../../../core/schema.ts'
import { packetsErrors } from '../errors.ts'
import type { PacketsServer } from '../parts.ts'
import type { StoredCapture } from '../queries/captures.ts'
import { type Content, TELLING_BYTES, tellContent } from '../reading/content.ts'
import { hashFile } from '../reading/hash-file.ts'
import { isRefusal, toCaptureName } from './intake.ts'
import { createFinished } from './tus-finished.ts'
import { TUS_PATH } from './upload-routes.ts'

const access: Access = { role: 'operator', reads: true, long: true }
/** An upload whose line is silent for so long has its thread taken away; it is analysed when it is whole. */
const SILENT_MS = 30_000
const LOOK_EVERY_MS = 100
const HOUR_MS = 3_600_000

export type TusUploads = ReturnType<typeof createTusUploads>

export function createTusUploads(server: PacketsServer) {
  const { context, captures, folder, intake, board } = server
  const { audit, clock, config, desk, log } = context
  const keptMs = config.uploadHours * HOUR_MS
  const asking = new AsyncLocalStorage<FastifyRequest>()
  /** Uploads that are being sent now, each with the end of its watch. */
  const silence = new Map<string, () => void>()
  const looking = new Set<string>()
  /** Uploads whose last byte is here and which are being settled. */
  const finishing = new Map<string, Promise<unknown>>()
  const fileOf = (id: string) => join(folder.uploads, id)
  const finished = createFinished(folder.uploads)

  async function readContent(id: string): Promise<Content | undefined> {
    const handle = await open(fileOf(id), 'r')
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(TELLING_BYTES), 0, TELLING_BYTES, 0)
      return bytesRead < 4 ? undefined : await tellContent(buffer.subarray(0, bytesRead))
    } finally {
      await handle.close()
    }
  }
  /** Once the first bytes are here it is known whether there is anything to analyse. */
  async function lookAhead({ id, name, level }: StoredCapture) {
    if (looking.has(id)) return
    looking.add(id)
    try {
      while (silence.has(id)) {
        const content = await readContent(id).catch(() => undefined)
        // All of it may have arrived while this was read: nobody would tell a look begun now that no more comes.
        if (content?.isCapture && silence.has(id)) return intake.lookAhead(id, { name, level }, fileOf(id))
        await sleep(LOOK_EVERY_MS, undefined, { ref: false })
      }
    } finally {
      looking.delete(id)
    }
  }
  function endSilence(id: string) {
    silence.get(id)?.()
    silence.delete(id)
  }
  function restartSilence(id: string) {
    silence.get(id)?.()
    board.resume(id)
    silence.set(
      id,
      clock.after(SILENT_MS, () => {
        silence.delete(id)
        intake.stopLookingAhead(id)
        noteBroken(id).catch((error: unknown) => log.debug({ err: error }, 'an upload fell silent and is gone'))
      }),
    )
  }
  /** Nobody sends it: said as long as that is so. */
  async function noteBroken(id: string) {
    const { size, mtimeMs } = await stat(fileOf(id))
    const sinceMs = Math.round(mtimeMs)
    board.note(id, { stage: 'arriving', arrivedBytes: size, silent: { sinceMs, untilMs: sinceMs + keptMs } })
    await server.announce(id)
  }
  async function drop(id: string) {
    endSilence(id)
    await intake.discard(id)
    for (const file of [fileOf(id), `${fileOf(id)}.json`]) await rm(file, { force: true })
  }

  /** The words go to whoever sends, in their language. */
  function refuse(error: unknown): never {
    if (!(error instanceof VedetteError)) throw error
    const language = asking.getStore()?.language ?? 'en'
    const title = desk.render(toErrorText(error), { language })
    const body = JSON.stringify({ code: error.code, title, status: error.status })
    throw Object.assign(new Error(title), { status_code: error.status, body })
  }

  async function begin(upload: Upload) {
    const request = asking.getStore()
    const name = toCaptureName(upload.metadata?.['filename'] ?? '', clock.now())
    try {
      await intake.check(upload.size)
    } catch (error) {
      await recordRefusal(name, error)
      throw error
    }
    await intake.begin({
      id: upload.id,
      name,
      origin: 'upload',
      by: request?.principal.name ?? '',
      level: upload.metadata?.['level'] === 'flows' ? 'flows' : 'full',
      ...(upload.size === undefined ? {} : { sizeBytes: upload.size }),
    })
    restartSilence(upload.id)
    return {}
  }
  /** Somebody else's upload is none. */
  async function admit(id: string) {
    const request = asking.getStore()
    const found = await captures.get(id)
    if (found?.state !== 'arriving' || found.by !== request?.principal.name)
      throw packetsErrors['packets.capture-unknown']({ id })
    if (request.method !== 'PATCH') return
    const content = await readContent(id).catch(() => undefined)
    if (content && !content.isCapture && content.compression === 'none') {
      await drop(id)
      const refusal = packetsErrors['packets.not-a-capture']({ name: found.name, begins: content.begins })
      await recordRefusal(found.name, refusal)
      throw refusal
    }
    restartSilence(id)
    lookAhead(found).catch((error: unknown) => log.debug({ err: error }, 'an upload was not looked at early'))
  }
  function finish({ id }: Upload) {
    const settled = settleUpload(id)
    finishing.set(id, settled)
    return settled.finally(() => finishing.delete(id))
  }
  async function settleUpload(id: string) {
    endSilence(id)
    board.resume(id)
    const found = await captures.get(id)
    if (!found) throw packetsErrors['packets.capture-unknown']({ id })
    try {
      const { sizeBytes } = await syncFile(fileOf(id))
      if (sizeBytes === 0) throw packetsErrors['packets.file-empty']({ name: found.name })
      const content = await readContent(id)
      if (!content?.isCapture)
        throw packetsErrors['packets.not-a-capture']({ name: found.name, begins: content?.begins ?? '' })
      const sha256 = await hashFile(fileOf(id))
      await rename(fileOf(id), await folder.prepare(id))
      await folder.syncFolder(id)
      await rm(`${fileOf(id)}.json`, { force: true })
      const settled = await intake.settle(id, found.level, { sizeBytes, sha256, content })
      intake.count('tus', settled.duplicate ? 'duplicate' : 'new', sizeBytes)
      await record(`${found.name} (${settled.capture})`, 'done', { duplicate: settled.duplicate })
      await finished.keep(id, { ...settled, sizeBytes, by: found.by })
      return { headers: { 'vedette-capture': settled.capture, 'vedette-duplicate': String(settled.duplicate) } }
    } catch (error) {
      await drop(id)
      intake.count('tus', 'failed')
      await recordRefusal(found.name, error)
      throw error
    }
  }
  async function record(target: string, outcome: 'done' | 'refused', details: AuditEntry['details'] & {}) {
    const request = asking.getStore()
    if (!request) return
    const { principal: who, ip: from } = request
    await audit.append({ who, from, host: LOCAL_HOST, action: 'packets.upload', target, outcome, details })
  }
  async function recordRefusal(name: string, error: unknown) {
    if (isRefusal(error)) await record(name, 'refused', { code: error.code })
  }

  async function createServer() {
    const [{ Server, EVENTS }, { FileStore }] = await Promise.all([import('@tus/server'), import('@tus/file-store')])
    const tus = new Server({
      path: TUS_PATH,
      datastore: new FileStore({ directory: folder.uploads }),
      relativeLocation: true,
      postReceiveInterval: 500,
      // As on every other route, pages of elsewhere are told nothing.
      allowedOrigins: () => false,
      exposedHeaders: ['vedette-capture', 'vedette-duplicate'],
      ...(config.maxFileBytes > 0 ? { maxSize: config.maxFileBytes } : {}),
      namingFunction: () => randomUUID(),
      onUploadCreate: (_, upload) => begin(upload).catch(refuse),
      // One that begins has a number already, and nothing under it.
      onIncomingRequest: async ({ method }, id) => {
        if (method !== 'POST' && id) await admit(id).catch(refuse)
      },
      onUploadFinish: (_, upload) => finish(upload).catch(refuse),
    })
    tus.on(EVENTS.POST_RECEIVE, (_, upload) => {
      restartSilence(upload.id)
      board.note(upload.id, { arrivedBytes: upload.offset })
    })
    return tus
  }
  let loaded: ReturnType<typeof createServer> | undefined

  /** Who lost the last answer alone is told that all is here, and what became of it. */
  async function answerFinished({ principal }: FastifyRequest, reply: FastifyReply, id: string): Promise<boolean> {
    await finishing.get(id)?.catch(() => undefined)
    const found = await finished.read(id)
    if (found?.by !== principal.name || !(await captures.get(found.capture))) return false
    await reply
      .headers({
        'tus-resumable': '1.0.0',
        'cache-control': 'no-store',
        'upload-offset': found.sizeBytes,
        'upload-length': found.sizeBytes,
        'vedette-capture': found.capture,
        'vedette-duplicate': String(found.duplicate),
      })
      .send()
    return true
  }
  /** The protocol answers by itself; what Fastify would have sent along goes along. */
  async function answer(request: FastifyRequest, reply: FastifyReply) {
    loaded ??= createServer()
    const tus = await loaded
    const { id } = request.params as { id?: string }
    if (request.method === 'HEAD' && id && (await answerFinished(request, reply, id))) return
    reply.hijack()
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value)
    await asking.run(request, () => tus.handle(request.raw, reply.raw))
    if (request.method === 'DELETE' && id && reply.raw.statusCode < 300) await drop(id)
  }

  return {
    /** An upload that may go on: its bytes are here. */
    has: (id: string) => existsSync(fileOf(id)),
    mount(scope: FastifyInstance) {
      scope.register(async (raw) => {
        raw.removeAllContentTypeParsers()
        raw.addContentTypeParser('*', (_, payload, done) => done(null, payload))
        for (const url of ['/uploads', '/uploads/:id']) {
          raw.route({
            method: ['POST', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS'],
            url,
            config: { access },
            schema: { summary: 'Send a capture in pieces that may be resumed (tus 1.0.0)' },
            handler: answer,
          })
        }
      })
    },
    /** One that was there before the console began: nobody sends it yet. */
    takeUp: (id: string, sizeBytes: number | undefined): Promise<void> => {
      board.note(id, { stage: 'arriving', ...(sizeBytes === undefined ? {} : { sizeBytes }) })
      return noteBroken(id)
    },
    /** One that fell silent, with what has come of it. False when somebody sends it, or it is none. */
    async abandon(id: string): Promise<boolean> {
      if (silence.has(id) || finishing.has(id) || !existsSync(fileOf(id))) return false
      await drop(id)
      return true
    },
    /** Those that were broken off and not gone on with, and what is remembered of those that came. */
    async prune(): Promise<void> {
      for (const { id } of await captures.listArriving()) {
        const found = await stat(fileOf(id)).catch(() => undefined)
        if (found && !silence.has(id) && clock.now() - found.mtimeMs > keptMs) await drop(id)
      }
      await finished.forget(clock.now() - keptMs)
    },
  }
}

async function syncFile(path: string): Promise<{ readonly sizeBytes: number }> {
  const handle = await open(path, 'r+')
  try {
    await handle.sync()
    return { sizeBytes: (await handle.stat()).size }
  } finally {
    await handle.close()
  }
}
