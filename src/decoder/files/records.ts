/** What reading a capture file gives, whatever its format. */
import type { KeyLog } from './key-log.ts'

export interface CaptureInterface {
  /** LINKTYPE_ number. */
  readonly linkType: number
  /** Longest frame it captures, in bytes; 0 says no limit. */
  readonly snapLength: number
  /** Ticks a second of its timestamps, and seconds added to them. */
  readonly ticksPerSecond: number
  readonly offsetSeconds: number
  readonly name?: string
}

/** One frame of the file. The bytes are lent until the call returns. */
export interface RecordSink {
  /**
   * `start`…`end` are the captured bytes in `bytes` (`view` is over the same memory), `wireLength` the length on the wire.
   * `seconds` since 1970 UTC and `nanoseconds` within it; `seconds` is -1 when the record carries no time.
   * `offset` is where the record begins in the file.
   */
  record(
    bytes: Uint8Array,
    view: DataView,
    start: number,
    end: number,
    wireLength: number,
    seconds: number,
    nanoseconds: number,
    linkType: number,
    interfaceId: number,
    offset: number,
  ): void
}

export type FileProblemCode =
  | 'not-a-capture'
  /** The file ends inside a record: `at` is where that record begins, `missing` how many bytes it lacks. */
  | 'cut'
  /** A record or block says a length that cannot be; what follows was not read. */
  | 'bad-length'
  | 'bad-block'
  /** A packet block names an interface that was never described. */
  | 'unknown-interface'
  | 'unsupported-version'
  /** The time of a packet, or the resolution of its interface, is none that a date can hold: such packets have no time. */
  | 'bad-time'
export interface FileProblem {
  readonly code: FileProblemCode
  /** Byte of the (decompressed) file where the trouble begins. */
  readonly at: number
  /** Number of the record, from 1. */
  readonly record?: number
  readonly length?: number
  readonly missing?: number
}

/** What pcapng says beside packets; bounded, `more` counts what did not fit. */
export interface FileNotes {
  readonly comments: { readonly packet?: number; readonly text: string }[]
  readonly names: { readonly address: string; readonly name: string }[]
  /** Frames the capturing machine says it lost, for each interface that said so. */
  readonly drops: { readonly interfaceId: number; readonly received: number; readonly dropped: number }[]
  /** Blocks with secrets, of whatever kind. */
  secrets: number
  readonly keys: KeyLog
  more: number
}
export const MOST_NOTES = 1000

/** Reads items out of `bytes`; one a format. */
export interface FormatReader {
  /**
   * Reads whole items from `start` on and answers where it stopped. `need` then says how many bytes the next item wants
   * (at least; the item's own header may say more), or `skip` how many may be passed over unread.
   */
  consume(bytes: Uint8Array, view: DataView, start: number, end: number): number
  /** File offset of `bytes[0]`, kept by the caller. */
  base: number
  need: number
  skip: number
  /** Set when nothing more can be read; the problem is noted. */
  stopped: boolean
  /** The file ended with `left` bytes that make no whole item. */
  finish(left: number): void
  readonly interfaces: readonly CaptureInterface[]
  readonly records: number
}

/** Longest frame any capture may hold: what libpcap and Wireshark accept (D-Bus and USB captures are this long). */
export const LONGEST_FRAME = 128 * 1024 * 1024
