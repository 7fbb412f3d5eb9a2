/** What the routes of `packets` are made of. */
import type { CaptureBook } from './captures.ts'
import type { Folders } from './intake/folders.ts'
import type { Intake } from './intake/intake.ts'
import type { Sites } from './intake/sites.ts'
import type { QueueParts } from './queue/parts.ts'
import type { JobQueue } from './queue/queue.ts'

export interface PacketsServer extends QueueParts {
  readonly book: CaptureBook
  readonly queue: JobQueue
  readonly intake: Intake
  readonly folders: Folders
  readonly sites: Sites
}
