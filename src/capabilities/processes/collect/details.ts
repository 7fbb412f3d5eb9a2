/** What changes only when a process runs: who it is, what it runs, where it belongs. Read again when its counters moved. */
import { basename } from 'node:path/posix'
import type { ProcessFacts, Unseen } from '../schema.ts'
import { readInodes } from './attribution.ts'
import { type Belonging, parseCgroup } from './cgroup.ts'
import { DENIED, orNothing, type ProcFiles } from './files.ts'
import { toPlain } from './plain.ts'
import { redactArguments } from './redact.ts'
import { type Stat, toTty } from './stat.ts'
import { parseStatus, type Status, toCapabilityNames } from './status.ts'

export interface Details extends Belonging {
  readonly name: string
  readonly exe?: string
  readonly exeDeleted?: boolean
  readonly commandLine?: string
  readonly uid?: number
  readonly tty?: string
  readonly loginUid?: number
  readonly graphical?: boolean
  readonly capabilities?: string[]
  readonly allCapabilities?: boolean
  readonly readBytes?: number
  readonly writtenBytes?: number
  readonly unseen: Unseen[]
  readonly inodes: readonly number[]
  readonly namespace?: string
}

/** Four times what is shown: whoever fills a command line must not keep the console busy with it. */
const MOST_ARGUMENT_BYTES = 8 * 1024
const MOST_SHOWN = 2048
const COMM_LENGTH = 15
/** Names a runtime gives its first thread, which tell nothing of the program. */
const THREAD_NAMES = /^(?:MainThread|main|node-MainThread|Main|Thread-?\d*)$/
const NOBODY = 4_294_967_295
const DELETED = ' (deleted)'

const parseExe = (link: string) =>
  link.endsWith(DELETED) ? { exe: toPlain(link.slice(0, -DELETED.length)), exeDeleted: true } : { exe: toPlain(link) }

/** The kernel cuts names after 15 bytes: the whole one is the program's file, or what it was called by. */
export function toName(comm: string, exe: string | undefined, argv: readonly string[]): string {
  if (THREAD_NAMES.test(comm) && exe) return basename(exe)
  if (Buffer.byteLength(comm) < COMM_LENGTH) return toPlain(comm)
  const longer = [exe ?? '', ...argv.slice(0, 3)]
    .map((path) => basename(path))
    .find((name) => name.length > comm.length && name.startsWith(comm) && !/\s/.test(name))
  return toPlain(longer ?? comm)
}

const cut = (text: string) => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text)

/** Arguments end with a zero byte; a program that gave itself a title may have left out the last. */
export const parseArguments = (text: string): string[] => text.replace(/\0+$/, '').split('\0')

function readCommandLine(files: ProcFiles, home: string) {
  const text = orNothing(files.text(`${home}/cmdline`, MOST_ARGUMENT_BYTES)) ?? ''
  const argv = text === '' ? [] : parseArguments(text)
  // What was cut in two might no longer look like the secret it is.
  return argv.length > 1 && Buffer.byteLength(text) >= MOST_ARGUMENT_BYTES ? argv.slice(0, -1) : argv
}

const redacted = new Map<string, string>()
/** The same command lines come at every pass, and redaction is the dearest step. */
function toCommandLine(argv: readonly string[]): string {
  const key = argv.join('\0')
  const known = redacted.get(key)
  if (known !== undefined) return known
  if (redacted.size > 20_000) redacted.clear()
  const made = cut(toPlain(redactArguments(argv).join(' ')))
  redacted.set(key, made)
  return made
}

/** Storage I/O, proc_pid_io(5): what really went to a disk. */
function readIo(files: ProcFiles, home: string) {
  const text = files.small(`${home}/io`)
  if (text === DENIED) return DENIED
  const read = /\nread_bytes: (\d+)/.exec(text ?? '')?.[1]
  const written = /\nwrite_bytes: (\d+)/.exec(text ?? '')?.[1]
  return read === undefined || written === undefined
    ? undefined
    : { readBytes: Number(read), writtenBytes: Number(written) }
}

/** The audit login uid, and whether logind says the session is graphical. */
function readSession(files: ProcFiles, home: string, run: string) {
  const loginUid = Number(orNothing(files.small(`${home}/loginuid`)) ?? NOBODY)
  if (!Number.isSafeInteger(loginUid) || loginUid === NOBODY) return {}
  const session = orNothing(files.small(`${home}/sessionid`))?.trim()
  const told =
    session && /^\d+$/.test(session) ? orNothing(files.text(`${run}/systemd/sessions/${session}`)) : undefined
  return { loginUid, ...(told && /^TYPE=(?:x11|wayland|mir)$/m.test(told) ? { graphical: true } : {}) }
}

function toCapabilities(
  { capabilities: bits, uid }: Status,
  all: bigint,
  contained: boolean,
): Pick<ProcessFacts, 'capabilities' | 'allCapabilities'> {
  if (bits === 0n) return {}
  // Root is expected to have many: only what others have is worth naming, and root inside a container.
  if (uid === 0 && (bits === all || !contained)) return bits === all ? { allCapabilities: true } : {}
  return { capabilities: toCapabilityNames(bits) }
}

export interface Reader {
  readonly files: ProcFiles
  readonly run: string
  /** Every capability the kernel knows, as the first process has them. */
  readonly allCapabilities: bigint
  /** Mount namespace of the first process; `undefined`: not to be seen. */
  readonly mounts?: string | undefined
}

/** Every engine gives a container files of its own; a user who only names a control group after one does not. */
function isContained({ files, mounts }: Reader, home: string): boolean {
  const own = orNothing(files.link(`${home}/ns/mnt`))
  return mounts === undefined || own === undefined || own !== mounts
}

/** Kernel threads and zombies have nothing but a name. */
function readBare(reader: Reader, home: string, stat: Stat): Details {
  const status = stat.kernel ? undefined : parseStatus(orNothing(reader.files.small(`${home}/status`)) ?? '')
  return {
    name: toPlain(stat.comm),
    unseen: [],
    inodes: [],
    ...(stat.kernel ? { uid: 0 } : status ? { uid: status.uid } : {}),
  }
}

export function readDetails(reader: Reader, home: string, stat: Stat): Details {
  const { files, run } = reader
  if (stat.kernel || stat.state === 'zombie') return readBare(reader, home, stat)
  const unseen: Unseen[] = []
  const status = parseStatus(orNothing(files.small(`${home}/status`)) ?? '')
  const argv = readCommandLine(files, home)
  const link = files.link(`${home}/exe`)
  const io = readIo(files, home)
  const inodes = readInodes(files, home)
  const namespace = orNothing(files.link(`${home}/ns/net`))
  const tty = toTty(stat.ttyNumber)
  const belonging = parseCgroup(orNothing(files.small(`${home}/cgroup`)) ?? '', () => isContained(reader, home))
  if (link === DENIED) unseen.push('exe')
  if (io === DENIED) unseen.push('io')
  if (inodes === DENIED) unseen.push('sockets')
  const exe = typeof link === 'string' ? parseExe(link) : undefined
  return {
    name: toName(stat.comm, exe?.exe, argv),
    ...exe,
    ...(argv.length > 0 ? { commandLine: toCommandLine(argv) } : {}),
    ...(status
      ? { uid: status.uid, ...toCapabilities(status, reader.allCapabilities, belonging.container !== undefined) }
      : {}),
    ...(tty === undefined ? {} : { tty }),
    ...readSession(files, home, run),
    ...belonging,
    ...(typeof io === 'object' ? io : {}),
    unseen,
    inodes: orNothing(inodes) ?? [],
    ...(namespace === undefined ? {} : { namespace }),
  }
}
