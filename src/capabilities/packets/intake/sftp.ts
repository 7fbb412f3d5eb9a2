/** Another machine's files over SFTP (draft-ietf-secsh-filexfer-02), its host key pinned. Loaded when one is asked for. */
import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import ssh2, {
  type Client,
  type ClientErrorExtensions,
  type ConnectConfig,
  type FileEntryWithStats,
  type SFTPWrapper,
  type Stats,
} from 'ssh2'
import { VedetteError } from '../../../core/errors.ts'
import { packetsErrors } from '../errors.ts'
import type { PlaceEntry, PlaceList, Site } from '../schema.ts'
import { byKindAndTime, hasInName, MOST_ENTRIES } from './place-list.ts'

export interface SiteSecret {
  readonly password?: string
  /** OpenSSH or PEM. */
  readonly privateKey?: string
  readonly passphrase?: string
}
export type Machine = Pick<Site, 'host' | 'port'>

const READY_MS = 15_000
/** A machine that says nothing for three of these has gone. */
const KEEPALIVE_MS = 10_000
/** One that lives but gives no bytes for so long gives none. */
const SILENT_MS = 60_000
/** Asked for at a time, and so many questions under way: what is far is as quick as what is near. */
const PIECE_BYTES = 32 * 1024
const MOST_ASKED = 32
const NO_SUCH_FILE = 2
const PERMISSION_DENIED = 3

/** As `ssh-keygen -l` prints it. */
const toFingerprint = (key: Buffer) => `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`

/** How a line failed, in words for the one who asked. */
function toLineError(error: Error & ClientErrorExtensions, site: Machine & { readonly user: string }): VedetteError {
  if (error instanceof VedetteError) return error
  const { host, user } = site
  if (error.level === 'client-authentication')
    return packetsErrors['packets.site-refused']({ host, user, reason: error.message }, error)
  const { code } = error as NodeJS.ErrnoException
  return packetsErrors['packets.site-unreachable']({ host, reason: code ?? error.message }, error)
}

function connect(client: Client, config: ConnectConfig, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      client.destroy()
      reject(signal?.reason)
    }
    if (signal?.aborted) return abort()
    signal?.addEventListener('abort', abort, { once: true })
    client.once('ready', () => {
      signal?.removeEventListener('abort', abort)
      resolve()
    })
    // Errors may still come after the first one, and after the line is up.
    client.on('error', reject)
    client.once('close', () => reject(new Error('the line was closed')))
    // A key that cannot be read is told by throwing.
    client.connect(config)
  })
}

/** The key a machine shows, before anything is said to it. */
export async function readHostKey({ host, port }: Machine): Promise<string> {
  const client = new ssh2.Client()
  let found: string | undefined
  try {
    await connect(client, {
      host,
      port,
      username: 'vedette',
      readyTimeout: READY_MS,
      hostVerifier: (key: Buffer) => {
        found = toFingerprint(key)
        return false
      },
    })
  } catch (error) {
    if (found === undefined) throw toLineError(error as Error, { host, port, user: '' })
  } finally {
    client.destroy()
  }
  if (found === undefined) throw packetsErrors['packets.site-unreachable']({ host, reason: 'no host key' })
  return found
}

export interface RemoteFile {
  readonly sizeBytes: number
  /** Of its last change, in whole seconds. */
  readonly changedMs: number
  /** Rejects with `packets.fetch-cut`, or with the reason of the signal. */
  read(signal: AbortSignal, fromBytes: number): AsyncGenerator<Uint8Array>
}
export interface SftpLine {
  /** Where a path really lies; '' is the home of the user. Only what has `find` in its name. Rejects with the reason of the signal. */
  list(path: string, find: string, signal: AbortSignal): Promise<PlaceList>
  /** Rejects with `packets.fetch-cut` when the machine does not answer in time, or with the reason of the signal. */
  open(path: string, signal?: AbortSignal): Promise<RemoteFile>
  close(): void
}

/** Rejects with `packets.site-unreachable`, `packets.site-refused`, `packets.host-key-changed`, or with the reason of the signal. */
export async function openLine(
  site: Omit<Site, 'id' | 'name'>,
  secret: SiteSecret,
  signal = new AbortController().signal,
): Promise<SftpLine> {
  const { host, port, user, hostKey } = site
  const client = new ssh2.Client()
  let found = hostKey
  try {
    await connect(
      client,
      {
        host,
        port,
        username: user,
        ...secret,
        readyTimeout: READY_MS,
        keepaliveInterval: KEEPALIVE_MS,
        hostVerifier: (key: Buffer) => {
          found = toFingerprint(key)
          return found === hostKey
        },
      },
      signal,
    )
    const channel = new Promise<SFTPWrapper>((resolve, reject) =>
      client.sftp((error, found) =>
        error ? reject(Object.assign(error, { level: 'client-authentication' })) : resolve(found),
      ),
    )
    return createLine(client, await inTime(channel, signal), site)
  } catch (error) {
    client.destroy()
    if (signal.aborted) throw signal.reason
    if (found !== hostKey) throw packetsErrors['packets.host-key-changed']({ host, found, wanted: hostKey }, error)
    const { message } = error as Error
    if (/privateKey|passphrase/i.test(message))
      throw packetsErrors['packets.site-refused']({ host, user, reason: message }, error)
    throw toLineError(error as Error, site)
  }
}

function createLine(client: Client, sftp: SFTPWrapper, site: Omit<Site, 'id' | 'name'>): SftpLine {
  /** Rejects once the line is cut: what was asked then may never be answered. */
  const cut = new Promise<never>((_, reject) => {
    client.on('error', reject)
    sftp.on('error', reject)
    client.once('close', () => reject(new Error('the line was closed')))
    sftp.once('close', () => reject(new Error('the line was closed')))
  })
  cut.catch(() => undefined)
  function ask<Answer>(
    path: string,
    question: (answer: (error: Error | undefined | null, found: Answer) => void) => void,
  ) {
    const answered = new Promise<Answer>((resolve, reject) =>
      question((error, found) => (error ? reject(error) : resolve(found))),
    )
    answered.catch(() => undefined)
    return Promise.race([answered, cut]).catch((error: Error & { code?: number | string }) => {
      if (error.code === NO_SUCH_FILE) throw packetsErrors['packets.path-unknown']({ path }, error)
      if (error.code === PERMISSION_DENIED)
        throw packetsErrors['packets.file-unreadable']({ file: path, reason: error.message }, error)
      throw toLineError(error, site)
    })
  }
  const stat = (path: string) => ask<Stats>(path, (answer) => sftp.stat(path, answer))

  async function toEntry(folder: string, { filename, attrs }: FileEntryWithStats, signal: AbortSignal) {
    const path = posix.join(folder, filename)
    const found = attrs.isSymbolicLink() ? await inTime(stat(path), signal).catch(() => undefined) : attrs
    if (!found || !(found.isDirectory() || found.isFile())) return undefined
    const entry: PlaceEntry = { name: filename, path, isFolder: found.isDirectory(), changedMs: found.mtime * 1000 }
    return entry.isFolder ? entry : { ...entry, sizeBytes: found.size }
  }

  async function listFolder(wanted: string, find: string, signal: AbortSignal): Promise<PlaceList> {
    const path = await inTime(
      ask<string>(wanted, (answer) => sftp.realpath(wanted || '.', answer)),
      signal,
    )
    const found = await inTime(
      ask<FileEntryWithStats[]>(path, (answer) => sftp.readdir(path, answer)),
      signal,
    )
    const entries: PlaceEntry[] = []
    // A home is full of settings that nobody looks for here.
    const isWanted = hasInName(find)
    const seen = found.filter(({ filename }) => !filename.startsWith('.') && isWanted(filename))
    for (const one of seen.slice(0, MOST_ENTRIES)) {
      const entry = await toEntry(path, one, signal)
      signal.throwIfAborted()
      if (entry) entries.push(entry)
    }
    return { path, entries: entries.sort(byKindAndTime), cut: seen.length > MOST_ENTRIES }
  }

  return {
    async list(path, find, signal) {
      return await listFolder(path, find, signal).catch((error: Error) => {
        if (signal.aborted) throw signal.reason
        throw toLineError(error, site)
      })
    },
    async open(path, signal = new AbortController().signal) {
      return await inTime(openFile(path), signal).catch((error: unknown) => {
        if (signal.aborted || error instanceof VedetteError) throw error
        throw packetsErrors['packets.fetch-cut']({ path, doneBytes: 0, reason: (error as Error).message }, error)
      })
    },
    close: () => client.destroy(),
  }

  async function openFile(path: string): Promise<RemoteFile> {
    // A pipe would hold the line: it is looked at before it is opened.
    if (!(await stat(path)).isFile()) throw packetsErrors['packets.not-a-file']({ file: path })
    const handle = await ask<Buffer>(path, (answer) => sftp.open(path, 'r', answer))
    const { size, mtime } = await ask<Stats>(path, (answer) => sftp.fstat(handle, answer))
    const readAt = (position: number, length: number) =>
      ask<Buffer>(path, (answer) =>
        sftp.read(handle, Buffer.alloc(length), 0, length, position, (error, count, bytes) =>
          answer(error, bytes?.subarray(0, count)),
        ),
      )
    return {
      sizeBytes: size,
      changedMs: mtime * 1000,
      read: (signal, fromBytes) => readAll({ path, fromBytes, sizeBytes: size, readAt, signal }),
    }
  }
}

/** In order, with many questions under way; each piece has its time. */
async function* readAll(wanted: {
  path: string
  fromBytes: number
  sizeBytes: number
  readAt: (position: number, length: number) => Promise<Buffer>
  signal: AbortSignal
}): AsyncGenerator<Uint8Array> {
  const { path, fromBytes, sizeBytes, readAt, signal } = wanted
  const asked: Promise<Buffer>[] = []
  let askedBytes = fromBytes
  let doneBytes = fromBytes
  const cut = (reason: string, cause?: unknown) =>
    packetsErrors['packets.fetch-cut']({ path, doneBytes, reason }, cause)
  const readWhole = async (from: number, length: number) => {
    const pieces: Buffer[] = []
    for (let done = 0; done < length; ) {
      const piece = await readAt(from + done, length - done)
      if (piece.length === 0) throw new Error('the file has become shorter')
      pieces.push(piece)
      done += piece.length
    }
    return Buffer.concat(pieces)
  }
  while (doneBytes < sizeBytes) {
    while (asked.length < MOST_ASKED && askedBytes < sizeBytes) {
      const length = Math.min(PIECE_BYTES, sizeBytes - askedBytes)
      const piece = readWhole(askedBytes, length)
      // Each is waited for in its turn: until then nobody hears of its failure.
      piece.catch(() => undefined)
      asked.push(piece)
      askedBytes += length
    }
    const piece = await inTime(asked.shift() as Promise<Buffer>, signal).catch((error: unknown) => {
      if (signal.aborted) throw signal.reason
      const { params, message } = error as VedetteError
      throw cut(String(params?.['reason'] ?? message), error)
    })
    doneBytes += piece.length
    yield piece
  }
}

function inTime<Answer>(piece: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason)
    const late = setTimeout(() => reject(new Error(`no answer for ${SILENT_MS / 1000} s`)), SILENT_MS)
    const over = () => {
      clearTimeout(late)
      signal.removeEventListener('abort', giveUp)
    }
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    piece.then(resolve, reject).finally(over)
    if (signal.aborted) over()
  })
}
