/** What the report says of flows: conversations and addresses, the largest first. */
import { formatIpv4 } from './addresses.ts'
import type { Endpoint, FlowTable } from './flows/flow-table.ts'
import { countTuples, tupleKey } from './flows/tuples.ts'
import type { Report, ReportConversation } from './report.ts'

const TOP_CONVERSATIONS = 50
const TOP_ADDRESSES = 50
const TCP = 6
const UDP = 17

type Absolute = (atNs: number) => string
/** What is known of a flow beyond its counts. */
type About = (flow: number) => Partial<ReportConversation>

export function reportConversations(
  table: FlowTable,
  absolute: Absolute,
  about: About,
): Pick<Report, 'conversations' | 'topConversations'> {
  const tcp = conversationsOf(table, TCP, absolute, about)
  const udp = conversationsOf(table, UDP, absolute, about)
  return {
    conversations: { tcp: tcp.count, udp: udp.count },
    topConversations: { tcp: tcp.top, udp: udp.top },
  }
}

function conversationsOf(table: FlowTable, protocol: number, absolute: Absolute, about: About) {
  const { count, merged } = countTuples(table, protocol)
  const largest = new Largest(TOP_CONVERSATIONS)
  for (let flow = 0; flow < table.count; flow++) {
    if (table.protocolOf(flow) === protocol && table.hasPorts(flow)) largest.offer(flow, table.bytesOf(flow))
  }
  const top: ReportConversation[] = []
  const said = new Set<number>()
  for (const flow of largest.items()) {
    const tuple = merged.get(tupleKey(table, flow))
    if (tuple && said.has(tuple.flow)) continue
    if (tuple) said.add(tuple.flow)
    const { a, b, firstNs, lastNs } = table.read(flow)
    top.push({
      a: endText(a),
      b: endText(b),
      packets: tuple?.packets ?? a.packets + b.packets,
      bytes: tuple?.bytes ?? a.bytes + b.bytes,
      aPackets: a.packets,
      aBytes: a.bytes,
      bPackets: b.packets,
      bBytes: b.bytes,
      firstNs: absolute(firstNs),
      lastNs: absolute(lastNs),
      ...about(flow),
    })
  }
  return { count, top: top.toSorted((x, y) => y.bytes - x.bytes) }
}

/** `10.0.0.1:80`, `[::1]:53`. */
export function endText(end: Endpoint): string {
  return end.address.includes(':') ? `[${end.address}]:${end.port}` : `${end.address}:${end.port}`
}

/** Keeps the `size` items with the largest weights of any number offered. */
class Largest {
  readonly #size: number
  readonly #items: { item: number; weight: number }[] = []
  #least = Number.NEGATIVE_INFINITY

  constructor(size: number) {
    this.#size = size
  }
  offer(item: number, weight: number): void {
    if (this.#items.length >= this.#size * 4) this.#cut()
    if (weight > this.#least) this.#items.push({ item, weight })
  }
  #cut(): void {
    // A stable order: of equals the one met first stays.
    this.#items.sort((x, y) => y.weight - x.weight || x.item - y.item)
    this.#items.length = Math.min(this.#items.length, this.#size)
    if (this.#items.length === this.#size) this.#least = this.#items.at(-1)?.weight ?? this.#least
  }
  items(): readonly number[] {
    this.#cut()
    return this.#items.map((one) => one.item)
  }
}

/** Distinct addresses of every flow, and who moved most; each packet counts once for each of its two ends. */
export function reportAddresses(table: FlowTable): Pick<Report, 'addresses' | 'topAddresses'> {
  const ipv4 = new AddressSums(table.count)
  const ipv6 = new AddressSums(table.ipv6.count)
  for (let flow = 0; flow < table.count; flow++) {
    const sums = table.versionOf(flow) === 4 ? ipv4 : ipv6
    const packets = table.packetsOf(flow)
    const bytes = table.bytesOf(flow)
    const a = table.addressWord(flow, 0)
    const b = table.addressWord(flow, 1)
    sums.add(a, packets, bytes)
    if (a !== b) sums.add(b, packets, bytes)
  }
  const top = [
    ...ipv4.largest(TOP_ADDRESSES).map((one) => ({ ...one, address: formatIpv4(one.word) })),
    ...ipv6.largest(TOP_ADDRESSES).map((one) => ({ ...one, address: table.ipv6.format(one.word) })),
  ]
    .toSorted((x, y) => y.bytes - x.bytes)
    .slice(0, TOP_ADDRESSES)
    .map(({ address, packets, bytes }) => ({ address, packets, bytes }))
  return { addresses: { ipv4: ipv4.count, ipv6: ipv6.count }, topAddresses: top }
}

/** Sums for each 32-bit address word, open addressing over typed arrays. */
class AddressSums {
  count = 0
  #words: Uint32Array
  #packets: Float64Array
  #bytes: Float64Array

  /** `expected` is a guess that saves growing. */
  constructor(expected: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(64, expected)))
    this.#words = new Uint32Array(slots)
    this.#packets = new Float64Array(slots)
    this.#bytes = new Float64Array(slots)
  }

  add(word: number, packets: number, bytes: number): void {
    const slot = this.#slotOf(word)
    if (this.#packets[slot] === 0) {
      this.#words[slot] = word
      this.count++
    }
    this.#packets[slot] = (this.#packets[slot] as number) + packets
    this.#bytes[slot] = (this.#bytes[slot] as number) + bytes
    if (this.count * 2 > this.#words.length) this.#grow()
  }
  #slotOf(word: number): number {
    const mask = this.#words.length - 1
    let slot = (Math.imul(word, 0x9e3779b1) >>> 9) & mask
    // A slot without packets is free: every flow has at least one.
    while (this.#packets[slot] !== 0 && this.#words[slot] !== word) slot = (slot + 1) & mask
    return slot
  }
  #grow(): void {
    const [words, packets, bytes] = [this.#words, this.#packets, this.#bytes]
    this.#words = new Uint32Array(words.length * 2)
    this.#packets = new Float64Array(words.length * 2)
    this.#bytes = new Float64Array(words.length * 2)
    for (let from = 0; from < words.length; from++) {
      if (packets[from] === 0) continue
      const slot = this.#slotOf(words[from] as number)
      this.#words[slot] = words[from] as number
      this.#packets[slot] = packets[from] as number
      this.#bytes[slot] = bytes[from] as number
    }
  }
  largest(most: number): readonly { word: number; packets: number; bytes: number }[] {
    const largest = new Largest(most)
    for (let slot = 0; slot < this.#words.length; slot++) {
      if (this.#packets[slot] !== 0) largest.offer(slot, this.#bytes[slot] as number)
    }
    return largest.items().map((slot) => ({
      word: this.#words[slot] as number,
      packets: this.#packets[slot] as number,
      bytes: this.#bytes[slot] as number,
    }))
  }
}
