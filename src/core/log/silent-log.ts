import type { Log } from '../capability.ts'

const ignore = () => undefined

/** Says nothing: for tests, and for what must stay quiet. */
export const silentLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore }
