/** A backup as one file: a tar of a manifest and its files in one zstd frame. */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import { storeErrors } from '../errors.ts'
import { BACKUP_FORMAT, findForeignFile, MANIFEST, type Manifest, parseManifest } from './manifest.ts'
import { decodeTar, encodeTarHeader, paddingOf, type TarEntry, tarEnd } from './tar.ts'

const MAX_MANIFEST_BYTES = 16 * 1024 * 1024

export async function describeFile(folder: string, name: string): Promise<Manifest['files'][number]> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(join(folder, name)), hash)
  const { size } = await stat(join(folder, name))
  return { name, sizeBytes: size, sha256: hash.digest('hex') }
}

async function* encodeArchive(folder: string, manifest: Manifest): AsyncGenerator<Buffer> {
  const modifiedS = Math.floor(manifest.createdMs / 1000)
  const first = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
  yield encodeTarHeader(MANIFEST, first.length, modifiedS)
  yield first
  yield paddingOf(first.length)
  for (const { name, sizeBytes } of manifest.files) {
    yield encodeTarHeader(name, sizeBytes, modifiedS)
    yield* createReadStream(join(folder, name))
    yield paddingOf(sizeBytes)
  }
  yield tarEnd
}

/** From files in `folder`, which is beside `file`. Appears under its name only when it is whole and on the disk; readable by its owner only. Gives its size. */
export async function writeArchive(file: string, folder: string, manifest: Manifest): Promise<number> {
  const partial = join(folder, 'archive.partial')
  const target = createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true })
  await pipeline(encodeArchive(folder, manifest), createZstdCompress(), target)
  await rename(partial, file)
  return (await stat(file)).size
}

/** Files of a backup, checked against its manifest, in `folder`. Throws `store.backup-…`. */
export async function extractArchive(file: string, folder: string): Promise<Manifest> {
  const source = await open(file).catch((error: Error) => {
    throw storeErrors['store.backup-unreadable']({ file, reason: error.message }, error)
  })
  let manifest: Manifest | undefined
  try {
    await pipeline(source.createReadStream(), createZstdDecompress(), async (chunks: AsyncIterable<Buffer>) => {
      manifest = await extractEntries(decodeTar(chunks), file, folder)
    })
  } catch (error) {
    if (error instanceof RangeError || isZstdError(error)) throw damaged(file, error.message, error)
    throw error
  }
  if (!manifest) throw damaged(file, 'it is empty')
  return manifest
}

export const damaged = (file: string, reason: string, cause?: unknown) =>
  storeErrors['store.backup-damaged']({ file, reason }, cause)

async function extractEntries(entries: AsyncGenerator<TarEntry>, file: string, folder: string): Promise<Manifest> {
  const manifest = await readManifest(entries, file)
  if (!manifest) throw damaged(file, 'it has no manifest')
  const foreign = findForeignFile(manifest)
  if (foreign) throw damaged(file, foreign)
  await refuseTooLarge(manifest, folder)
  const found = new Map<string, string>()
  for await (const entry of entries) {
    // Only what the manifest lists is written, once and not longer than it says: a forged archive reaches no other file and fills no disk.
    const listed = manifest.files.find(({ name }) => name === entry.name)
    if (!listed || found.has(entry.name))
      throw damaged(file, `it holds “${entry.name}”, which is not listed or there twice`)
    if (listed.sizeBytes !== entry.sizeBytes) throw damaged(file, `“${entry.name}” is not as long as its manifest says`)
    found.set(entry.name, await extractEntry(entry, folder))
  }
  const wrong = manifest.files.find(({ name, sha256 }) => found.get(name) !== sha256)
  if (wrong) throw damaged(file, `“${wrong.name}” is ${found.has(wrong.name) ? 'changed' : 'missing'}`)
  return manifest
}

async function refuseTooLarge({ files }: Manifest, folder: string) {
  const { bavail, bsize } = await statfs(folder)
  if (files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) > bavail * bsize)
    throw storeErrors['store.full']({ where: folder })
}

const isZstdError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && /^ZSTD_|^Z_/.test(String(error.code))

async function readManifest(entries: AsyncGenerator<TarEntry>, file: string): Promise<Manifest | undefined> {
  const { value: first } = await entries.next()
  if (!first || first.name !== MANIFEST || first.sizeBytes > MAX_MANIFEST_BYTES) return undefined
  const parts: Buffer[] = []
  for await (const part of first.content) parts.push(part)
  const manifest = parseManifest(Buffer.concat(parts).toString('utf8'))
  if (manifest && manifest.format > BACKUP_FORMAT)
    throw storeErrors['store.backup-newer']({ file, version: manifest.version })
  return manifest
}

async function extractEntry(entry: TarEntry, folder: string): Promise<string> {
  const hash = createHash('sha256')
  async function* hashed(): AsyncGenerator<Buffer> {
    for await (const part of entry.content) {
      hash.update(part)
      yield part
    }
  }
  await pipeline(hashed(), createWriteStream(join(folder, entry.name), { flags: 'wx', mode: 0o600, flush: true }))
  return hash.digest('hex')
}
