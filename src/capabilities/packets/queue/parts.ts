/** What the queue and its engines are made of. */
import type { ServerContext } from '../../../core/capability.ts'
import type { CaptureFiles } from '../capture-files.ts'
import type { PacketsConfig } from '../config.ts'
import type { CaptureFolder } from '../folder.ts'
import type { CapturesStore } from '../queries/captures.ts'
import type { JobsStore } from '../queries/jobs.ts'
import type { Board } from './board.ts'

export interface QueueParts {
  readonly context: ServerContext<PacketsConfig>
  readonly captures: CapturesStore
  readonly jobs: JobsStore
  readonly folder: CaptureFolder
  readonly files: CaptureFiles
  readonly board: Board
  /** Tells readers that a capture is another one now. */
  announce(capture: string): Promise<void>
}
