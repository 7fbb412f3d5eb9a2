/** `vedette packets export FILE EXPR -w OUT`: what a filter keeps, as a capture of its own. */
import { createWriteStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import type { CommandIo } from '../../core/capability.ts'
import { coreErrors } from '../../core/core-errors.ts'
import { VedetteError } from '../../core/errors.ts'
import { answerExport } from './browse/answers.ts'
import { CaptureSession } from './browse/capture-session.ts'
import { needFilter } from './browse/filter-errors.ts'
import { type Output, openOutput } from './cli-output.ts'
import { packetsErrors } from './errors.ts'
import { readChunks } from './reading/chunks.ts'
import { tellCompression } from './reading/content.ts'
import { createNoHasher } from './reading/hashing.ts'
import { createProgressBar } from './reading/progress-bar.ts'
import { toUnpackLimit, unpack } from './reading/unpack.ts'

const STDIN = '-'
/** Enough to tell what a file is packed with. */
const BEGINNING_BYTES = 16

export async function main(io: CommandIo): Promise<number> {
  const { file, expression, out } = parseCommand(io)
  needFilter(expression)
  const folder = await mkdtemp(join(tmpdir(), 'vedette-export-'))
  let output: Output | undefined
  try {
    // Opened first: nobody should wait for a search whose finds have no place.
    output = await openOutput(out, io.signal)
    const path = await enterable(io, file, folder)
    const { kept, packets } = await write(io, { path, name: basename(file), expression }, output)
    io.err(io.say({ key: 'packets.plain.exported', params: { kept, packets, file: out } }))
    return 0
  } finally {
    await output?.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function parseCommand(io: CommandIo) {
  const command = 'packets export'
  try {
    const { values, positionals } = parseArgs({
      args: [...io.args],
      options: { write: { type: 'string', short: 'w' } },
      allowPositionals: true,
    })
    const [file, expression] = positionals
    if (file === undefined || expression === undefined || positionals.length > 2 || values.write === undefined)
      throw coreErrors['core.command-usage']({ reason: 'packets export FILE EXPR -w OUT.', command })
    return { file, expression, out: values.write }
  } catch (error) {
    if (error instanceof VedetteError) throw error
    const reason = error instanceof Error ? `${error.message.split('. ')[0]}.` : String(error)
    throw coreErrors['core.command-usage']({ reason, command }, error)
  }
}

/** The file itself, or a copy that can be entered in the middle: unpacked, or kept of what came in. */
async function enterable(io: CommandIo, file: string, folder: string): Promise<string> {
  const copy = join(folder, 'capture')
  const { maxUnpackedBytes = 0 } = io.settings.section<{ maxUnpackedBytes?: number }>('packets')
  if (file === STDIN) {
    const arrived = join(folder, 'arrived')
    await pipeline(Readable.from(copied(readChunks({ fd: 0 }, createNoHasher()))), createWriteStream(arrived))
    return await enterable(io, arrived, folder)
  }
  const source = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw packetsErrors['packets.path-unknown']({ path: file }, error)
    throw packetsErrors['packets.file-unreadable']({ file, reason: error.message }, error)
  })
  try {
    const status = await source.stat()
    if (!status.isFile()) throw packetsErrors['packets.file-unreadable']({ file, reason: 'not a file' })
    const { buffer } = await source.read(new Uint8Array(BEGINNING_BYTES), 0, BEGINNING_BYTES, 0)
    const compression = tellCompression(buffer)
    if (compression === 'none') return file
    const pieces = unpack(
      readChunks({ fd: source.fd }, createNoHasher()),
      compression,
      toUnpackLimit(maxUnpackedBytes, status.size),
    )
    await pipeline(Readable.from(pieces), createWriteStream(copy))
    return copy
  } finally {
    await source.close()
  }
}

/** The memory of a chunk is read into again while the last one is still written. */
async function* copied(chunks: AsyncGenerator<Uint8Array>) {
  for await (const chunk of chunks) yield Uint8Array.from(chunk)
}

async function write(
  io: CommandIo,
  { path, name, expression }: { path: string; name: string; expression: string },
  output: Output,
): Promise<{ kept: number; packets: number }> {
  const source = await open(path, 'r')
  const session = new CaptureSession(source.fd)
  const bar = createProgressBar({ name, sizeBytes: session.sizeBytes, say: io.say })
  const scan = session.scan(expression.trim() === '' ? 'frame' : expression.trim())
  try {
    while (!session.isComplete(scan)) {
      io.signal.throwIfAborted()
      await session.until(scan, () => false, 100, io.signal)
      bar.show({ doneBytes: scan.pass.position, packets: scan.pass.packets })
    }
    await output.write(answerExport(session, { filter: expression }, io.signal))
    return { kept: scan.pass.matches.count, packets: scan.pass.packets }
  } finally {
    bar.close()
    session.close()
    await source.close()
  }
}
