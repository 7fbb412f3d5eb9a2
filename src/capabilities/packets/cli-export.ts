/** `vedette packets export FILE EXPR -w OUT`: what a filter keeps, as a capture of its own. */

import { createWriteStream, read } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import type { CommandIo } from '../../core/capability.ts'
import { parseWords } from '../../core/command-words.ts'
import { coreErrors } from '../../core/core-errors.ts'
import type { Params } from '../../core/schema.ts'
import { toVisible, toVisibleText } from '../../core/texts/visible.ts'
import { answerExport } from './browse/answers.ts'
import { CaptureSession } from './browse/capture-session.ts'
import { needFilter } from './browse/filter-errors.ts'
import { type Output, openOutput } from './cli-output.ts'
import { EXIT } from './exits.ts'
import { readChunks } from './reading/chunks.ts'
import { tellCompression } from './reading/compression.ts'
import { createNoHasher } from './reading/hashing.ts'
import { openNamed, STDIN } from './reading/named-source.ts'
import { createProgressBar } from './reading/progress-bar.ts'
import { toUnpackLimit, unpack } from './reading/unpack.ts'

const readAt = promisify(read)
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
    const found = await enterable(io, file, folder)
    const name = file === STDIN ? STDIN : basename(file)
    return await write(io, { ...found, name, expression, out: { ...output, file: out } })
  } catch (error) {
    if (!io.signal.aborted) throw error
    io.err(io.say({ key: 'packets.plain.export-stopped', params: { file: toVisible(out) } }))
    return EXIT.stopped
  } finally {
    await output?.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function parseCommand(io: CommandIo) {
  const command = 'packets export'
  const usage = 'packets export FILE EXPR -w OUT'
  const options = { write: { type: 'string', short: 'w' } } as const
  const { values, words } = parseWords(io.args, command, { options, words: ['FILE', 'EXPR'], usage })
  const [file = '', expression = ''] = words
  if (values.write === undefined) throw coreErrors['core.command-words']({ usage, command })
  return { file, expression, out: values.write }
}

interface Enterable {
  readonly path: string
  /** Why unpacking ended early: what had been unpacked is exported all the same. */
  readonly problems: readonly Problem[]
}
interface Problem {
  readonly code: string
  readonly at: number
}

/** The file itself, or a copy that can be entered in the middle: unpacked, or kept of what came in. */
async function enterable(io: CommandIo, file: string, folder: string): Promise<Enterable> {
  const { source, close } = await openNamed(file, io.signal)
  const { sizeBytes } = source
  try {
    const { maxUnpackedBytes = 0 } = io.settings.section<{ maxUnpackedBytes?: number }>('packets')
    if (sizeBytes === undefined) {
      const arrived = join(folder, 'arrived')
      await pipeline(Readable.from(copied(readChunks(source, createNoHasher()))), createWriteStream(arrived))
      io.signal.throwIfAborted()
      return await enterable(io, arrived, folder)
    }
    const beginning = new Uint8Array(BEGINNING_BYTES)
    const { bytesRead } = await readAt(source.fd, beginning, 0, BEGINNING_BYTES, 0)
    const compression = tellCompression(beginning.subarray(0, bytesRead))
    if (compression === 'none') return { path: file, problems: [] }
    const path = join(folder, 'capture')
    const limit = toUnpackLimit(maxUnpackedBytes, sizeBytes)
    const problems: Problem[] = []
    const pieces = unpack(readChunks(source, createNoHasher()), compression, limit, (problem) => problems.push(problem))
    await pipeline(Readable.from(pieces), createWriteStream(path))
    io.signal.throwIfAborted()
    return { path, problems }
  } finally {
    close()
  }
}

/** The memory of a chunk is read into again while the last one is still written. */
async function* copied(chunks: AsyncGenerator<Uint8Array>) {
  for await (const chunk of chunks) yield Uint8Array.from(chunk)
}

interface Wanted extends Enterable {
  readonly name: string
  readonly expression: string
  readonly out: Output & { readonly file: string }
}

async function write(io: CommandIo, { path, problems: packing, name, expression, out }: Wanted): Promise<number> {
  const source = await open(path, 'r')
  const session = new CaptureSession(source.fd)
  const bar = createProgressBar({ name, sizeBytes: session.sizeBytes, say: io.say })
  const scan = session.scan(expression.trim() === '' ? 'frame' : expression.trim())
  const tell = (key: string, params: Params) => io.err(io.say(toVisibleText({ key: `packets.plain.${key}`, params })))
  try {
    while (!session.isComplete(scan)) {
      io.signal.throwIfAborted()
      await session.until(scan, () => false, 100, io.signal)
      bar.show({ doneBytes: scan.pass.position, packets: scan.pass.packets })
    }
    bar.close()
    const { format, matches, packets } = scan.pass
    if (format === 'unknown') {
      tell('not-a-capture', { name })
      return EXIT.notACapture
    }
    await out.write(answerExport(session, { filter: expression }, io.signal))
    tell('exported', { kept: matches.count, count: packets, file: out.file })
    const problems: readonly Problem[] = [...scan.pass.problems, ...packing]
    for (const { code, at } of problems) tell('problem', { code, at })
    return problems.length > 0 ? EXIT.damaged : EXIT.whole
  } finally {
    bar.close()
    session.close()
    await source.close()
  }
}
