/** Traffic of each interface from `/proc/net/dev`, proc_pid_net(5); state and speed from `/sys/class/net`. */
import type { NetworkInterface } from '../schema.ts'
import { defineCollector } from './collector.ts'
import { eachLine, parseNumbers, perSecond, skipBlanks } from './scan.ts'
import type { Source } from './source.ts'

/** bytes, packets, errors, drops, fifo, frame, compressed, multicast received; the same eight sent. */
export type InterfaceCounters = ReadonlyMap<string, readonly number[]>
export interface NetworkReading {
  readonly counters: InterfaceCounters
  readonly links: ReadonlyMap<string, LinkState>
}
export interface LinkState {
  readonly up?: boolean
  readonly speedBitsPerSecond?: number
}

/** Loopback, the containers' ends of bridges (their traffic is in the bridge), and placeholders of the kernel. */
const NOT_SHOWN = /^(?:lo$|veth|cali|ifb\d|dummy\d|tunl0|gre0|gretap0|erspan0|sit0|ip6tnl0|ip6gre0|ip6_vti0|ip_vti0)/

export function parseNetwork(text: string): InterfaceCounters {
  const counters = new Map<string, readonly number[]>()
  eachLine(text, (start, end) => {
    const colon = text.lastIndexOf(':', end)
    if (colon <= start) return true
    const name = text.slice(skipBlanks(text, start, colon), colon)
    if (NOT_SHOWN.test(name)) return true
    const numbers = parseNumbers(text, colon + 1, end)
    if (numbers.length >= 12) counters.set(name, numbers)
    return true
  })
  return counters
}

export function toInterface(
  name: string,
  now: readonly number[],
  before: readonly number[],
  seconds: number,
  link: LinkState,
): NetworkInterface {
  const rate = (index: number) => perSecond(now[index] ?? 0, before[index] ?? 0, seconds)
  return {
    name,
    ...link,
    receiveBytesPerSecond: rate(0),
    transmitBytesPerSecond: rate(8),
    receivePacketsPerSecond: rate(1),
    transmitPacketsPerSecond: rate(9),
    receiveErrorsPerSecond: rate(2),
    transmitErrorsPerSecond: rate(10),
    receiveDropsPerSecond: rate(3),
    transmitDropsPerSecond: rate(11),
  }
}

/** Point-to-point and virtual links say `unknown` while they work. */
function readLink(source: Source, name: string): LinkState {
  const folder = `${source.roots.sys}/class/net/${name}`
  const state = source.textOnce(`${folder}/operstate`)?.trim()
  // A link that is down answers EINVAL, a virtual one -1.
  const megabits = Number.parseInt(source.textOnce(`${folder}/speed`) ?? '', 10)
  return {
    ...(state ? { up: state === 'up' || state === 'unknown' } : {}),
    ...(megabits > 0 ? { speedBitsPerSecond: megabits * 1e6 } : {}),
  }
}

export const network = defineCollector<NetworkReading>({
  name: 'network',
  read(source) {
    const text = source.text(source.net('dev'))
    if (text === undefined) return undefined
    const counters = parseNetwork(text)
    const links = source.memo(
      'network.links',
      10_000,
      () => new Map([...counters.keys()].map((name) => [name, readLink(source, name)])),
    )
    return { counters, links }
  },
  toVitals(now, before, seconds) {
    if (!before) return {}
    const interfaces = [...now.counters].flatMap(([name, counters]) => {
      const old = before.counters.get(name)
      return old ? [toInterface(name, counters, old, seconds, now.links.get(name) ?? {})] : []
    })
    return { interfaces }
  },
})
