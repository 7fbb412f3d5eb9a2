/** A log file that is rotated by size: `x.log`, `x.log.1` (newest) … A full disk loses log lines, never the console. */
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

export interface RotatedFile {
  write(line: string): void
  close(): void
}

export function openRotatedFile(options: {
  file: string
  dataDir: string
  rotateBytes: number
  rotateKeep: number
}): RotatedFile {
  const path = resolve(options.dataDir, options.file)
  mkdirSync(dirname(path), { recursive: true })
  let handle: number | undefined = openSync(path, 'a', 0o640)
  let sizeBytes = fstatSync(handle).size

  const rotate = () => {
    if (handle !== undefined) closeSync(handle)
    handle = undefined
    rmSync(`${path}.${options.rotateKeep}`, { force: true })
    for (let index = options.rotateKeep - 1; index >= 0; index--) {
      const from = index === 0 ? path : `${path}.${index}`
      try {
        renameSync(from, `${path}.${index + 1}`)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      }
    }
    handle = openSync(path, 'a', 0o640)
    sizeBytes = 0
  }
  return {
    write(line) {
      try {
        if (sizeBytes + line.length > options.rotateBytes && sizeBytes > 0) rotate()
        handle ??= openSync(path, 'a', 0o640)
        sizeBytes += writeSync(handle, line)
      } catch {
        // The screen still has the line; failing here would stop the console because its disk is full.
      }
    },
    close() {
      if (handle !== undefined) closeSync(handle)
      handle = undefined
    },
  }
}
