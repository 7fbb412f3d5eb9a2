/** What a file is packed with, told by its first bytes and never by its name. */
import type { Compression } from '../schema.ts'

/** Without them nothing can be told. */
export const MAGIC_BYTES = 4
const GZIP_MAGIC = 0x1f8b
const ZSTD_MAGIC = 0x28b52ffd
/** Of a skippable frame, which may come before the others: 50 to 5f, then these. */
const ZSTD_SKIPPABLE = 0x2a4d18

/** RFC 1952 §2.3.1, RFC 8878 §3.1.1 and §3.1.2. */
export function tellCompression(first: Uint8Array): Compression {
  const view = new DataView(first.buffer, first.byteOffset, first.byteLength)
  if (first.length >= 2 && view.getUint16(0) === GZIP_MAGIC) return 'gzip'
  if (first.length < MAGIC_BYTES) return 'none'
  const magic = view.getUint32(0)
  if (magic === ZSTD_MAGIC || (magic >>> 28 === 5 && (magic & 0xffffff) === ZSTD_SKIPPABLE)) return 'zstd'
  return 'none'
}
