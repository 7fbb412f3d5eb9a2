/** The only door to log files: what is opened lies under an allowed root, links followed, and is a regular file. */
import { constants, type Stats } from 'node:fs'
import { access, type FileHandle, open, readFile, readlink, realpath, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { basename, dirname, isAbsolute, join, normalize, relative, sep } from 'node:path'
import { hostErrors } from '../errors.ts'

export interface OpenLog {
  readonly handle: FileHandle
  /** The file itself, links followed, below its root as the settings name it: what is private is judged by this. */
  readonly realPath: string
  readonly stats: Stats
}

const isInside = (path: string, root: string) =>
  path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)
const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code

/** Packed copies, and files of records rather than text: megabytes of noise, and nothing to read. */
const NO_TEXT = /\.(?:gz|xz|bz2|zst|lz4|journal|dat|db|sqlite)~?$|^(?:wtmp|btmp|lastlog|faillog|tallylog)(?:[.-]|$)/

/** `/var/log/../../etc/shadow`, relative paths and NUL bytes are refused before anything is touched. */
export function checkLogPath(path: string, roots: readonly string[]): void {
  const honest = isAbsolute(path) && normalize(path) === path && !path.includes('\0')
  if (!honest || !roots.some((root) => isInside(path, normalize(root)))) throw hostErrors['host.log-outside']({ path })
}

interface Root {
  readonly named: string
  readonly real: string
}
async function readRealRoots(roots: readonly string[]): Promise<Root[]> {
  const found = await Promise.all(
    roots.map((named) =>
      realpath(named).then(
        (real) => ({ named, real }),
        () => undefined,
      ),
    ),
  )
  return found.filter((root) => root !== undefined)
}

/**
 * Rejects with `host.log-outside`, `host.log-missing`, `host.log-unreadable` or `host.log-no-file`. The handle's own path is
 * checked again after opening, so a link swapped in between does not get through.
 */
export async function openLog(path: string, roots: readonly string[]): Promise<OpenLog> {
  checkLogPath(path, roots)
  const realRoots = await readRealRoots(roots)
  const rootOf = (target: string) => realRoots.find(({ real }) => isInside(target, real))
  let handle: FileHandle | undefined
  try {
    if (!rootOf(await realpath(path))) throw hostErrors['host.log-outside']({ path })
    // O_NONBLOCK: opening a pipe nobody writes to would wait for ever.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const opened = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => realpath(path))
    const target = opened.replace(/ \(deleted\)$/, '')
    const root = rootOf(target)
    if (!root) throw hostErrors['host.log-outside']({ path })
    const stats = await handle.stat()
    if (!stats.isFile() || NO_TEXT.test(basename(path)) || NO_TEXT.test(basename(target)))
      throw hostErrors['host.log-no-file']({ path })
    return { handle, realPath: join(root.named, relative(root.real, target)), stats }
  } catch (error) {
    await handle?.close()
    throw await toLogError(path, error)
  }
}

async function toLogError(path: string, error: unknown): Promise<unknown> {
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
    // No file has a name this long: 255 bytes a part, pathconf(3).
    case 'ENAMETOOLONG':
      return hostErrors['host.log-missing']({ path }, error)
    case 'ENXIO':
    case 'EISDIR':
    case 'ELOOP':
      return hostErrors['host.log-no-file']({ path }, error)
    case 'EACCES':
    case 'EPERM':
      return hostErrors['host.log-unreadable']({ path, ...(await explainUnreadable(path)) }, error)
    default:
      return error
  }
}

/** Names of ids, from passwd(5) or group(5). */
export function parseNames(text: string): ReadonlyMap<number, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [name, , id] = line.split(':')
      return name && id && /^\d+$/.test(id) ? [[Number(id), name] as const] : []
    }),
  )
}

export interface Unreadable {
  readonly user: string
  /** `root:adm 0640`, or empty when even that cannot be seen. */
  readonly owner: string
  /** What grants it, to be run by an administrator. */
  readonly command: string
}

/** Which permission is missing, and the command that grants no more than that. */
export function toUnreadable(facts: {
  path: string
  user: string
  owner: string
  group: string
  mode: number
}): Unreadable {
  const { path, user, group, mode } = facts
  const octal = (mode & 0o7777).toString(8).padStart(4, '0')
  const byGroup = (mode & 0o040) !== 0 && group !== 'root' && group !== '0'
  return {
    user,
    owner: `${facts.owner}:${group} ${octal}`,
    command: byGroup ? `sudo usermod -aG ${group} ${user}` : `sudo setfacl -m u:${user}:r '${path}'`,
  }
}

async function explainUnreadable(path: string): Promise<Record<string, string>> {
  const user = userInfo().username
  // The nearest folder that may not be entered hides the file from us, whatever the file's own permissions are.
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    const [enter, exists] = await Promise.all([
      access(folder, constants.X_OK).then(
        () => true,
        () => false,
      ),
      stat(folder).then(
        () => true,
        () => false,
      ),
    ])
    if (exists && !enter) return { user, owner: folder, command: `sudo setfacl -m u:${user}:x '${folder}'` }
  }
  const [stats, passwd, group] = await Promise.all([
    stat(path).catch(() => undefined),
    readFile('/etc/passwd', 'utf8').catch(() => ''),
    readFile('/etc/group', 'utf8').catch(() => ''),
  ])
  if (!stats) return { user, owner: '', command: `sudo setfacl -m u:${user}:r '${path}'` }
  const nameOf = (text: string, id: number) => parseNames(text).get(id) ?? String(id)
  return {
    ...toUnreadable({
      path,
      user,
      owner: nameOf(passwd, stats.uid),
      group: nameOf(group, stats.gid),
      mode: stats.mode,
    }),
  }
}

/** `*` stands for anything within a name, `**` for anything. */
function toPattern(glob: string): RegExp {
  const escaped = glob.replace(/[.+^${}()|[\]\\?]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/\*\*|\*/g, (star) => (star === '**' ? '.*' : '[^/]*'))}$`)
}

/** Whether a log may be read by operators only; the name as asked and the file it leads to both count. */
export function isPrivateLog(path: string, roots: readonly string[], globs: readonly string[]): boolean {
  return roots
    .filter((root) => isInside(path, root))
    .some((root) => {
      const name = relative(root, path)
      return globs.some((glob) => toPattern(glob).test(name) || toPattern(glob).test(basename(name)))
    })
}
