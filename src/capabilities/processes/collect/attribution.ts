/** Which process holds which socket: `/proc/PID/fd` against the tables of each network namespace, with as few looks as possible. */
import { readFile } from 'node:fs/promises'
import type { Connection, Listen } from '../schema.ts'
import { DENIED, orNothing, type ProcFiles, type Read } from './files.ts'
import { parseSockets, type Socket, toListenScope, toRemoteScope } from './sockets.ts'

const TABLES = [
  { file: 'tcp', protocol: 'tcp', stat: 'sockstat', line: /^TCP: inuse (\d+)/m },
  { file: 'tcp6', protocol: 'tcp', stat: 'sockstat6', line: /^TCP6: inuse (\d+)/m },
  { file: 'udp', protocol: 'udp', stat: 'sockstat', line: /^UDP: inuse (\d+)/m },
  { file: 'udp6', protocol: 'udp', stat: 'sockstat6', line: /^UDP6: inuse (\d+)/m },
] as const
/** Beyond these a machine is a farm of containers: the rest goes without sockets rather than the pass without end. */
const MOST_NAMESPACES = 256
const MOST_DESCRIPTORS = 16_384
const MOST_CONNECTIONS = 64
const RANKS = { internet: 0, network: 1, loopback: 2 }

export interface Tables {
  readonly byInode: ReadonlyMap<number, { readonly socket: Socket; readonly namespace: string }>
  /** `tcp:443`, by namespace. */
  readonly ports: ReadonlyMap<string, ReadonlySet<string>>
  readonly ownNamespace: string
}

interface SocketFile {
  readonly namespace: string
  readonly path: string
  readonly protocol: 'tcp' | 'udp'
}

/** A table costs the kernel a walk through all sockets of the machine, milliseconds where memory is large: empty ones are not asked. */
function listTables(files: ProcFiles, proc: string, namespaces: ReadonlyMap<string, number>): SocketFile[] {
  return [...namespaces].slice(0, MOST_NAMESPACES).flatMap(([namespace, pid]) => {
    const net = `${proc}/${pid}/net`
    return TABLES.flatMap(({ file, protocol, stat, line }) =>
      line.exec(orNothing(files.text(`${net}/${stat}`)) ?? '')?.[1] === '0'
        ? []
        : [{ namespace, protocol, path: `${net}/${file}` }],
    )
  })
}

function toTables(texts: readonly (SocketFile & { readonly text: string })[], ownNamespace: string): Tables {
  const byInode = new Map<number, { socket: Socket; namespace: string }>()
  const ports = new Map<string, Set<string>>()
  for (const { namespace, protocol, text } of texts) {
    const listening = ports.get(namespace) ?? new Set()
    ports.set(namespace, listening)
    for (const socket of parseSockets(text, protocol)) {
      byInode.set(socket.inode, { socket, namespace })
      if (socket.listens) listening.add(`${protocol}:${socket.localPort}`)
    }
  }
  return { byInode, ports, ownNamespace }
}

/** `namespaces`: each network namespace, and a process in it. */
export interface TablesRequest {
  readonly proc: string
  readonly namespaces: ReadonlyMap<string, number>
  readonly ownNamespace: string
}

/** Off the main thread: the kernel takes its time. */
export async function readTables(files: ProcFiles, request: TablesRequest): Promise<Tables> {
  const texts = await Promise.all(
    listTables(files, request.proc, request.namespaces).map(async (table) => ({
      ...table,
      text: await readFile(table.path, 'utf8').catch(() => ''),
    })),
  )
  return toTables(texts, request.ownNamespace)
}

/** In one synchronous turn, for one process. */
export function readTablesNow(files: ProcFiles, request: TablesRequest): Tables {
  const texts = listTables(files, request.proc, request.namespaces).map((table) => ({
    ...table,
    text: orNothing(files.text(table.path)) ?? '',
  }))
  return toTables(texts, request.ownNamespace)
}

/** Tables of the namespaces of the pass before, and of those that are new. */
export const mergeTables = (a: Tables, b: Tables): Tables => ({
  byInode: new Map([...a.byInode, ...b.byInode]),
  ports: new Map([...a.ports, ...b.ports]),
  ownNamespace: a.ownNamespace,
})

const SOCKET = 'socket:['

/** Inodes of the sockets a process holds. */
export function readInodes(files: ProcFiles, home: string): Read<readonly number[]> {
  const descriptors = files.list(`${home}/fd`)
  if (descriptors === DENIED || descriptors === undefined) return descriptors
  const inodes: number[] = []
  for (const descriptor of descriptors.slice(0, MOST_DESCRIPTORS)) {
    const target = files.link(`${home}/fd/${descriptor}`)
    if (typeof target === 'string' && target.startsWith(SOCKET)) inodes.push(Number(target.slice(SOCKET.length, -1)))
  }
  return inodes
}

export interface Talks {
  readonly listens: Listen[]
  readonly connections: Connection[]
  readonly connectionCount: number
}
export const NO_TALKS: Talks = { listens: [], connections: [], connectionCount: 0 }

export function toTalks(inodes: readonly number[], tables: Tables): Talks {
  const listens = new Map<string, Listen>()
  const connections: Connection[] = []
  for (const inode of inodes) {
    const found = tables.byInode.get(inode)
    if (!found) continue
    const { socket, namespace } = found
    const { protocol, localAddress, localPort } = socket
    if (socket.listens) {
      const scope = toListenScope(localAddress, namespace === tables.ownNamespace)
      listens.set(`${protocol} ${localAddress} ${localPort}`, {
        protocol,
        address: localAddress,
        port: localPort,
        scope,
      })
      continue
    }
    connections.push({
      protocol,
      localAddress,
      localPort,
      remoteAddress: socket.remoteAddress,
      remotePort: socket.remotePort,
      scope: toRemoteScope(socket.remoteAddress),
      direction: tables.ports.get(namespace)?.has(`${protocol}:${localPort}`) ? 'in' : 'out',
    })
  }
  const connectionCount = connections.length
  if (connectionCount > 1)
    connections.sort((a, b) => RANKS[a.scope] - RANKS[b.scope] || (a.direction < b.direction ? 1 : -1))
  return {
    listens: [...listens.values()].sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1)),
    connections: connections.slice(0, MOST_CONNECTIONS),
    connectionCount,
  }
}
