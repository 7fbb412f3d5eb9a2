/** One capture from its file to its report: read, hashed, unpacked and analysed in one go, at flat memory. */

import type { Analysis } from '../../../decoder/analysis.ts'
import type { Filter } from '../../../decoder/filter/filter.ts'
import type { Report } from '../../../decoder/report.ts'
import type { Compression, Level } from '../schema.ts'
import { type ChunkSource, readChunks } from './chunks.ts'
import { MAGIC_BYTES, tellCompression } from './compression.ts'
import type { Hasher } from './hashing.ts'
import { type PackingProblem, toUnpackLimit, unpack } from './unpack.ts'

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

/** The bytes that tell the compression, then all of them again, as they come; whoever stops early leaves the rest to be read. */
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
    for (;;) {
      const next = await chunks.next()
      if (next.done) return
      yield next.value
    }
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
    const problems: PackingProblem[] = []
    const pieces = unpack(counted(all), compression, limitBytes, (problem) => problems.push(problem))
    for await (const piece of pieces) {
      analysis.push(piece)
      onStep?.(step)
    }
    // What cannot be unpacked is part of the file's hash and size all the same.
    for await (const rest of chunks) doneBytes += rest.length
    if (source.signal?.aborted) return stoppedIn(analysis.finish(), compression, doneBytes)
    const sha256 = await hasher.digest()
    const report = toFileReport(analysis.finish(), { compression, sha256, sizeBytes: doneBytes, problems })
    return { report, compression, sizeBytes: doneBytes, sha256 }
  } finally {
    await chunks.return(undefined)
    hasher.close()
  }
}

/** Where reading was ended by the person, the file is not: nothing is said of its end, nor is there a hash of it. */
function stoppedIn(report: Report, compression: Compression, sizeBytes: number): Analysed {
  const known = { compression, sha256: '', sizeBytes, problems: [] }
  const { file, ...rest } = toFileReport(report, known)
  const problems = file.problems.filter(({ code }) => code !== 'cut')
  return { report: { ...rest, complete: false, file: { ...file, problems } }, compression, sizeBytes, sha256: '' }
}

/** The decoder's report, and what only its reader knows of the file. */
export interface FileReport extends Omit<Report, 'file'> {
  readonly file: Omit<Report['file'], 'problems'> & {
    readonly compression: Compression
    /** Of the file as it is. */
    readonly sizeBytes: number
    readonly problems: readonly (Report['file']['problems'][number] | PackingProblem)[]
  }
}

function toFileReport(
  report: Report,
  known: {
    readonly compression: Compression
    readonly sha256: string
    readonly sizeBytes: number
    readonly problems: readonly PackingProblem[]
  },
): FileReport {
  const { sha256, ...facts } = known
  const problems = [...report.file.problems, ...known.problems]
  return { ...report, file: { ...report.file, ...(sha256 ? { sha256 } : {}), ...facts, problems } }
}
