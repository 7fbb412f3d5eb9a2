/**
 * What only a new process can have, for the one that runs for months: `vedette server` replaces itself (execve(2): the same
 * pid, the same streams) before anything else is loaded. It costs 0.1 s and saves a third of the memory.
 */
import { fileURLToPath } from 'node:url'

/**
 * New objects get 1 MB before they are sorted out, and not up to 16: the start makes many, and V8 never gives that room
 * back (30 MB).
 */
const HEAP = '--max-semi-space-size=1'
/**
 * glibc keeps what is freed for the thread that freed it, and with it whatever lies below something still used: the threads of
 * V8 and libuv then sit on memory that nobody uses (14 MB). One arena, and blocks from 32 kB on that go straight back to the
 * system. See mallopt(3).
 */
const MALLOC = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '32768', MALLOC_TRIM_THRESHOLD_: '65536' }
/** What the start needed and the console does not, V8 would keep for good: it lies scattered among what is needed (8 MB). */
const COLLECT = '--expose-gc'
/** Everything that runs once after a start has run by then. Takes 0.1 s, once. */
const COLLECT_AFTER_MS = 30_000
/** In a clone without a fresh bundle the console runs from TypeScript; see there. */
const TYPESCRIPT_CACHE = new URL('../scripts/typescript-cache.mjs', import.meta.url).href

/** Does not return when the process becomes another; where that is impossible the console runs as it was started. */
export async function becomeLean(): Promise<void> {
  const { execArgv, execPath, argv, env, platform } = process
  if (execArgv.includes(HEAP)) {
    setTimeout(() => globalThis.gc?.({ type: 'major', flavor: 'last-resort' }), COLLECT_AFTER_MS).unref()
    return
  }
  // A parent that talks with this process would lose it.
  if (platform !== 'linux' || !process.execve || process.connected) return
  const flags = [...execArgv, HEAP, COLLECT, ...(await prepareTypeScript())]
  const [, program = fileURLToPath(import.meta.url), ...words] = argv
  process.execve(execPath, [execPath, ...flags, program, ...words], { ...MALLOC, ...env })
}

async function prepareTypeScript(): Promise<readonly string[]> {
  if (!import.meta.url.endsWith('.ts')) return []
  try {
    const { fillCache } = (await import(TYPESCRIPT_CACHE)) as { fillCache(): void }
    fillCache()
    return [`--import=${TYPESCRIPT_CACHE}`]
  } catch {
    // The clone belongs to somebody else: Node then takes the types out by itself, in more memory.
    return []
  }
}
