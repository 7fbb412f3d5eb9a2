/** Tar archives as POSIX ustar (pax(1)), with GNU's base-256 sizes above 8 GB: `tar --zstd -xf` opens our backups too. */
const BLOCK_BYTES = 512
const MAX_OCTAL = 0o77777777777

const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`

/** A regular file of mode 0600; `name` at most 100 bytes. */
export function encodeTarHeader(name: string, sizeBytes: number, modifiedS: number): Buffer {
  const header = Buffer.alloc(BLOCK_BYTES)
  header.write(name, 0, 100, 'utf8')
  header.write(octal(0o600, 7), 100, 'latin1')
  header.write(octal(0, 7), 108, 'latin1')
  header.write(octal(0, 7), 116, 'latin1')
  if (sizeBytes <= MAX_OCTAL) header.write(octal(sizeBytes, 11), 124, 'latin1')
  else {
    header[124] = 0x80
    header.writeBigUInt64BE(BigInt(sizeBytes), 128)
  }
  header.write(octal(Math.min(modifiedS, MAX_OCTAL), 11), 136, 'latin1')
  header.write('        ', 148, 'latin1')
  header.write('0', 156, 'latin1')
  header.write('ustar\x0000', 257, 'latin1')
  header.write(`${checksumOf(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}

const checksumOf = (header: Buffer) => header.reduce((sum, byte) => sum + byte, 0)

export const paddingOf = (sizeBytes: number) => Buffer.alloc((BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES)
export const tarEnd = Buffer.alloc(2 * BLOCK_BYTES)

export interface TarEntry {
  readonly name: string
  readonly sizeBytes: number
  /** To be read to its end before the next entry is asked for. */
  readonly content: AsyncIterable<Buffer>
}

/** Throws `RangeError` with what is wrong. */
export async function* decodeTar(chunks: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const reader = createBlockReader(chunks)
  for (;;) {
    const header = await reader.exactly(BLOCK_BYTES)
    if (header.every((byte) => byte === 0)) return
    const { name, sizeBytes } = parseTarHeader(header)
    yield { name, sizeBytes, content: reader.upTo(sizeBytes) }
    await reader.exactly(paddingOf(sizeBytes).length)
  }
}

function parseTarHeader(header: Buffer): { name: string; sizeBytes: number } {
  const said = Number.parseInt(header.toString('latin1', 148, 156), 8)
  const blanked = Buffer.from(header).fill(' ', 148, 156)
  if (said !== checksumOf(blanked)) throw new RangeError('a header in the archive is damaged')
  const name = header.toString('utf8', 0, header.indexOf(0))
  const isBig = (header[124] ?? 0) >= 0x80
  const sizeBytes = isBig
    ? Number(header.readBigUInt64BE(128))
    : Number.parseInt(header.toString('latin1', 124, 135), 8)
  return { name, sizeBytes }
}

function createBlockReader(chunks: AsyncIterable<Buffer>) {
  const source = chunks[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  async function* upTo(count: number): AsyncGenerator<Buffer> {
    let missing = count
    while (missing > 0) {
      if (rest.length === 0) {
        const next = await source.next()
        if (next.done) throw new RangeError('the archive ends too early')
        rest = next.value
      }
      const part = rest.subarray(0, missing)
      rest = rest.subarray(part.length)
      missing -= part.length
      yield part
    }
  }
  return {
    upTo,
    async exactly(count: number): Promise<Buffer> {
      const parts: Buffer[] = []
      for await (const part of upTo(count)) parts.push(part)
      return Buffer.concat(parts)
    },
  }
}
