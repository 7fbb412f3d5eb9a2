/** Where collectors read: `/proc`, `/sys`, `/etc` and `/run`, or a captured tree of another machine. */
import fs from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../../core/clock.ts'

export interface Roots {
  readonly proc: string
  readonly sys: string
  readonly etc: string
  readonly run: string
  /** Put before a mount's path; empty for this machine itself. */
  readonly files: string
}
export const SYSTEM_ROOTS: Roots = { proc: '/proc', sys: '/sys', etc: '/etc', run: '/run', files: '' }

export interface Space {
  readonly sizeBytes: number
  readonly freeBytes: number
  /** What an ordinary user may still write. */
  readonly availableBytes: number
  readonly inodes: number
  readonly inodesFree: number
}
/** `hung`: no answer within the time limit. `broken`: the disk answered with an input/output error. */
export type SpaceAnswer = Space | 'hung' | 'broken' | undefined

export interface Source {
  readonly roots: Roots
  readonly clock: Clock
  /** Text of a file read at every sample: its descriptor stays open. `undefined` when it cannot be read. */
  text(path: string): string | undefined
  /** Text of a file read now and then. */
  textOnce(path: string): string | undefined
  bytes(path: string): Buffer | undefined
  /** The same off this thread: for what the kernel takes long to write. */
  bytesLater(path: string): Promise<Buffer | undefined>
  list(path: string): readonly string[]
  exists(path: string): boolean
  /** Target of a symbolic link. */
  link(path: string): string | undefined
  space(mount: string, where: 'local' | 'network'): Promise<SpaceAnswer>
  /** A value that is read anew only when it is older than `everyMs`. */
  memo<Value>(key: string, everyMs: number, read: () => Value): Value
  /** Directory of the `net` files of the whole machine, also when its `/proc` is mounted elsewhere. */
  net(file: string): string
  close(): void
}

const MAX_FILE_BYTES = 32 * 1024 * 1024
/** At most this many mounts may hang at once: each holds one of libuv's four threads until the kernel gives up. */
const MAX_HUNG = 2

type StatsAnswer = Pick<fs.StatsFs, 'bsize' | 'blocks' | 'bfree' | 'bavail' | 'files' | 'ffree'>

export interface SourceOptions {
  readonly roots: Roots
  readonly clock: Clock
  readonly statfs?: (path: string) => Promise<StatsAnswer>
  readonly spaceTimeoutMs?: number
}

export function createSource(options: SourceOptions): Source {
  const { roots } = options
  let buffer = Buffer.allocUnsafe(64 * 1024)
  const descriptors = new Map<string, number>()
  const memos = new Map<string, { atMs: number; value: unknown }>()
  const space = createSpace(options)

  /** Reads from the start until the kernel says it is over: a seq_file hands out at most a page a call. */
  const fill = (descriptor: number) => {
    let size = 0
    for (;;) {
      const count = fs.readSync(descriptor, buffer, size, buffer.length - size, size)
      if (count === 0) return size
      size += count
      if (size < buffer.length) continue
      if (size >= MAX_FILE_BYTES) return size
      const larger = Buffer.allocUnsafe(buffer.length * 2)
      buffer.copy(larger, 0, 0, size)
      buffer = larger
    }
  }
  const readOnce = <Value>(path: string, take: (size: number) => Value): Value | undefined => {
    let descriptor: number | undefined
    try {
      descriptor = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK)
      return take(fill(descriptor))
    } catch {
      return undefined
    } finally {
      if (descriptor !== undefined) fs.closeSync(descriptor)
    }
  }
  const forget = (path: string) => {
    const descriptor = descriptors.get(path)
    descriptors.delete(path)
    if (descriptor !== undefined) fs.closeSync(descriptor)
  }
  const wholeNet = roots.proc !== '/proc' && fs.existsSync(join(roots.proc, '1/net/dev'))

  return {
    roots,
    clock: options.clock,
    text(path) {
      try {
        let descriptor = descriptors.get(path)
        if (descriptor === undefined) {
          descriptor = fs.openSync(path, 'r')
          descriptors.set(path, descriptor)
        }
        return buffer.toString('utf8', 0, fill(descriptor))
      } catch {
        forget(path)
        return undefined
      }
    },
    textOnce: (path) => readOnce(path, (size) => buffer.toString('utf8', 0, size)),
    bytes: (path) => readOnce(path, (size) => Buffer.from(buffer.subarray(0, size))),
    bytesLater: (path) => fs.promises.readFile(path).catch(() => undefined),
    list(path) {
      try {
        return fs.readdirSync(path)
      } catch {
        return []
      }
    },
    exists: (path) => fs.existsSync(path),
    link(path) {
      try {
        return fs.readlinkSync(path)
      } catch {
        return undefined
      }
    },
    space,
    memo<Value>(key: string, everyMs: number, read: () => Value): Value {
      const atMs = options.clock.monotonicMs()
      const kept = memos.get(key)
      if (kept && atMs - kept.atMs < everyMs) return kept.value as Value
      const value = read()
      memos.set(key, { atMs, value })
      return value
    },
    net: (file) => join(roots.proc, wholeNet ? '1/net' : 'net', file),
    close() {
      for (const path of [...descriptors.keys()]) forget(path)
    },
  }
}

/** statfs(2) that gives up waiting: a dead NFS server must not hold the sampler. */
function createSpace(options: SourceOptions): Source['space'] {
  const ask = options.statfs ?? fs.promises.statfs
  const timeoutMs = options.spaceTimeoutMs ?? 500
  const pending = new Set<string>()

  const start = async (path: string): Promise<SpaceAnswer> => {
    pending.add(path)
    try {
      return toSpace(await ask(path))
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EIO' ? 'broken' : undefined
    } finally {
      pending.delete(path)
    }
  }
  const late = () =>
    new Promise<'hung'>((resolve) => {
      options.clock.after(timeoutMs, () => resolve('hung'))
    })
  return async (mount, where) => {
    const path = options.roots.files + mount
    if (pending.has(path)) return 'hung'
    if (pending.size >= MAX_HUNG && where === 'network') return undefined
    return Promise.race([start(path), late()])
  }
}

function toSpace(stats: StatsAnswer): Space {
  return {
    sizeBytes: stats.blocks * stats.bsize,
    freeBytes: stats.bfree * stats.bsize,
    availableBytes: stats.bavail * stats.bsize,
    inodes: stats.files,
    inodesFree: stats.ffree,
  }
}
