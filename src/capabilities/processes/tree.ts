/** Who started whom, and who talks to whom on this machine. Pure. */
import type { Identity, ProcessFacts } from './schema.ts'

export interface ProcessTree {
  readonly byPid: ReadonlyMap<number, ProcessFacts>
  /** From the parent up to the first process. */
  ancestorsOf(process: ProcessFacts): readonly ProcessFacts[]
  childrenOf(process: Identity): readonly ProcessFacts[]
  /** Children and theirs, nearest first. */
  descendantsOf(process: Identity): readonly { readonly process: ProcessFacts; readonly depth: number }[]
}

export function createTree(processes: Iterable<ProcessFacts>): ProcessTree {
  const byPid = new Map<number, ProcessFacts>()
  const children = new Map<number, ProcessFacts[]>()
  for (const process of processes) {
    byPid.set(process.pid, process)
    const siblings = children.get(process.parentPid)
    if (siblings) siblings.push(process)
    else children.set(process.parentPid, [process])
  }
  const childrenOf = ({ pid, startTime }: Identity) =>
    // A child is never older than its parent: else the parent's pid belonged to somebody before.
    (children.get(pid) ?? []).filter((child) => child.pid !== pid && child.startTime >= startTime)
  return {
    byPid,
    childrenOf,
    ancestorsOf(process) {
      const line: ProcessFacts[] = []
      const met = new Set([process.pid])
      for (let at = byPid.get(process.parentPid); at && !met.has(at.pid); at = byPid.get(at.parentPid)) {
        met.add(at.pid)
        line.push(at)
      }
      return line
    },
    descendantsOf(process) {
      const found: { process: ProcessFacts; depth: number }[] = []
      let generation: readonly ProcessFacts[] = childrenOf(process)
      const met = new Set([process.pid])
      for (let depth = 1; generation.length > 0; depth++) {
        const fresh = generation.filter(({ pid }) => !met.has(pid))
        for (const child of fresh) {
          met.add(child.pid)
          found.push({ process: child, depth })
        }
        generation = fresh.flatMap(childrenOf)
      }
      return found
    },
  }
}

/** Processes of this machine that are connected to ports this one listens on. */
export function findLocalClients(process: ProcessFacts, all: Iterable<ProcessFacts>): readonly ProcessFacts[] {
  const ports = new Set(process.listens.map(({ protocol, port }) => `${protocol}:${port}`))
  if (ports.size === 0) return []
  const own = new Set(process.connections.map((talk) => `${talk.localAddress} ${talk.localPort} ${talk.remotePort}`))
  return [...all].filter(
    (other) =>
      other.pid !== process.pid &&
      other.connections.some(
        (talk) =>
          talk.direction === 'out' &&
          ports.has(`${talk.protocol}:${talk.remotePort}`) &&
          (talk.scope === 'loopback' || own.has(`${talk.remoteAddress} ${talk.remotePort} ${talk.localPort}`)),
      ),
  )
}
