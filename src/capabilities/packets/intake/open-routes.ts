/** `POST /api/packets/captures/open` and `/folders`: captures read where they lie, never copied, changed or deleted; or fetched. */
import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { Access } from '../../../core/capability.ts'
import { packetsErrors } from '../errors.ts'
import type { PacketsServer } from '../parts.ts'
import type { Content } from '../reading/content.ts'
import { type OpenedCapture, openCapture } from '../reading/open-capture.ts'
import {
  type FolderList,
  folderParamsSchema,
  foldersSchema,
  type Level,
  openBodySchema,
  type PlaceList,
  placeListSchema,
  placeQuerySchema,
  uploadedSchema,
} from '../schema.ts'
import { tell } from './folders.ts'
import { type Settled, toCaptureName } from './intake.ts'

const look: { access: Access } = { access: { role: 'operator' } }
const open: { access: Access } = { access: { role: 'operator', action: 'packets.open' } }

export function mountOpenRoutes(plain: FastifyInstance, server: PacketsServer): void {
  const scope = plain.withTypeProvider<TypeBoxTypeProvider>()
  const { book, captures, context, folders, intake, queue, sites } = server
  const { clock, config } = context

  scope.get(
    '/folders',
    {
      config: look,
      schema: {
        summary: 'List the folders of this machine whose captures may be opened where they lie',
        response: { 200: foldersSchema },
      },
    },
    async (): Promise<FolderList> => ({ folders: await folders.list() }),
  )
  scope.get(
    '/folders/:folder',
    {
      config: look,
      schema: {
        summary: 'List folders and captures in such a folder, or below it',
        params: folderParamsSchema,
        querystring: placeQuerySchema,
        response: { 200: placeListSchema },
      },
    },
    async ({ params, query: { path = '', find = '' }, signal }): Promise<PlaceList> =>
      folders.read(params.folder, { path, find, signal }),
  )

  async function needCapture(opened: OpenedCapture, name: string): Promise<Content> {
    if (opened.sizeBytes === 0) throw packetsErrors['packets.file-empty']({ name })
    const limitBytes = config.maxFileBytes
    if (limitBytes > 0 && opened.sizeBytes > limitBytes) throw packetsErrors['packets.file-too-large']({ limitBytes })
    const content = await tell(opened.handle)
    if (!content.isCapture) throw packetsErrors['packets.not-a-capture']({ name, begins: content.begins })
    return content
  }
  /** Opened again, it is the same capture; whoever does so wants to see what lies there now. */
  async function openAgain(place: string, opened: OpenedCapture): Promise<Settled | undefined> {
    const found = await captures.findByPlace(place)
    if (!found) return undefined
    const isOld = found.mark !== opened.mark || found.state === 'failed' || found.state === 'cancelled'
    if (isOld && !(await queue.ofCapture(found.id))) await queue.add(found.id, found.level)
    return { capture: found.id, duplicate: true }
  }
  async function openPlace(place: string, wanted: { level: Level; by: string }): Promise<Settled> {
    const opened = await openCapture(place, { name: place })
    try {
      const { compression } = await needCapture(opened, basename(place))
      const again = await openAgain(place, opened)
      if (again) return again
      const { mark, sizeBytes } = opened
      const id = randomUUID()
      const name = toCaptureName(place)
      const facts = { origin: 'folder', place, mark, sizeBytes, compression, state: 'arriving' } as const
      await captures.add({ ...facts, ...wanted, id, name, addedMs: clock.now() })
      await queue.add(id, wanted.level)
      return { capture: id, duplicate: false }
    } finally {
      await opened.handle.close()
    }
  }

  /** One after the other: two who open one file at once open one capture. */
  async function openInFolder(folder: number, path: string, wanted: { level: Level; by: string }): Promise<Settled> {
    const place = await folders.locate(folder, path)
    const settled = await intake.inTurn(() => openPlace(place, wanted))
    intake.count('folder', settled.duplicate ? 'duplicate' : 'new')
    return settled
  }

  scope.post(
    '/captures/open',
    {
      config: open,
      schema: {
        summary:
          'Open a capture where it lies, in a folder of this machine: it is read there, never copied or changed; or fetch it over SFTP (202: its bytes come from now on)',
        body: openBodySchema,
        response: { 200: uploadedSchema, 201: uploadedSchema, 202: uploadedSchema },
      },
    },
    async (request, reply) => {
      const { folder, site, path, level = 'full' } = request.body
      request.auditNote = { target: path }
      const wanted = { level, by: request.principal.name }
      const { capture, duplicate } =
        site === undefined
          ? await openInFolder(folder ?? Number.NaN, path, wanted)
          : { capture: await sites.fetch(site, path, wanted), duplicate: false }
      const found = await book.need(capture)
      request.auditNote = { target: `${found.place} (${capture})`, details: { duplicate } }
      const status = site === undefined ? (duplicate ? 200 : 201) : 202
      return await reply.code(status).send({ capture: book.toCapture(found), duplicate })
    },
  )
}
