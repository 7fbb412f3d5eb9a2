/** Asks the console about single packets. */
import { get } from '../../../../../web/api/client.ts'
import { writeQuery } from '../../../../../web/shell/address.ts'
import type { PacketDetail, Rows, Stream } from '../../browse/schema.ts'
import { captureApi } from '../api.ts'

export type PacketRow = Rows['rows'][number]
export type StreamPiece = Stream['pieces'][number]

export const askRows = (
  capture: string,
  query: { filter: string; from: number; count: number; waitMs?: number },
  signal: AbortSignal,
) => {
  const { filter, ...rest } = query
  return get<Rows>(`${captureApi(capture)}/rows`, { ...(filter ? { filter } : {}), ...rest }, signal)
}
/** Where a packet stands among those the filter keeps. */
export async function askPlace(
  capture: string,
  filter: string,
  number: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { rows, from } = await get<Rows>(
    `${captureApi(capture)}/rows`,
    { ...(filter ? { filter } : {}), near: number, count: 1 },
    signal,
  )
  return rows[0]?.number === number ? from : undefined
}
export const askPacket = (capture: string, number: number, signal: AbortSignal) =>
  get<PacketDetail>(`${captureApi(capture)}/packets/${number}`, undefined, signal)
export const askStream = (capture: string, packet: number, from: number, signal: AbortSignal) =>
  get<Stream>(`${captureApi(capture)}/stream`, { packet, from }, signal)
export const exportHref = (capture: string, filter: string) =>
  `${captureApi(capture)}/export${writeQuery(filter ? { filter } : {})}`

export function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}
export function decodeHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
