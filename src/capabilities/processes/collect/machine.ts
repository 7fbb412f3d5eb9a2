/** What does not change while a machine is up: `/proc/stat`, `/proc/meminfo`, the auxiliary vector. */
import fs from 'node:fs'
import { createProcFiles, orNothing } from './files.ts'

export interface Machine {
  readonly cores: number
  readonly bootMs: number
  readonly memoryBytes: number
  readonly pageBytes: number
}

/** Auxiliary vector, getauxval(3). */
const AT_PAGESZ = 6n

export function readMachine(proc: string): Machine {
  const files = createProcFiles()
  const text = (path: string) => orNothing(files.text(`${proc}/${path}`)) ?? ''
  const stat = text('stat')
  return {
    cores: Math.max(1, stat.match(/^cpu\d+ /gm)?.length ?? 1),
    bootMs: Number(/^btime (\d+)/m.exec(stat)?.[1] ?? 0) * 1000,
    memoryBytes: Number(/^MemTotal:\s+(\d+) kB/m.exec(text('meminfo'))?.[1] ?? 0) * 1024,
    pageBytes: readPageBytes(`${proc}/self/auxv`),
  }
}

function readPageBytes(path: string): number {
  try {
    const vector = fs.readFileSync(path)
    for (let at = 0; at + 16 <= vector.length; at += 16) {
      if (vector.readBigUInt64LE(at) === AT_PAGESZ) return Number(vector.readBigUInt64LE(at + 8))
    }
  } catch {
    // A captured tree has none: the usual size.
  }
  return 4096
}
