/** Which logs there are: files under the allowed roots that look like text, and the journal. */
import { constants, type Dirent } from 'node:fs'
import { access, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostId } from '../../../core/capability.ts'
import type { Source } from '../collectors/source.ts'
import { hostErrors } from '../errors.ts'
import type { LogSource } from '../schema.ts'
import { isUnitName, toUnitName } from '../services/units.ts'
import { isLogName, isPrivateEventLog } from '../windows/events.ts'
import { isPrivateLog } from './guard.ts'

/** Rotated and packed copies, and files that are no text. */
const NOT_A_LOG =
  /\.(?:gz|xz|bz2|zst|lz4|journal|\d+|old|dat|db|sqlite)(?:~)?$|-\d{8}$|^(?:wtmp|btmp|lastlog|faillog|tallylog|README)$|^wtmp\.|^\./
const FIRST = [
  'syslog',
  'messages',
  'auth.log',
  'secure',
  'kern.log',
  'daemon.log',
  'cron',
  'maillog',
  'dpkg.log',
  'dnf.log',
]
const DEEPEST = 3
const MOST_FOLDERS = 200
const MOST_FILES = 500

export interface SourcesOptions {
  readonly host: HostId
  readonly source: Source
  readonly roots: readonly string[]
  readonly privateLogs: readonly string[]
  readonly privateUnits: readonly string[]
  readonly configured: readonly string[]
}

export type LogId =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'journal'; readonly unit?: string }
  | { readonly kind: 'eventlog'; readonly log: string }

export const EVENT_LOG = 'eventlog/'
/** `journal`, `journal/<unit>`, `eventlog/<log>`, or a path; rejects with `host.log-outside` when the unit's name is none. */
export function parseLogId(id: string): LogId {
  if (id === 'journal') return { kind: 'journal' }
  if (id.startsWith(EVENT_LOG)) {
    const log = id.slice(EVENT_LOG.length)
    if (!isLogName(log)) throw hostErrors['host.log-outside']({ path: id })
    return { kind: 'eventlog', log }
  }
  if (!id.startsWith('journal/')) return { kind: 'file', path: id }
  const unit = id.slice('journal/'.length)
  if (!isUnitName(unit)) throw hostErrors['host.log-outside']({ path: id })
  return { kind: 'journal', unit: toUnitName(unit) }
}

type Privacy = Pick<SourcesOptions, 'roots' | 'privateLogs' | 'privateUnits'>

/** The journal's own files hold what the whole journal holds. */
export const toPrivateGlobs = (options: Pick<Privacy, 'privateLogs'>) => [...options.privateLogs, 'journal/**']

export const isPrivateFile = (path: string, options: Privacy): boolean =>
  isPrivateLog(path, options.roots, toPrivateGlobs(options))

/** Slices and scopes hold what many services and people's sessions write; `sshd@1.service` is as private as sshd. */
function isPrivateUnit(unit: string, { privateUnits }: Privacy): boolean {
  const template = unit.replace(/@.*(\.[a-z]+)$/, '$1')
  const single = /\.(?:service|socket|timer)$/.test(unit) && !/^user(?:-runtime-dir)?@/.test(unit)
  return !single || privateUnits.includes(unit) || privateUnits.includes(template)
}

/** The whole journal holds what sshd and sudo write, so it is private as a whole. */
export function isPrivateSource(id: LogId, options: Privacy): boolean {
  if (id.kind === 'file') return isPrivateFile(id.path, options)
  if (id.kind === 'eventlog') return isPrivateEventLog(id.log)
  return id.unit === undefined || isPrivateUnit(id.unit, options)
}

export function describeSource(
  id: string,
  facts: { sizeBytes?: number; changedMs?: number; readable: boolean },
  options: SourcesOptions,
  realPath = id,
): LogSource {
  const parsed = parseLogId(id)
  // A link with a harmless name is as private as what it leads to.
  const isPrivate = isPrivateSource(parsed, options) || (parsed.kind === 'file' && isPrivateFile(realPath, options))
  return {
    id,
    kind: parsed.kind,
    private: isPrivate,
    topic: `host.${isPrivate ? 'private-log' : 'log'}:${options.host}:${id}`,
    ...facts,
  }
}

interface Folder {
  readonly path: string
  readonly depth: number
}

async function readFolder({ path, depth }: Folder): Promise<{ files: string[]; folders: Folder[] }> {
  const entries: Dirent[] = await readdir(path, { withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && !NOT_A_LOG.test(entry.name))
  const folders = entries.filter((entry) => entry.isDirectory() && depth < DEEPEST && entry.name !== 'journal')
  return {
    files: files.map(({ name }) => join(path, name)),
    folders: folders.map(({ name }) => ({ path: join(path, name), depth: depth + 1 })),
  }
}

/** Breadth first, so a folder with thousands of files does not hide its neighbours. */
async function findFiles(roots: readonly string[]): Promise<string[]> {
  const files: string[] = []
  const folders: Folder[] = roots.map((path) => ({ path, depth: 1 }))
  for (let next = 0; next < folders.length && next < MOST_FOLDERS && files.length < MOST_FILES; next++) {
    const folder = folders[next]
    if (!folder) break
    const found = await readFolder(folder)
    files.push(...found.files)
    folders.push(...found.folders)
  }
  return files.slice(0, MOST_FILES)
}

async function describeFile(path: string, options: SourcesOptions): Promise<LogSource | undefined> {
  const stats = await stat(path).catch(() => undefined)
  if (!stats?.isFile()) return undefined
  const readable = await access(path, constants.R_OK).then(
    () => true,
    () => false,
  )
  return describeSource(path, { sizeBytes: stats.size, changedMs: stats.mtimeMs, readable }, options)
}

function hasJournal(source: Source): boolean {
  const { files, run } = source.roots
  return [`${files}/var/log/journal`, `${run}/log/journal`].some((folder) => source.list(folder).length > 0)
}

/** The usual ones first, then the journal, then by name. */
export async function readSources(options: SourcesOptions): Promise<LogSource[]> {
  const files = await findFiles(options.roots)
  const described = await Promise.all(files.map((path) => describeFile(path, options)))
  const journal =
    options.source.exists(`${options.source.roots.run}/systemd/system`) && hasJournal(options.source)
      ? ['journal', ...options.configured.filter(isUnitName).map((name) => `journal/${toUnitName(name)}`)]
      : []
  const rank = ({ kind, id }: LogSource) => {
    if (kind === 'journal') return FIRST.length
    const usual = FIRST.findIndex((name) => options.roots.some((root) => id === join(root, name)))
    return usual === -1 ? FIRST.length + 1 : usual
  }
  return [
    ...described.filter((found) => found !== undefined),
    ...journal.map((id) => describeSource(id, { readable: true }, options)),
  ].sort((a, b) => rank(a) - rank(b) || a.id.localeCompare(b.id))
}
