/** Processes that stand in for a service where there is no unit, proc_pid_stat(5), proc_pid_cmdline(5). */
import { basename } from 'node:path'
import { parseNamed } from '../collectors/scan.ts'
import type { Source } from '../collectors/source.ts'
import { otherNames } from './units.ts'

export interface Process {
  readonly pid: number
  readonly parentPid: number
  /** Clock ticks since boot. */
  readonly startTime: number
  readonly name: string
  readonly args: readonly string[]
  readonly cpuMs: number
  /** `R` running, `S` sleeping, `T` stopped, `Z` zombie … */
  readonly state: string
}

/** USER_HZ is 100 on every architecture Linux runs on today. */
export const TICK_MS = 10

export function parseProcess(stat: string, cmdline: string): Process | undefined {
  // The name stands in brackets and may hold brackets and blanks itself.
  const open = stat.indexOf('(')
  const close = stat.lastIndexOf(')')
  if (open === -1 || close < open) return undefined
  const pid = Number.parseInt(stat, 10)
  const fields = stat.slice(close + 2).split(' ')
  const number = (field: number) => Number(fields[field - 3])
  const startTime = number(22)
  if (!(pid > 0) || !(startTime >= 0)) return undefined
  return {
    pid,
    parentPid: number(4),
    startTime,
    name: stat.slice(open + 1, close),
    args: cmdline.replace(/\0+$/, '').split('\0').filter(Boolean),
    cpuMs: (number(14) + number(15)) * TICK_MS,
    state: fields[0] ?? '',
  }
}

/** Every process that has a command line: kernel threads have none. One that ends meanwhile is left out. */
export function readProcesses(source: Source): Process[] {
  const { proc } = source.roots
  return source.list(proc).flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return []
    const cmdline = source.textOnce(`${proc}/${entry}/cmdline`)
    if (!cmdline) return []
    return parseProcess(source.textOnce(`${proc}/${entry}/stat`) ?? '', cmdline) ?? []
  })
}

export function readMemoryBytes(source: Source, pids: readonly number[]): number {
  return pids.reduce(
    (sum, pid) => sum + (parseNamed(source.textOnce(`${source.roots.proc}/${pid}/status`) ?? '', 'VmRSS') ?? 0) * 1024,
    0,
  )
}

const INTERPRETER = /^(?:python[\d.]*|node|nodejs|perl|ruby|php[\d.]*|bash|sh|java)$/
/** The kernel cuts a process's name here. */
const NAME_LENGTH = 15

/** Names a process goes by: its own, its program's, and its script's when the program is an interpreter. */
function namesOf({ name, args }: Process): string[] {
  // Daemons rewrite their title: `nginx: master process`, `sshd: /usr/sbin/sshd -D`.
  const program = basename((args[0] ?? '').split(' ', 1)[0]?.replace(/:$/, '') ?? '')
  const script = INTERPRETER.test(program) && args[1] && !args[1].startsWith('-') ? [basename(args[1])] : []
  return [name, program, ...script]
}

/** `python` finds `python3.11`, `docker` finds `dockerd`, `sshd` what is called so. */
export function matchProcesses(service: string, processes: readonly Process[]): Process[] {
  const wanted = service.replace(/\.service$/, '')
  const names = [wanted, ...otherNames(wanted)].flatMap((name) => [name, `${name}d`, name.slice(0, NAME_LENGTH)])
  const exact = new Set(names)
  return processes.filter(
    (process) =>
      process.state !== 'Z' &&
      namesOf(process).some((name) => exact.has(name) || exact.has(name.replace(/[\d.]+$/, ''))),
  )
}

/** The one that started the others: nobody of them is its parent; the oldest of several such. */
export function findMain(processes: readonly Process[]): Process | undefined {
  const pids = new Set(processes.map(({ pid }) => pid))
  return processes
    .filter(({ parentPid }) => !pids.has(parentPid))
    .sort((a, b) => a.startTime - b.startTime || a.pid - b.pid)[0]
}
