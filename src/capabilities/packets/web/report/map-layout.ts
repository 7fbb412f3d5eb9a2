/** Who talks with whom, laid out: the busiest stand in a ring, close to whom they talk with most. Pure. */
import { parseEnd } from '../filter-terms.ts'
import type { PageReport } from '../page-report.ts'

export interface MapNode {
  readonly address: string
  readonly bytes: number
  /** 0 … 1 around the ring. */
  readonly turn: number
}
export interface MapEdge {
  readonly a: string
  readonly b: string
  readonly bytes: number
}
export interface ConversationMap {
  readonly nodes: readonly MapNode[]
  readonly edges: readonly MapEdge[]
  /** There is nothing to draw because whoever talked did so with itself, as on a loopback. */
  readonly alone: boolean
}

export function layOutMap(
  { topConversations }: Pick<PageReport, 'topConversations'>,
  mostNodes: number,
): ConversationMap {
  const edges = mergePairs(topConversations)
  const bytesOf = new Map<string, number>()
  for (const { a, b, bytes } of edges) {
    bytesOf.set(a, (bytesOf.get(a) ?? 0) + bytes)
    if (a !== b) bytesOf.set(b, (bytesOf.get(b) ?? 0) + bytes)
  }
  const busiest = [...bytesOf].toSorted((x, y) => y[1] - x[1]).slice(0, mostNodes)
  const chosen = new Set(busiest.map(([address]) => address))
  const kept = edges.filter(({ a, b }) => chosen.has(a) && chosen.has(b) && a !== b)
  // Whom the others of the ring never talked with says nothing here.
  const talking = new Set(kept.flatMap(({ a, b }) => [a, b]))
  const order = orderByTalk(
    busiest.map(([address]) => address).filter((address) => talking.has(address)),
    kept,
  )
  return {
    nodes: order.map((address, place) => ({
      address,
      bytes: bytesOf.get(address) ?? 0,
      turn: place / order.length,
    })),
    edges: kept,
    alone: order.length === 0 && edges.length > 0,
  }
}

function mergePairs({ tcp, udp }: PageReport['topConversations']): readonly MapEdge[] {
  const pairs = new Map<string, MapEdge>()
  for (const { a, b, bytes } of [...tcp, ...udp]) {
    const ends = [parseEnd(a)?.address, parseEnd(b)?.address].sort()
    const [first, second] = ends
    if (first === undefined || second === undefined) continue
    const key = `${first} ${second}`
    pairs.set(key, { a: first, b: second, bytes: (pairs.get(key)?.bytes ?? 0) + bytes })
  }
  return [...pairs.values()].toSorted((x, y) => y.bytes - x.bytes)
}

/** Each stands beside whom it talks with most, as far as that place is free: a walk along the heaviest lines. */
function orderByTalk(addresses: readonly string[], edges: readonly MapEdge[]): readonly string[] {
  const peers = new Map<string, string[]>(addresses.map((address) => [address, []]))
  for (const { a, b } of edges) {
    peers.get(a)?.push(b)
    peers.get(b)?.push(a)
  }
  const order: string[] = []
  const seen = new Set<string>()
  const queue = [...addresses]
  while (queue.length > 0) {
    const address = queue.shift()
    if (address === undefined || seen.has(address)) continue
    seen.add(address)
    order.push(address)
    queue.unshift(...(peers.get(address) ?? []).filter((peer) => !seen.has(peer)))
  }
  return order
}
