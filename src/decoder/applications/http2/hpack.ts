/** Header compression of HTTP/2 (RFC 7541): a table that both sides fill alike, and what a block says with it. */
import { formatText } from '../text.ts'
import { decodeHuffman } from './huffman.ts'

export interface Header {
  readonly name: string
  readonly value: string
}
export interface DecodedHeader extends Header {
  /** Where it stands in the block; `end` exclusive. */
  readonly start: number
  readonly end: number
}
export interface DecodedBlock {
  readonly headers: readonly DecodedHeader[]
  /** Where decoding had to stop: an entry that this table does not hold, or a broken block. */
  readonly stoppedAt: number | undefined
}

const STATIC: readonly Header[] = `
:authority
:method GET
:method POST
:path /
:path /index.html
:scheme http
:scheme https
:status 200
:status 204
:status 206
:status 304
:status 400
:status 404
:status 500
accept-charset
accept-encoding gzip, deflate
accept-language
accept-ranges
accept
access-control-allow-origin
age
allow
authorization
cache-control
content-disposition
content-encoding
content-language
content-length
content-location
content-range
content-type
cookie
date
etag
expect
expires
from
host
if-match
if-modified-since
if-none-match
if-range
if-unmodified-since
last-modified
link
location
max-forwards
proxy-authenticate
proxy-authorization
range
referer
refresh
retry-after
server
set-cookie
strict-transport-security
transfer-encoding
user-agent
vary
via
www-authenticate`
  .trim()
  .split('\n')
  .map((row) => {
    const space = row.indexOf(' ')
    return space < 0 ? { name: row, value: '' } : { name: row.slice(0, space), value: row.slice(space + 1) }
  })

const DEFAULT_BYTES = 4096
/** A peer may allow more; what strangers may make us keep is bounded. */
const MAX_BYTES = 65_536
/** RFC 7541 §4.1: what an entry counts beyond its text. */
const ENTRY_BYTES = 32
const MAX_HEADERS = 512
const MAX_TEXT = 16_384

/** The dynamic table of one direction of a connection. A stream that was not seen from its beginning has gaps. */
export class HeaderTable {
  readonly #entries: Header[] = []
  #bytes = 0
  #limit = DEFAULT_BYTES

  get size(): number {
    return this.#entries.length
  }
  get bytes(): number {
    return this.#bytes
  }
  /** The entry of a one-based index over the static and the dynamic table. */
  at(index: number): Header | undefined {
    return index <= STATIC.length ? STATIC[index - 1] : this.#entries[index - STATIC.length - 1]
  }
  insert(header: Header): void {
    this.#entries.unshift(header)
    this.#bytes += header.name.length + header.value.length + ENTRY_BYTES
    this.#evict()
  }
  resize(limit: number): void {
    this.#limit = Math.min(MAX_BYTES, limit)
    this.#evict()
  }
  #evict(): void {
    while (this.#bytes > this.#limit) {
      const last = this.#entries.pop()
      if (last === undefined) return
      this.#bytes -= last.name.length + last.value.length + ENTRY_BYTES
    }
  }
}

/** Reads one header block, whole or as far as it goes; `table` is changed as the block says. */
export function decodeHeaders(view: DataView, start: number, end: number, table: HeaderTable): DecodedBlock {
  const headers: DecodedHeader[] = []
  const reader = new BlockReader(view, start, end)
  while (reader.at < end && headers.length < MAX_HEADERS) {
    const from = reader.at
    const first = view.getUint8(from)
    if ((first & 0xe0) === 0x20) {
      const limit = reader.integer(5)
      if (limit === undefined) return { headers, stoppedAt: from }
      table.resize(limit)
      continue
    }
    const header = (first & 0x80) !== 0 ? indexed(reader, table) : literal(reader, table, (first & 0x40) !== 0 ? 6 : 4)
    if (header === undefined) return { headers, stoppedAt: from }
    if ((first & 0xc0) === 0x40) table.insert(header)
    headers.push({ ...header, start: from, end: reader.at })
  }
  return { headers, stoppedAt: reader.at < end ? reader.at : undefined }
}

function indexed(reader: BlockReader, table: HeaderTable): Header | undefined {
  const index = reader.integer(7)
  return index === undefined ? undefined : table.at(index)
}

function literal(reader: BlockReader, table: HeaderTable, bits: 4 | 6): Header | undefined {
  const index = reader.integer(bits)
  if (index === undefined) return undefined
  const name = index === 0 ? reader.text() : table.at(index)?.name
  const value = name === undefined ? undefined : reader.text()
  return name === undefined || value === undefined ? undefined : { name, value }
}

class BlockReader {
  at: number
  readonly #view: DataView
  readonly #end: number

  constructor(view: DataView, start: number, end: number) {
    this.#view = view
    this.at = start
    this.#end = end
  }

  /** An integer behind `8 - bits` other bits (RFC 7541 §5.1). */
  integer(bits: number): number | undefined {
    if (this.at >= this.#end) return undefined
    const most = (1 << bits) - 1
    let value = this.#view.getUint8(this.at++) & most
    if (value < most) return value
    for (let shift = 0; shift <= 21; shift += 7) {
      if (this.at >= this.#end) return undefined
      const byte = this.#view.getUint8(this.at++)
      value += (byte & 0x7f) << shift
      if ((byte & 0x80) === 0) return value
    }
    return undefined
  }

  text(): string | undefined {
    if (this.at >= this.#end) return undefined
    const coded = (this.#view.getUint8(this.at) & 0x80) !== 0
    const length = this.integer(7)
    if (length === undefined || length > MAX_TEXT || this.at + length > this.#end) return undefined
    const start = this.at
    this.at += length
    const bytes = coded
      ? decodeHuffman(this.#view, start, this.at)
      : new Uint8Array(this.#view.buffer, this.#view.byteOffset + start, length)
    return bytes && formatText(bytes, 0, bytes.length)
  }
}
