import type { Log } from '../capability.ts'

const ignore = () => undefined

/** Says nothing: for tests, and for work in threads, where nobody reads along. */
export const silentLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore }
