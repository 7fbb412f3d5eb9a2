/** For this folder's tests. */
import type { Log } from '../core/capability.ts'

const ignore = () => undefined

export const silentLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore }
