/**
 * Where a protocol says what its bytes mean. The same `describe` functions serve the display (which builds a tree), and
 * filters (which look for one field and build nothing). Names are tshark's.
 */
import type { ProtocolName } from './protocols.ts'

export const FIELD_TYPES = ['uint', 'bool', 'text', 'bytes', 'ipv4', 'ipv6', 'mac', 'time', 'double'] as const
export type FieldType = (typeof FIELD_TYPES)[number]
/** Every field a protocol can say: full name → type. Filters and completion read this. */
export type FieldTable = Readonly<Record<string, FieldType>>

export interface Fields {
  readonly bytes: Uint8Array
  readonly view: DataView
  /** A layer begins; what follows belongs to it until the next. `end` is exclusive, as everywhere. */
  layer(protocol: ProtocolName, start: number, end: number): void
  /** A number of up to 53 bits; `meaning` is what it stands for (`SYN, ACK`, `NXDOMAIN`). */
  uint(name: string, value: number, start: number, end: number, meaning?: string): void
  double(name: string, value: number, start: number, end: number): void
  bool(name: string, value: boolean, start: number, end: number): void
  text(name: string, value: string, start: number, end: number): void
  bytesAt(name: string, start: number, end: number): void
  /** Four bytes, sixteen bytes, six bytes at `start`. */
  ipv4(name: string, start: number): void
  ipv6(name: string, start: number): void
  mac(name: string, start: number): void
  /** Opens a titled group (`Flags`, `Answers`); every field until `close` is inside it. The title is for people. */
  open(title: string, start: number, end: number): void
  close(): void
  /** Whether anybody asks for a field whose name begins so: what takes long to say is said only then. Absent: all are asked for. */
  wants?(prefix: string): boolean
  /** What follows cannot be read. */
  problem(code: 'cut' | 'malformed', at: number): void
}

/** Whether anybody asks for a field whose name begins with one of `prefixes`. */
export function isWanted(fields: Fields, ...prefixes: readonly string[]): boolean {
  return !fields.wants || prefixes.some((prefix) => fields.wants?.(prefix))
}

/** One protocol that is an application: told by port and by content, read from a datagram or a reassembled message. */
export interface Application {
  readonly name: ProtocolName
  /** Spelled out, for people. */
  readonly title: string
  readonly fields: FieldTable
  /** Ports of either side where it is expected. */
  readonly tcp: readonly number[]
  readonly udp: readonly number[]
  /** Ports of TCP whose connections count as this even when nobody knows what is said: they carry it, and were caught in its midst. */
  readonly claims?: readonly number[]
  /**
   * Whether these bytes, the first a side sent or one datagram, are this protocol; must be strict when `expected` is false
   * (the port says nothing). Never reads outside `start`…`end`.
   */
  recognises(view: DataView, start: number, end: number, hint: RecogniseHint): boolean
  /**
   * How long the message at `start` is, for protocols over TCP: a length (which may be beyond `end`), `NEED_MORE` when the
   * length itself is not there yet, `NOT_MINE` when this is no message of it. Absent: each segment is a message.
   */
  measure?(view: DataView, start: number, end: number): number
  /**
   * Which protocol one message is, where a connection may carry several (SMB 1, then SMB 2); `undefined` is none that
   * counts. Absent: `name`.
   */
  protocolOf?(view: DataView, start: number, end: number): ProtocolName | undefined
  /** Says one message. */
  describe(fields: Fields, start: number, end: number): void
  /** One line for the packet list: `Standard query A example.org`. English terms of the field. */
  summary(view: DataView, bytes: Uint8Array, start: number, end: number): string
}
export interface RecogniseHint {
  readonly transport: 'tcp' | 'udp'
  readonly expected: boolean
  /** Datagrams before this one, between the same two, were of this application: what says little of itself may be it. */
  readonly known?: boolean
}
export const NEED_MORE = 0
export const NOT_MINE = -1

/** Begins a layer whose header takes `bytes`; false, and the problem said, when fewer were captured. */
export function beginLayer(fields: Fields, protocol: ProtocolName, start: number, end: number, bytes: number): boolean {
  fields.layer(protocol, start, Math.min(start + bytes, end))
  if (start + bytes <= end) return true
  fields.problem('cut', start)
  return false
}
