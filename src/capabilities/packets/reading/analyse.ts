/** One capture from its file to its report: read, hashed, unpacked and analysed in one go, at flat memory. */

import { VedetteError } from '../../../core/errors.ts'
import type { Analysis } from '../../../decoder/analysis.ts'
import type { Filter } from '../../../decoder/filter/filter.ts'
import type { Report } from '../../../decoder/report.ts'
import type { Compression, Level } from '../schema.ts'
import { type ChunkSource, readChunks } from './chunks.ts'
import { MAGIC_BYTES, tellCompression } from './content.ts'
import type { Hasher } from './hashing.ts'
import { toUnpackLimit, unpack } from './unpack.ts'

/** What is known while it goes on. */
export interface Step {
  /** Bytes of the file, as it is, that were read. */
  readonly doneBytes: number
  readonly packets: number
  /** The report so far; costs time, so ask only when it is shown. */
  snapshot(): Report
}
export interface AnalyseOptions {
  readonly source: ChunkSource
  readonly hasher: Hasher
  readonly level: Level
  /** `maxUnpackedBytes` of the settings; 0: by the size of the file. */
  readonly maxUnpackedBytes: number
  /** Bytes of the file, as far as known. */
  readonly sizeBytes?: number
  /** Just what this filter keeps is analysed. */
  readonly filter?: Filter
  /** After every piece. What it throws ends the analysis. */
  onStep?(step: Step): void
}
export interface Analysed {
  readonly report: FileReport
  readonly compression: Compression
  readonly sizeBytes: number
  /** Lower-case hex of the file as it is; empty when nobody hashed. */
  readonly sha256: string
}

/** The bytes that tell the compression, then all of them again, as they come. */
async function peek(chunks: AsyncGenerator<Uint8Array>) {
  let beginning: Uint8Array = new Uint8Array()
  // A pipe may give them one by one.
  while (beginning.length < MAGIC_BYTES) {
    const next = await chunks.next()
    if (next.done) break
    beginning = Buffer.concat([beginning, next.value])
  }
  async function* all() {
    if (beginning.length > 0) yield beginning
    yield* chunks
  }
  return { beginning, all: all() }
}

export async function analyse(options: AnalyseOptions): Promise<Analysed> {
  const { source, hasher, level, filter, onStep } = options
  const { createAnalysis } = await import('../../../decoder/analysis.ts')
  const analysis: Analysis = createAnalysis(
    filter ? { level, sift: (await import('../../../decoder/filter/sift.ts')).siftBy(filter) } : { level },
  )
  let doneBytes = 0
  async function* counted(chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      doneBytes += chunk.length
      yield chunk
    }
  }
  const step: Step = {
    get doneBytes() {
      return doneBytes
    },
    get packets() {
      return analysis.packets
    },
    snapshot: () => analysis.snapshot(),
  }
  const chunks = readChunks(source, hasher)
  try {
    const { beginning, all } = await peek(chunks)
    const compression = tellCompression(beginning)
    const limitBytes = toUnpackLimit(options.maxUnpackedBytes, options.sizeBytes ?? 0)
    const damage = await feed(unpack(counted(all), compression, limitBytes), analysis, () => onStep?.(step))
    if (source.signal?.aborted) return stoppedIn(analysis.finish(), compression, doneBytes)
    // What comes after the damage is not unpacked, but it is part of the file's hash and size.
    if (damage) for await (const rest of chunks) doneBytes += rest.length
    const sha256 = await hasher.digest()
    const report = toFileReport(analysis.finish(), { compression, sha256, sizeBytes: doneBytes, damage })
    return { report, compression, sizeBytes: doneBytes, sha256 }
  } finally {
    await chunks.return(undefined)
    hasher.close()
  }
}

/** Where reading was ended by the person, the file is not: nothing is said of its end, nor is there a hash of it. */
function stoppedIn(report: Report, compression: Compression, sizeBytes: number): Analysed {
  const known = { compression, sha256: '', sizeBytes, damage: undefined }
  const { file, ...rest } = toFileReport(report, known)
  const problems = file.problems.filter(({ code }) => code !== 'cut' && code !== 'compression-damaged')
  return { report: { ...rest, complete: false, file: { ...file, problems } }, compression, sizeBytes, sha256: '' }
}

interface CompressionDamage {
  readonly code: 'compression-damaged'
  /** Byte of the packed file. */
  readonly at: number
  readonly reason: string
}
/** The decoder's report, and what only its reader knows of the file. */
export interface FileReport extends Omit<Report, 'file'> {
  readonly file: Omit<Report['file'], 'problems'> & {
    readonly compression: Compression
    /** Of the file as it is. */
    readonly sizeBytes: number
    readonly problems: readonly (Report['file']['problems'][number] | CompressionDamage)[]
  }
}

function toFileReport(
  report: Report,
  known: {
    readonly compression: Compression
    readonly sha256: string
    readonly sizeBytes: number
    readonly damage: string | undefined
  },
): FileReport {
  const { compression, sha256, sizeBytes, damage } = known
  const problems = damage
    ? [...report.file.problems, { code: 'compression-damaged' as const, at: sizeBytes, reason: damage }]
    : report.file.problems
  const file = { ...report.file, ...(sha256 ? { sha256 } : {}), compression, sizeBytes, problems }
  return { ...report, file }
}

/** Why unpacking stopped early; what had been unpacked is analysed all the same. */
async function feed(
  pieces: AsyncIterable<Uint8Array>,
  analysis: Analysis,
  onPiece: () => void,
): Promise<string | undefined> {
  try {
    for await (const piece of pieces) {
      analysis.push(piece)
      onPiece()
    }
    return undefined
  } catch (error) {
    if (!(error instanceof VedetteError) || error.code !== 'packets.compression-damaged') throw error
    return String(error.params['reason'])
  }
}
