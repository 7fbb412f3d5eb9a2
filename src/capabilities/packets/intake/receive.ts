/** Bytes of a capture onto the disk as they come: told by content, hashed, bounded, and there to stay before anybody is told so. */
import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { packetsErrors } from '../errors.ts'
import { type Content, TELLING_BYTES, tellContent } from '../reading/content.ts'

export interface Received {
  readonly sizeBytes: number
  /** Lower-case hex. */
  readonly sha256: string
  readonly content: Content
}
export interface ReceiveOptions {
  readonly path: string
  /** For words. */
  readonly name: string
  /** 0: none. */
  readonly limitBytes: number
  /** It is a capture, and its first bytes are on the disk. */
  onBegin?(content: Content): void
  onBytes?(totalBytes: number): void
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** Enough to tell, or all that may be asked for. */
const isTold = (content: Content, first: Uint8Array) =>
  content.isCapture || first.length >= TELLING_BYTES || (content.compression === 'none' && first.length >= 4)

async function* tellFirst(
  stream: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<{ readonly chunk: Uint8Array; readonly content: Content }> {
  let first = Buffer.alloc(0)
  let content: Content | undefined
  for await (const chunk of stream) {
    if (content) {
      yield { chunk, content }
      continue
    }
    first = Buffer.concat([first, chunk])
    const told = await tellContent(first)
    if (!isTold(told, first)) continue
    if (!told.isCapture) throw packetsErrors['packets.not-a-capture']({ name, begins: told.begins })
    content = told
    yield { chunk: first, content }
  }
  if (content) return
  if (first.length === 0) throw packetsErrors['packets.file-empty']({ name })
  throw packetsErrors['packets.not-a-capture']({ name, begins: (await tellContent(first)).begins })
}

async function write(handle: FileHandle, chunk: Uint8Array, doneBytes: number) {
  try {
    for (let rest = chunk; rest.length > 0; ) rest = rest.subarray((await handle.write(rest)).bytesWritten)
  } catch (error) {
    if (FULL.has((error as NodeJS.ErrnoException).code ?? ''))
      throw packetsErrors['packets.disk-full']({ doneBytes }, error)
    throw error
  }
}

/** What is left on the disk when it rejects is the caller's to remove. */
export async function receive(stream: AsyncIterable<Uint8Array>, options: ReceiveOptions): Promise<Received> {
  const { path, name, limitBytes } = options
  const handle = await open(path, 'wx', 0o600)
  const hash = createHash('sha256')
  let sizeBytes = 0
  let known: Content | undefined
  try {
    for await (const { chunk, content } of tellFirst(stream, name)) {
      if (limitBytes > 0 && sizeBytes + chunk.length > limitBytes)
        throw packetsErrors['packets.file-too-large']({ limitBytes })
      await write(handle, chunk, sizeBytes)
      hash.update(chunk)
      sizeBytes += chunk.length
      if (!known) options.onBegin?.(content)
      known = content
      options.onBytes?.(sizeBytes)
    }
    if (!known) throw packetsErrors['packets.file-empty']({ name })
    await handle.sync()
    return { sizeBytes, sha256: hash.digest('hex'), content: known }
  } finally {
    await handle.close()
  }
}
