/** Proof of a process before it is stopped: its program (also a deleted one), what it held open, who started it. One `.tar.gz` each. */
import { createHash } from 'node:crypto'
import fs, { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Clock } from '../../../core/clock.ts'
import { createProcFiles, orNothing, type ProcFiles } from '../collect/files.ts'
import { toPlain } from '../collect/plain.ts'
import { redactVariable } from '../collect/redact.ts'
import type { ProcessesConfig } from '../config.ts'
import { processesErrors } from '../errors.ts'
import type { ProcessFacts, RuleHit } from '../schema.ts'
import type { EvidenceRow } from './schema.ts'
import { TAR_END, toPadding, toTarHeader } from './tar.ts'

const ID = /^\d{1,16}-\d{1,10}$/
const MOST_OPEN_FILES = 4096
const MOST_ENVIRONMENT_BYTES = 256 * 1024
const MEGABYTE = 1_000_000

export interface EvidenceRequest {
  readonly facts: ProcessFacts
  readonly hits: readonly RuleHit[]
  readonly ancestors: readonly ProcessFacts[]
  readonly descendants: readonly ProcessFacts[]
  /** Who asked for the stop. */
  readonly askedBy: string
  /** Whether the pid still is this process: what was read of another one is thrown away. */
  readonly isStill: () => boolean
  readonly signal: AbortSignal
}
export interface EvidenceRoom {
  /** `undefined`: it ended meanwhile. */
  keep(request: EvidenceRequest): Promise<EvidenceRow | undefined>
  list(): Promise<readonly EvidenceRow[]>
  /** A piece of a bundle, for the way over the link. */
  read(id: string, offset: number, length: number): Promise<{ bytes: Buffer; sizeBytes: number }>
}

export interface EvidenceOptions {
  readonly folder: string
  readonly proc: string
  readonly files: ProcFiles
  readonly clock: Clock
  readonly mostMegabytes: number
  readonly mostKept: number
}

export function createEvidenceRoom(options: EvidenceOptions): EvidenceRoom {
  const { folder, proc, files, clock } = options
  const pathOf = (id: string, ending: 'tar.gz' | 'json') => {
    if (!ID.test(id)) throw processesErrors['processes.evidence-unknown']({ id: id.slice(0, 40) })
    return join(folder, `${id}.${ending}`)
  }
  const readRow = async (id: string) => JSON.parse(await readFile(pathOf(id, 'json'), 'utf8')) as EvidenceRow
  const listIds = async () => {
    const names = await readdir(folder).catch(() => [])
    return names
      .flatMap((name) =>
        name.endsWith('.json') && ID.test(name.slice(0, -'.json'.length)) ? [name.slice(0, -'.json'.length)] : [],
      )
      .sort((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10))
  }
  const forgetOldest = async () => {
    for (const id of (await listIds()).slice(options.mostKept)) {
      await Promise.all([rm(pathOf(id, 'tar.gz'), { force: true }), rm(pathOf(id, 'json'), { force: true })])
    }
  }

  const readHeld = (pid: number) => {
    const home = `${proc}/${pid}`
    const descriptors = orNothing(files.list(`${home}/fd`)) ?? []
    const openFiles = descriptors
      .slice(0, MOST_OPEN_FILES)
      .map((descriptor) => `${descriptor} ${toPlain(orNothing(files.link(`${home}/fd/${descriptor}`)) ?? '?')}`)
    const variables = (orNothing(files.text(`${home}/environ`, MOST_ENVIRONMENT_BYTES)) ?? '')
      .split('\0')
      .filter(Boolean)
    return {
      openFiles,
      environment: variables.map((variable) => toPlain(redactVariable(variable))),
      workingFolder: orNothing(files.link(`${home}/cwd`)) ?? null,
      root: orNothing(files.link(`${home}/root`)) ?? null,
      maps: orNothing(files.text(`${home}/maps`, MEGABYTE)) ?? null,
    }
  }

  const write = async (id: string, request: EvidenceRequest, atMs: number): Promise<EvidenceRow | undefined> => {
    const { facts, signal, isStill, ...known } = request
    const program = await openProgram(`${proc}/${facts.pid}/exe`)
    try {
      const held = readHeld(facts.pid)
      // The program is open and everything else is read: from here on it may be anybody's pid.
      if (!isStill()) return undefined
      const sizeBytes = program ? (await program.stat()).size : 0
      // A file of terabytes without contents must not be a way to stay.
      const copied = program !== undefined && sizeBytes <= options.mostMegabytes * MEGABYTE
      const sha256 = copied ? await hash(program, signal) : undefined
      const told = {
        facts,
        ...known,
        atUtc: new Date(atMs).toISOString(),
        executable: { sizeBytes, sha256: sha256 ?? null, copied },
        ...held,
      }
      const report = Buffer.from(`${JSON.stringify(told, null, 2)}\n`)
      async function* parts(): AsyncGenerator<Buffer> {
        yield toTarHeader('evidence.json', report.length, atMs)
        yield report
        yield toPadding(report.length)
        if (program && copied) {
          yield toTarHeader('executable', sizeBytes, atMs)
          yield* readWhole(program, sizeBytes)
          yield toPadding(sizeBytes)
        }
        yield TAR_END
      }
      const path = pathOf(id, 'tar.gz')
      await pipeline(Readable.from(parts()), createGzip(), createWriteStream(`${path}.part`, { mode: 0o600 }), {
        signal,
      })
      await rename(`${path}.part`, path)
      const row: EvidenceRow = {
        id,
        atMs,
        process: {
          pid: facts.pid,
          startTime: facts.startTime,
          name: facts.name,
          ...(facts.exe === undefined ? {} : { exe: facts.exe }),
        },
        sizeBytes: (await stat(path)).size,
        ...(sha256 === undefined ? {} : { sha256 }),
      }
      await writeFile(pathOf(id, 'json'), JSON.stringify(row), { mode: 0o600 })
      return row
    } finally {
      await program?.close()
    }
  }

  return {
    async keep(request) {
      const atMs = clock.now()
      const id = `${atMs}-${request.facts.pid}`
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        const row = await write(id, request, atMs)
        if (row) await forgetOldest()
        return row
      } catch (error) {
        await rm(`${pathOf(id, 'tar.gz')}.part`, { force: true }).catch(() => undefined)
        throw processesErrors['processes.evidence-failed'](
          { reason: (error as NodeJS.ErrnoException).code ?? String(error) },
          error,
        )
      }
    },
    async list() {
      const rows = await Promise.all((await listIds()).map((id) => readRow(id).catch(() => undefined)))
      return rows.filter((row) => row !== undefined)
    },
    async read(id, offset, length) {
      const path = pathOf(id, 'tar.gz')
      const file = await open(path).catch(() => {
        throw processesErrors['processes.evidence-unknown']({ id })
      })
      try {
        const { size } = await file.stat()
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset)
        return { bytes: buffer.subarray(0, bytesRead), sizeBytes: size }
      } finally {
        await file.close()
      }
    },
  }
}

/** Below the machine's own data folder. */
export const openEvidence = (config: ProcessesConfig, dataDir: string, clock: Clock): EvidenceRoom =>
  createEvidenceRoom({
    folder: join(dataDir, 'processes', 'evidence'),
    proc: config.procRoot,
    files: createProcFiles(),
    clock,
    mostMegabytes: config.evidenceMegabytes,
    mostKept: config.evidenceKept,
  })

/** The link opens the very file that runs, also after it was deleted. */
async function openProgram(path: string) {
  try {
    return await open(path, fs.constants.O_RDONLY)
  } catch {
    return undefined
  }
}

async function hash(program: Awaited<ReturnType<typeof open>>, signal: AbortSignal): Promise<string> {
  const sum = createHash('sha256')
  const stream = createReadStream('', { fd: program, autoClose: false, start: 0, signal })
  for await (const chunk of stream) sum.update(chunk as Buffer)
  return sum.digest('hex')
}

/** Exactly as many bytes as the header said, whatever happens to the file meanwhile. */
async function* readWhole(program: Awaited<ReturnType<typeof open>>, sizeBytes: number): AsyncGenerator<Buffer> {
  let left = sizeBytes
  const stream = createReadStream('', { fd: program, autoClose: false, start: 0, end: Math.max(0, sizeBytes - 1) })
  for await (const chunk of stream) {
    const bytes = (chunk as Buffer).subarray(0, left)
    left -= bytes.length
    yield bytes
  }
  if (left > 0) yield Buffer.alloc(left)
}
