/**
 * Filters over the captures of `VEDETTE_CAPTURES` keep what tshark 4.0.17 keeps, each frame looked at alone (as in
 * `filter.test.ts`) or followed in its stream, except where a frame holds a header only in part.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import captures from './testdata/captures.json' with { type: 'json' }
import streams from './testdata/streams.json' with { type: 'json' }
import { keptBy, toRanges } from './testing.ts'

const folder = process.env['VEDETTE_CAPTURES'] ?? ''

/** Filters that differ on purpose, and why. */
const DIFFERENT: Readonly<Record<string, { readonly why: string; readonly about: RegExp }>> = {
  'tcp-truncated-header.pcap': {
    why: 'tshark reads options of a TCP header that is cut inside them; here a header is read whole or told as cut',
    about: /^tcp\.option/,
  },
  'gtp-fragmented-http.pcap': {
    why: 'a tunnel in the first piece of a fragmented datagram claims more than the piece holds: it is told as malformed, not read',
    about: /./,
  },
  'tcp-reassembly-overlap.pcap': {
    why: 'tshark takes a FIN that is sent again for one that three duplicate acknowledgements asked for: it counts the acknowledgement of an unseen segment as many of them',
    about: /fast_retransmission/,
  },
  'snmp-mixed.pcapng': {
    why: 'tshark begins a second stream at the answer to the first question of SNMP, for agents that answer from another port',
    about: /^udp\.stream/,
  },
  'fuzzed-many-protocols-be.pcap': {
    why: 'tshark takes packets of other machines into a stream whose end SDP announced by its port alone',
    about: /^udp\.stream/,
  },
  'pcapng-be-all-blocks.pcapng': { why: 'tshark numbers blocks that hold no packet', about: /stream/ },
  'pcapng-mixed-endian-sections.pcapng': { why: 'tshark numbers blocks that hold no packet', about: /stream/ },
}

it.each([...Object.entries<Record<string, string>>(captures), ...Object.entries<Record<string, string>>(streams)])(
  '%s',
  (name, filters) => {
    const file = join(folder, name)
    if (!existsSync(file)) return
    const texts = Object.keys(filters)
    const kept = keptBy(readFileSync(file), texts)
    const different = texts.filter((text, n) => toRanges(kept[n] ?? []) !== filters[text])
    const { about } = DIFFERENT[name] ?? {}
    expect(different.filter((text) => !about?.test(text))).toEqual([])
  },
)
