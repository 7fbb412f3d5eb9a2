/** Fields that only the frames before can say: streams, and what the analysis of TCP finds. */
import {
  ACK_LOST_SEGMENT,
  DUPLICATE_ACK,
  FAST_RETRANSMISSION,
  KEEP_ALIVE,
  KEEP_ALIVE_ACK,
  LOST_SEGMENT,
  OUT_OF_ORDER,
  SEEN_BEFORE,
  SPURIOUS_RETRANSMISSION,
  WINDOW_FULL,
  WINDOW_UPDATE,
  ZERO_WINDOW,
  ZERO_WINDOW_PROBE,
  ZERO_WINDOW_PROBE_ACK,
} from '../flows/tcp-analysis.ts'
import { TCP, UDP } from '../protocols.ts'
import type { Extraction } from './extraction.ts'
import type { Occurrences } from './occurrences.ts'
import type { Source } from './sources.ts'
import { REUSED_PORTS, type StreamTransport } from './streams.ts'

const ANY = -1
/** The fast and the spurious ones are retransmissions too. */
const MARKS: Readonly<Record<string, number>> = {
  'tcp.analysis.flags': ANY,
  'tcp.analysis.retransmission': SEEN_BEFORE,
  'tcp.analysis.fast_retransmission': FAST_RETRANSMISSION,
  'tcp.analysis.spurious_retransmission': SPURIOUS_RETRANSMISSION,
  'tcp.analysis.out_of_order': OUT_OF_ORDER,
  'tcp.analysis.lost_segment': LOST_SEGMENT,
  'tcp.analysis.ack_lost_segment': ACK_LOST_SEGMENT,
  'tcp.analysis.duplicate_ack': DUPLICATE_ACK,
  'tcp.analysis.zero_window': ZERO_WINDOW,
  'tcp.analysis.zero_window_probe': ZERO_WINDOW_PROBE,
  'tcp.analysis.zero_window_probe_ack': ZERO_WINDOW_PROBE_ACK,
  'tcp.analysis.window_full': WINDOW_FULL,
  'tcp.analysis.window_update': WINDOW_UPDATE,
  'tcp.analysis.keep_alive': KEEP_ALIVE,
  'tcp.analysis.keep_alive_ack': KEEP_ALIVE_ACK,
  'tcp.analysis.reused_ports': REUSED_PORTS,
}

type Read = (extraction: Extraction, k: number, into: Occurrences) => void
interface StreamField {
  readonly name: string
  readonly type: 'uint' | 'double' | 'none'
  readonly transport: StreamTransport
  readonly read: Read
  /** Needs the segments that are not acknowledged. */
  readonly inFlight?: boolean
}

const numberOf: Read = ({ streams }, k, into) => {
  const number = streams?.numberOf(k) ?? -1
  if (number >= 0) into.addNumber(number)
}
const repeatOf: Read = ({ streams }, k, into) => {
  if (((streams?.foundOf(k) ?? 0) & DUPLICATE_ACK) !== 0) into.addNumber(streams?.repeatOf(k) ?? 0)
}
const markOf =
  (bits: number): Read =>
  ({ streams }, k, into) => {
    if (((streams?.foundOf(k) ?? 0) & bits) !== 0) into.addNumber(1)
  }

const bytesInFlightOf: Read = ({ streams }, k, into) => {
  const bytes = streams?.bytesInFlightOf(k) ?? 0
  if (bytes > 0) into.addNumber(bytes)
}
const ackRttOf: Read = ({ streams }, k, into) => {
  const seconds = streams?.ackRttOf(k) ?? 0
  if (seconds !== 0) into.addNumber(seconds)
}
const initialRttOf: Read = ({ streams }, k, into) => {
  const seconds = streams?.initialRttOf(k) ?? 0
  if (seconds !== 0) into.addNumber(seconds)
}

export const STREAM_FIELDS: readonly StreamField[] = [
  { name: 'tcp.stream', type: 'uint', transport: 'tcp', read: numberOf },
  { name: 'udp.stream', type: 'uint', transport: 'udp', read: numberOf },
  { name: 'tcp.analysis.duplicate_ack_num', type: 'uint', transport: 'tcp', read: repeatOf },
  { name: 'tcp.analysis.bytes_in_flight', type: 'uint', transport: 'tcp', read: bytesInFlightOf, inFlight: true },
  { name: 'tcp.analysis.ack_rtt', type: 'double', transport: 'tcp', read: ackRttOf, inFlight: true },
  { name: 'tcp.analysis.initial_rtt', type: 'double', transport: 'tcp', read: initialRttOf, inFlight: true },
  ...Object.entries(MARKS).map(
    ([name, bits]): StreamField => ({ name, type: 'none', transport: 'tcp', read: markOf(bits) }),
  ),
]
const byName = new Map(STREAM_FIELDS.map((field) => [field.name, field]))

/** Whose frames have to be followed for this field; `undefined` for one that a frame says itself. */
export function followedFor(name: string): StreamTransport | undefined {
  return byName.get(name)?.transport
}

export function asksInFlight(name: string): boolean {
  return byName.get(name)?.inFlight === true
}

export function streamSource(name: string, cost: number): Source | undefined {
  const field = byName.get(name)
  if (!field) return undefined
  const { read } = field
  const transport = field.transport === 'tcp' ? TCP : UDP
  return {
    represents: 'number',
    cost,
    read(extraction, into) {
      const { packet } = extraction
      for (let k = 0; k < packet.pathCount; k++) {
        if (packet.pathTransport[k] === transport) read(extraction, k, into)
      }
    },
  }
}
