/** Reading many small files of `/proc` fast: one buffer, and an answer instead of an exception. */
import fs from 'node:fs'

/** It is there, but this user may not see it. */
export const DENIED = Symbol('denied')
export type Denied = typeof DENIED
/** `undefined`: it is gone, or was never there. */
export type Read<Value> = Value | Denied | undefined

const MAX_FILE_BYTES = 64 * 1024 * 1024

export interface ProcFiles {
  text(path: string, maxBytes?: number): Read<string>
  /** A file the kernel writes in one go, below a page: `stat`, `status`, `io`, `cgroup` of a process. */
  small(path: string): Read<string>
  /** Target of a symbolic link. */
  link(path: string): Read<string>
  list(path: string): Read<readonly string[]>
}

/** A value, or nothing where it is gone or denied. */
export const orNothing = <Value>(read: Read<Value>): Value | undefined =>
  read === DENIED ? undefined : (read as Value | undefined)

function toAnswer(error: unknown): Denied | undefined {
  const code = (error as NodeJS.ErrnoException).code
  return code === 'EACCES' || code === 'EPERM' ? DENIED : undefined
}

export function createProcFiles(): ProcFiles {
  let buffer = Buffer.allocUnsafeSlow(64 * 1024)
  const fill = (descriptor: number, maxBytes: number) => {
    let size = 0
    for (;;) {
      // A seq_file hands out at most a page a call: only an empty read is the end.
      const count = fs.readSync(descriptor, buffer, size, buffer.length - size, null)
      size += count
      if (count === 0 || size >= maxBytes) return Math.min(size, maxBytes)
      if (size < buffer.length) continue
      const larger = Buffer.allocUnsafeSlow(buffer.length * 2)
      buffer.copy(larger, 0, 0, size)
      buffer = larger
    }
  }
  const read = (path: string, size: (descriptor: number) => number): Read<string> => {
    let descriptor: number
    try {
      descriptor = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK)
    } catch (error) {
      return toAnswer(error)
    }
    try {
      // Bytes that are no UTF-8 become U+FFFD.
      const sizeBytes = size(descriptor)
      return buffer.toString('utf8', 0, sizeBytes)
    } catch (error) {
      // ESRCH: the process ended between opening and reading.
      return toAnswer(error)
    } finally {
      fs.closeSync(descriptor)
    }
  }
  return {
    text: (path, maxBytes = MAX_FILE_BYTES) => read(path, (descriptor) => fill(descriptor, maxBytes)),
    small: (path) => read(path, (descriptor) => fs.readSync(descriptor, buffer, 0, buffer.length, null)),
    link(path) {
      try {
        return fs.readlinkSync(path)
      } catch (error) {
        return toAnswer(error)
      }
    },
    list(path) {
      try {
        return fs.readdirSync(path)
      } catch (error) {
        return toAnswer(error)
      }
    },
  }
}
