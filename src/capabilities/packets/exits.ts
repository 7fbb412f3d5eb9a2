/** How commands that read captures end: by what a file was like, the worst of them when there are several. */
import { STOPPED_EXIT } from '../../core/stop-signal.ts'

export const EXIT = { whole: 0, damaged: 1, notACapture: 2, stopped: STOPPED_EXIT } as const
