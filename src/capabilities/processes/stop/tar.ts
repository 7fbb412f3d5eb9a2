/** The few lines of ustar (POSIX.1-1988) that a bundle of two files needs. */

const BLOCK_BYTES = 512

/** Header of a regular file that only its owner may read. */
export function toTarHeader(name: string, sizeBytes: number, atMs: number): Buffer {
  const header = Buffer.alloc(BLOCK_BYTES)
  const octal = (value: number, width: number) =>
    Math.floor(value)
      .toString(8)
      .padStart(width - 1, '0')
  header.write(name, 0, 100)
  header.write(octal(0o600, 8), 100)
  header.write(octal(0, 8), 108)
  header.write(octal(0, 8), 116)
  header.write(octal(sizeBytes, 12), 124)
  header.write(octal(atMs / 1000, 12), 136)
  header.write('        ', 148)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${octal(sum, 7)}\0 `, 148)
  return header
}
export const toPadding = (sizeBytes: number): Buffer =>
  Buffer.alloc((BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES)
export const TAR_END = Buffer.alloc(2 * BLOCK_BYTES)
