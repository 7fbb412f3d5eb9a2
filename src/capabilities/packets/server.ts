/** On the console: takes captures in, has them analysed, keeps them and their reports, and answers the API. */
import type { ServerContext, ServerParts } from '../../core/capability.ts'
import { LOCAL_HOST } from '../../core/schema.ts'
import { createBrowsing } from './browse/browsing.ts'
import { mountBrowseRoutes } from './browse/routes.ts'
import { createCaptureFiles } from './capture-files.ts'
import { createCaptureBook } from './captures.ts'
import type { PacketsConfig } from './config.ts'
import { openCaptureFolder } from './folder.ts'
import { createFolders } from './intake/folders.ts'
import { createIntake } from './intake/intake.ts'
import { mountOpenRoutes } from './intake/open-routes.ts'
import { mountSiteRoutes } from './intake/site-routes.ts'
import { createSites } from './intake/sites.ts'
import { createTusUploads } from './intake/tus.ts'
import { mountUploadRoutes } from './intake/upload-routes.ts'
import type { PacketsServer } from './parts.ts'
import { createCapturesStore } from './queries/captures.ts'
import { createJobsStore } from './queries/jobs.ts'
import { createBoard } from './queue/board.ts'
import type { Engine } from './queue/engine.ts'
import type { QueueParts } from './queue/parts.ts'
import { createQueue } from './queue/queue.ts'
import { mountQueueRoutes } from './queue/queue-routes.ts'
import { createThreadsEngine } from './queue/threads-engine.ts'
import { mountCaptureRoutes } from './routes.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** NATS is loaded only when a server is named. */
async function createEngine(parts: QueueParts): Promise<Engine> {
  const { bus } = parts.context
  if (bus) return (await import('./queue/nats-engine.ts')).createNatsEngine(parts, bus)
  // Nobody runs what ran when the console ended.
  await parts.jobs.releaseAll()
  return createThreadsEngine(parts)
}

export async function setup(context: ServerContext<PacketsConfig>): Promise<ServerParts> {
  const { config, dataDir, desk } = context
  const captures = createCapturesStore(context.db)
  const jobs = createJobsStore(context.db)
  const folder = openCaptureFolder({ folder: config.folder, dataDir, storage: desk.storage })
  const folders = createFolders(config.folders)
  const files = createCaptureFiles(folder, folders)
  const board = createBoard(context)
  const book = createCaptureBook({ context, captures, folder, board })
  const parts = { context, captures, jobs, folder, files, board, announce: book.announce }
  const engine = await createEngine(parts)
  const queue = createQueue(parts, engine)
  const intake = createIntake(parts, queue)
  const browsing = createBrowsing(context.threads)
  const sites = createSites(parts, intake)
  const server: PacketsServer = { ...parts, book, queue, intake, folders, sites }
  const uploads = createTusUploads(server)
  // What was not acknowledged before the console ended never came; what was, goes on.
  for (const { id, origin, sizeBytes } of await captures.listArriving()) {
    if (origin === 'site') await sites.stopped(id)
    else if (uploads.has(id)) await uploads.takeUp(id, sizeBytes)
    else await intake.discard(id)
  }
  engine.kick()

  return {
    async routes(scope) {
      mountCaptureRoutes(scope, server, uploads)
      mountUploadRoutes(scope, server)
      mountOpenRoutes(scope, server)
      mountSiteRoutes(scope, server)
      uploads.mount(scope)
      mountQueueRoutes(scope, server)
      mountBrowseRoutes(scope, server, browsing)
    },
    jobs: [
      { name: 'prune', everyMs: HOUR_MS, timeoutMs: 10 * MINUTE_MS, run: book.prune },
      { name: 'uploads', everyMs: HOUR_MS, timeoutMs: 10 * MINUTE_MS, run: uploads.prune },
      { name: 'measure', everyMs: 10_000, timeoutMs: MINUTE_MS, run: () => queue.measure(LOCAL_HOST) },
    ],
    async stop() {
      browsing.stop()
      await sites.stop()
      await queue.stop()
    },
  }
}
