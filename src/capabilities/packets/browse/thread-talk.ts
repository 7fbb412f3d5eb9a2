/** What the console and the thread that reads a capture say to each other. */
import type { PacketDetail, Rows, RowsQuery, Stream, StreamQuery } from './schema.ts'

export interface BrowseWork {
  /** The capture, unpacked: a real path, without links. */
  readonly path: string
  /** For words. */
  readonly name: string
  /** Of a file that others may change: what was analysed. */
  readonly mark?: string
  /** Where the index is kept; written when the whole capture was seen. */
  readonly indexPath: string
}

export interface Asked {
  rows: { readonly query: RowsQuery; readonly seesPayload: boolean }
  packet: { readonly number: number; readonly seesPayload: boolean }
  stream: { readonly query: StreamQuery }
  export: { readonly filter: string }
}
export interface Answered {
  rows: Rows
  /** `undefined`: the capture has no such packet. */
  packet: PacketDetail | undefined
  /** `undefined`: the packet belongs to no conversation. */
  stream: Stream | undefined
  /** `undefined`: that was all. Every other piece is asked for with `more`. */
  export: Uint8Array<ArrayBuffer> | undefined
}
export type Kind = keyof Asked

export type Question = {
  readonly [K in Kind]: { readonly type: 'ask'; readonly id: number; readonly kind: K; readonly asked: Asked[K] }
}[Kind]
export type ToThread =
  | Question
  | { readonly type: 'more'; readonly id: number }
  | { readonly type: 'cancel'; readonly id: number }
export type FromThread =
  | { readonly type: 'answer'; readonly id: number; readonly answer: Answered[Kind] }
  | {
      readonly type: 'refusal'
      readonly id: number
      readonly code: string
      readonly params: Readonly<Record<string, string | number | boolean | null>>
    }
