/** What is answered about packets of an open capture. */

import { toHex } from '../../../decoder/addresses.ts'
import { APPLICATIONS } from '../../../decoder/applications/list.ts'
import { type Conversation, conversationOf, pathOf, toFilter } from '../../../decoder/browse/conversation.ts'
import { type PacketRow, toRow } from '../../../decoder/browse/packet-row.ts'
import { StreamFollower, type StreamPiece } from '../../../decoder/browse/stream.ts'
import { decodeWalked } from '../../../decoder/decode-packet.ts'
import { CaptureWriter } from '../../../decoder/files/capture-writer.ts'
import { LAYERS } from '../../../decoder/layers/list.ts'
import { Packet } from '../../../decoder/packet.ts'
import { FIRST_APPLICATION, PROTOCOL_NAMES, type ProtocolName } from '../../../decoder/protocols.ts'
import { walkFrame } from '../../../decoder/walk-frame.ts'
import { packetsErrors } from '../errors.ts'
import type { CaptureSession, Scan } from './capture-session.ts'
import { needFilter } from './filter-errors.ts'
import { readPackets } from './packet-reader.ts'
import type { PacketDetail, Rows, RowsQuery, Stream, StreamQuery } from './schema.ts'

const PAGE_ROWS = 100
const WAIT_MS = 1000
const STREAM_WAIT_MS = 5000
const STREAM_BYTES = 256 * 1024
const PIECE_BYTES = 256 * 1024
/** Numbers taken from a scan at a time. */
const NUMBERS = 4096

export async function answerRows(
  session: CaptureSession,
  { query, seesPayload }: { readonly query: RowsQuery; readonly seesPayload: boolean },
  signal: AbortSignal,
): Promise<Rows> {
  const filter = query.filter?.trim() ?? ''
  if (!seesPayload && filter !== '' && needFilter(filter).readsPayload) {
    throw packetsErrors['packets.filter-payload']()
  }
  const scan = session.scan(filter)
  const { index } = session
  const { matches } = scan.pass
  const all = filter === ''
  const kept = () => (all ? index.packets : matches.count)
  const count = query.count ?? PAGE_ROWS
  const { near } = query
  const isReady = () => {
    if (near !== undefined && (all ? index.packets : matches.scanned) < near) return false
    return kept() >= fromOf() + count
  }
  const fromOf = () => (near === undefined ? (query.from ?? 0) : all ? near - 1 : matches.countBefore(near))
  await session.until(scan, isReady, query.waitMs ?? WAIT_MS, signal)
  const from = fromOf()
  const numbers = all ? range(from + 1, Math.min(from + count, index.packets)) : matches.page(from, count)
  const rows: PacketRow[] = []
  readPackets(session.fd, index, numbers, ({ packet, frame }) => {
    rows.push(toRow(packet, frame, seesPayload ? 'applications' : 'headers'))
    return true
  })
  const complete = session.isComplete(scan)
  return {
    rows,
    from,
    kept: kept(),
    scanned: all ? index.packets : matches.scanned,
    packets: index.packets,
    scannedBytes: complete ? session.sizeBytes : scan.pass.position,
    sizeBytes: session.sizeBytes,
    complete,
  }
}
function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => first + n)
}

/** The frame by itself, with its row. */
async function readOne(session: CaptureSession, number: number, signal: AbortSignal) {
  const scan = session.scan('')
  await session.until(scan, () => session.index.packets >= number, STREAM_WAIT_MS, signal)
  let found: { packet: Packet; row: (depth: 'applications' | 'headers') => PacketRow } | undefined
  readPackets(session.fd, session.index, [number], ({ packet, frame }) => {
    const bytes = packet.bytes.slice(packet.start, packet.end)
    const own = new Packet()
    own.alone = 1
    walkFrame(own, bytes, new DataView(bytes.buffer), 0, bytes.length, packet.wireLength, packet.linkType)
    found = { packet: own, row: (depth) => toRow(own, frame, depth) }
    return false
  })
  return found
}

const TITLES = new Map<string, string>([...LAYERS, ...APPLICATIONS].map(({ name, title }) => [name, title]))

export async function answerPacket(
  session: CaptureSession,
  { number, seesPayload }: { readonly number: number; readonly seesPayload: boolean },
  signal: AbortSignal,
): Promise<PacketDetail | undefined> {
  const found = await readOne(session, number, signal)
  if (!found) return undefined
  const { packet } = found
  const { layers, problem } = decodeWalked(packet)
  const shown = seesPayload ? layers : layers.filter(({ protocol }) => isHeader(protocol))
  const conversation = conversationOf(packet)
  return {
    row: found.row(seesPayload ? 'applications' : 'headers'),
    layers: shown.map((layer) => ({ ...layer, title: TITLES.get(layer.protocol) ?? layer.protocol })),
    ...(problem ? { problem } : {}),
    ...(seesPayload ? { hex: toHex(packet.bytes, 0, packet.bytes.length) } : {}),
    capturedBytes: packet.bytes.length,
    ...(conversation ? { conversation: toFilter(conversation) } : {}),
    withheld: !seesPayload,
  }
}
const APPLICATION_NAMES = new Set<ProtocolName>(APPLICATIONS.map(({ name }) => name))
/** Headers say who spoke to whom; everything behind them is payload. */
function isHeader(protocol: ProtocolName): boolean {
  const isBelow = PROTOCOL_NAMES.indexOf(protocol) < FIRST_APPLICATION
  return isBelow && protocol !== 'data' && !APPLICATION_NAMES.has(protocol)
}

function* numbersOf({ pass: { matches } }: Scan): Generator<number> {
  for (let from = 0; from < matches.count; from += NUMBERS) yield* matches.page(from, NUMBERS)
}

/** Where one stream of a conversation begins, and where the next one between the same ends does. */
interface StreamPart {
  /** What keeps just this stream. */
  readonly filter: string
  readonly first: number
  readonly next: number
}
/** `scan` keeps the packets of `conversation` and follows streams; one asks for the stream of `packet`. */
function streamOf(scan: Scan, conversation: Conversation, packet: Packet, asked: number): StreamPart {
  const begins = scan.pass.begins?.[conversation.transport]
  const path = pathOf(packet)
  let found: { readonly stream: number; readonly first: number } | undefined
  let next = Number.POSITIVE_INFINITY
  for (const number of numbersOf(scan)) {
    const stream = begins?.find(number, path) ?? -1
    if (stream < 0) continue
    if (number > asked) {
      next = number
      break
    }
    found = { stream, first: number }
  }
  // Where the search has not come so far, the ends alone have to do.
  if (!found) return { filter: toFilter(conversation), first: 0, next }
  return { filter: `${conversation.transport}.stream == ${found.stream}`, first: found.first, next }
}
function* numbersIn(scan: Scan, { first, next }: StreamPart): Generator<number> {
  for (const number of numbersOf(scan)) {
    if (number >= next) return
    if (number >= first) yield number
  }
}

export async function answerStream(
  session: CaptureSession,
  { query }: { readonly query: StreamQuery },
  signal: AbortSignal,
): Promise<Stream | undefined> {
  const found = await readOne(session, query.packet, signal)
  const conversation = found && conversationOf(found.packet)
  if (!conversation) return undefined
  const scan = session.scan(`${conversation.transport}.stream && (${toFilter(conversation)})`)
  await session.until(scan, () => false, query.waitMs ?? STREAM_WAIT_MS, signal)
  const part = streamOf(scan, conversation, found.packet, query.packet)
  const page = new StreamPage(query.from ?? 0, query.bytes ?? STREAM_BYTES)
  const follower = new StreamFollower(conversation, (piece) => page.add(piece))
  readPackets(session.fd, session.index, numbersIn(scan, part), ({ packet, frame }) => {
    follower.packet(packet, frame.number)
    return !page.isFull && !signal.aborted
  })
  if (!page.isFull) follower.end()
  const { transport, a, b } = conversation
  return {
    transport,
    a,
    b,
    filter: part.filter,
    pieces: page.pieces.map(({ from, number, bytes, missing }) => ({
      from,
      number,
      base64: Buffer.from(bytes).toString('base64'),
      ...(missing === undefined ? {} : { missing }),
    })),
    ...(page.isFull ? { next: page.next } : {}),
    complete: session.isComplete(scan),
  }
}

class StreamPage {
  readonly pieces: StreamPiece[] = []
  isFull = false
  #seen = 0
  #bytes = 0
  readonly #from: number
  readonly #limitBytes: number

  constructor(from: number, limitBytes: number) {
    this.#from = from
    this.#limitBytes = limitBytes
  }
  get next(): number {
    return this.#from + this.pieces.length
  }
  add(piece: StreamPiece): void {
    if (this.isFull || this.#seen++ < this.#from) return
    // A page holds at least one piece, however long.
    if (this.pieces.length > 0 && this.#bytes + piece.bytes.length > this.#limitBytes) {
      this.isFull = true
      return
    }
    this.pieces.push(piece)
    this.#bytes += piece.bytes.length
  }
}

/** The file in pieces. It is searched to its end first: what it needs to be (pcap or pcapng) is known then. */
export async function* answerExport(
  session: CaptureSession,
  { filter }: { readonly filter: string },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const scan = session.scan(filter.trim() === '' ? 'frame' : filter.trim())
  while (!session.isComplete(scan) && !signal.aborted) await session.until(scan, () => false, STREAM_WAIT_MS, signal)
  const { linkTypes } = scan.pass
  const [linkType = 1] = linkTypes
  const isPcapng = session.index.placeOf(1)?.state.magic === 'pcapng'
  const [port] = session.index.placeOf(1)?.state.interfaces ?? []
  const writer = new CaptureWriter({
    format: linkTypes.size > 1 ? 'pcapng' : 'pcap',
    linkType,
    snapLength: isPcapng ? 0 : (port?.snapLength ?? 0),
    nanoseconds: isPcapng || (port?.ticksPerSecond ?? 1e6) > 1e6,
  })
  for (let from = 0; from < scan.pass.matches.count && !signal.aborted; from += NUMBERS) {
    const numbers = scan.pass.matches.page(from, NUMBERS)
    yield* written(session, numbers, writer)
  }
  if (writer.length > 0) yield writer.take()
}
/** Reads a few hundred at a time, so that long frames do not pile up. */
function* written(session: CaptureSession, numbers: readonly number[], writer: CaptureWriter) {
  let left: readonly number[] = numbers
  while (left.length > 0) {
    let done = 0
    readPackets(session.fd, session.index, left, ({ packet, frame, from }) => {
      const { bytes, start, end, wireLength } = packet
      writer.packet(bytes, start, end, wireLength, frame.seconds, frame.nanoseconds, from)
      done++
      return writer.length < PIECE_BYTES
    })
    if (done === 0) return
    left = left.slice(done)
    if (writer.length >= PIECE_BYTES) yield writer.take()
  }
}
