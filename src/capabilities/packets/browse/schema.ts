/** What is said about single packets over HTTP. Numbers of packets count from 1, times are nanoseconds as text. */
import { type Static, Type } from 'typebox'
import { captureParamsSchema } from '../schema.ts'

const whole = Type.Integer({ minimum: 0 })

/** As much as anybody types; lists of addresses are written by programs. */
const filterText = Type.String({ maxLength: 65_536 })
const PAYLOAD_PAGE_BYTES = 256 * 1024

/** `GET /captures/:id/rows`: a page of what the filter keeps. While `complete` is false, ask again for more. */
export const rowsQuerySchema = Type.Object({
  /** Absent: every packet. */
  filter: Type.Optional(filterText),
  /** How many kept packets to pass over. */
  from: Type.Optional(whole),
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  /** Instead of `from`: the page that begins with this packet, or the first kept one after it. */
  near: Type.Optional(Type.Integer({ minimum: 1 })),
  /** How long to wait for a whole page; what is there by then is answered. */
  waitMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 20_000 })),
})
export type RowsQuery = Static<typeof rowsQuerySchema>

export const packetRowSchema = Type.Object({
  number: Type.Integer({ minimum: 1 }),
  /** Absent when the record carries no time. */
  timeNs: Type.Optional(Type.String()),
  relativeSeconds: Type.Number(),
  source: Type.String(),
  destination: Type.String(),
  /** tshark's name. */
  protocol: Type.String(),
  length: whole,
  info: Type.String(),
  problem: Type.Optional(Type.Enum(['cut', 'malformed', 'too-deep'] as const)),
})
export const rowsSchema = Type.Object({
  rows: Type.Array(packetRowSchema),
  /** Place of the first row among the kept ones. */
  from: whole,
  /** Packets kept so far. */
  kept: whole,
  /** Packets looked at so far, and in the capture as far as it is known. */
  scanned: whole,
  packets: whole,
  /** Bytes looked at, of the capture's. */
  scannedBytes: whole,
  sizeBytes: whole,
  /** The whole capture was looked at. */
  complete: Type.Boolean(),
})
export type Rows = Static<typeof rowsSchema>

export const packetParamsSchema = Type.Object({
  ...captureParamsSchema.properties,
  no: Type.Integer({ minimum: 1 }),
})
/** `GET /captures/:id/packets/:no`. Without the right to payload: headers only, and no bytes. */
export interface PacketDetail {
  readonly row: Static<typeof packetRowSchema>
  readonly layers: readonly {
    readonly protocol: string
    readonly title: string
    readonly start: number
    readonly end: number
    readonly fields: readonly PacketField[]
  }[]
  readonly problem?: { readonly code: string; readonly offset: number }
  /** The frame's bytes in hexadecimal; absent without the right to see them. */
  readonly hex?: string
  readonly capturedBytes: number
  /** Filter that keeps the conversation it belongs to. */
  readonly conversation?: string
  /** Payload was left out: the reader may not see it. */
  readonly withheld: boolean
}
export interface PacketField {
  readonly name: string
  readonly value?: number | boolean | string
  readonly meaning?: string
  readonly start: number
  readonly end: number
  readonly fields?: readonly PacketField[]
}

/** `GET /captures/:id/stream`: what both sides of a packet's conversation said. */
export const streamQuerySchema = Type.Object({
  packet: Type.Integer({ minimum: 1 }),
  /** `next` of the page before. */
  from: Type.Optional(whole),
  bytes: Type.Optional(Type.Integer({ minimum: 1024, maximum: 4 * PAYLOAD_PAGE_BYTES, default: PAYLOAD_PAGE_BYTES })),
  waitMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 20_000 })),
})
export type StreamQuery = Static<typeof streamQuerySchema>
const endpointSchema = Type.Object({ address: Type.String(), port: whole })
export const streamSchema = Type.Object({
  transport: Type.Enum(['tcp', 'udp'] as const),
  /** `a` sent the packet that was asked about. */
  a: endpointSchema,
  b: endpointSchema,
  filter: Type.String(),
  pieces: Type.Array(
    Type.Object({
      from: Type.Enum(['a', 'b'] as const),
      number: Type.Integer({ minimum: 1 }),
      base64: Type.String(),
      /** Bytes of this side that the capture lacks before it. */
      missing: Type.Optional(whole),
    }),
  ),
  /** Where the next page begins; absent on the last. */
  next: Type.Optional(whole),
  /** The whole capture was searched for packets of the conversation. */
  complete: Type.Boolean(),
})
export type Stream = Static<typeof streamSchema>

/** `GET /captures/:id/export`: a capture file of what the filter keeps. */
export const exportQuerySchema = Type.Object({ filter: Type.Optional(filterText) })
