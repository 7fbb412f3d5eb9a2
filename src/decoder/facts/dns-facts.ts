/** What was asked of name servers and what they said: DNS, mDNS and LLMNR alike. */

import { formatIpv4, formatIpv6 } from '../addresses.ts'
import { ANSWER, DnsReader, NameTable } from '../applications/dns/facts.ts'
import type { Sight } from './sight.ts'

const RCODES = 16
const TYPE_A = 1
const TYPE_AAAA = 28
const NXDOMAIN = 3
const MOST_NAMED_ADDRESSES = 20_000
/** Records of one answer that are looked at for addresses. */
const MOST_RECORDS = 32
const MOST_MISSING_FLOWS = 100_000

export class DnsFacts {
  readonly reader = new DnsReader()
  readonly names = new NameTable()
  queries = 0
  responses = 0
  readonly rcodes = new Float64Array(RCODES)
  /** Address → a name that was answered with it. */
  readonly named = new Map<string, string>()
  /** How often each name was asked, by its number. */
  #asked = new Uint32Array(1024)
  /** Names whose addresses were read: once is enough. */
  #resolved = new Uint8Array(1024)
  /** Flow → answers in it that a name does not exist, and the first of their frames. */
  readonly missing = new Map<number, { count: number; readonly frame: number }>()
  readonly #sight: Sight

  constructor(sight: Sight) {
    this.#sight = sight
  }

  /** One message, without the length that goes before it over TCP. False when it is none. */
  message(view: DataView, bytes: Uint8Array, start: number, end: number): boolean {
    const { reader } = this
    if (!reader.read(view, bytes, start, end)) return false
    if (reader.isResponse) {
      this.responses++
      this.rcodes[reader.rcode] = (this.rcodes[reader.rcode] as number) + 1
      if (reader.rcode === NXDOMAIN) this.#miss()
    } else this.queries++
    this.#readRecords = false
    while (reader.hasQuestion) {
      const name = this.names.intern(reader)
      if (name >= 0) this.#note(name, view)
      // Reading records has moved the reader on.
      if (this.#readRecords) return true
      reader.nextQuestion()
    }
    return true
  }

  #note(name: number, view: DataView): void {
    const { reader } = this
    if (name >= this.#asked.length) this.#grow(name)
    if (!reader.isResponse) this.#asked[name] = (this.#asked[name] as number) + 1
    else if (reader.answers > 0 && reader.questions === 1 && this.#resolved[name] === 0) {
      this.#resolved[name] = 1
      if (this.named.size < MOST_NAMED_ADDRESSES) this.#nameAddresses(name, view)
    }
  }

  #miss(): void {
    const { flow, frame } = this.#sight
    if (flow < 0) return
    const known = this.missing.get(flow)
    if (known) known.count++
    else if (this.missing.size < MOST_MISSING_FLOWS) this.missing.set(flow, { count: 1, frame })
  }

  #grow(name: number): void {
    const length = Math.max(name + 1, this.#asked.length * 2)
    const asked = new Uint32Array(length)
    asked.set(this.#asked)
    this.#asked = asked
    const resolved = new Uint8Array(length)
    resolved.set(this.#resolved)
    this.#resolved = resolved
  }

  askedOf(name: number): number {
    return this.#asked[name] ?? 0
  }

  #readRecords = false
  #nameAddresses(name: number, view: DataView): void {
    const { reader } = this
    this.#readRecords = true
    for (let n = 0; n < MOST_RECORDS && reader.nextRecord() && reader.section === ANSWER; n++) {
      const bytes = reader.dataEnd - reader.dataStart
      const address =
        reader.recordType === TYPE_A && bytes === 4
          ? formatIpv4(view.getUint32(reader.dataStart))
          : reader.recordType === TYPE_AAAA && bytes === 16
            ? formatIpv6(view, reader.dataStart)
            : undefined
      if (address !== undefined && !this.named.has(address)) this.named.set(address, this.names.text(name))
    }
  }
}
