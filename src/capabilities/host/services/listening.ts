/** Ports a service listens on, from the sockets its processes hold, proc_pid_fd(5), and `/proc/net/tcp`. */
import { eachLine } from '../collectors/scan.ts'
import type { Source } from '../collectors/source.ts'
import type { Process } from './processes.ts'

const LISTEN = '0A'
/** Looking at more descriptors than this takes longer than a person waits for a plan. */
const MOST_DESCRIPTORS = 5000

/** Inode of each listening socket → its port. */
export function parseListening(text: string): Map<string, number> {
  const ports = new Map<string, number>()
  eachLine(text, (start, end) => {
    const fields = text.slice(start, end).trim().split(/\s+/)
    const [, local = '', , state, , , , , , inode] = fields
    const port = Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16)
    if (state === LISTEN && inode && port > 0) ports.set(inode, port)
    return true
  })
  return ports
}

/** A process and everything it started. */
export function withChildren(pid: number, processes: readonly Process[]): number[] {
  const family = new Set([pid])
  for (let grown = true; grown; ) {
    grown = false
    for (const process of processes) {
      if (family.has(process.pid) || !family.has(process.parentPid)) continue
      family.add(process.pid)
      grown = true
    }
  }
  return [...family]
}

/** Inodes of the sockets a process holds. */
function readSockets(source: Source, pid: number, most: number): string[] {
  const folder = `${source.roots.proc}/${pid}/fd`
  return source
    .list(folder)
    .slice(0, most)
    .flatMap((descriptor) => /^socket:\[(\d+)\]$/.exec(source.link(`${folder}/${descriptor}`) ?? '')?.[1] ?? [])
}

export function readListeningPorts(source: Source, pids: readonly number[]): number[] {
  const ports = new Map([
    ...parseListening(source.textOnce(source.net('tcp')) ?? ''),
    ...parseListening(source.textOnce(source.net('tcp6')) ?? ''),
  ])
  if (ports.size === 0) return []
  const most = Math.ceil(MOST_DESCRIPTORS / Math.max(1, pids.length))
  const found = pids.flatMap((pid) => readSockets(source, pid, most)).flatMap((inode) => ports.get(inode) ?? [])
  return [...new Set(found)].sort((a, b) => a - b)
}
