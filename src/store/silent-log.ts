/** For work in threads and tests, where nobody reads along. */
import type { Log } from '../core/capability.ts'

const ignore = () => undefined

export const silentLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore }
