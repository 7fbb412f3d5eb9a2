/** `/proc/PID/stat`, proc_pid_stat(5): text in, numbers out. */
import type { ProcessState } from '../schema.ts'

/** USER_HZ is 100 on every architecture Linux runs on today; the kernel has no file that says it. */
export const TICKS_PER_SECOND = 100
/** PF_KTHREAD of include/linux/sched.h. */
const KERNEL_THREAD = 0x00200000

const STATES: Readonly<Record<string, ProcessState>> = {
  R: 'running',
  S: 'sleeping',
  D: 'waiting',
  T: 'stopped',
  t: 'stopped',
  Z: 'zombie',
  X: 'zombie',
  x: 'zombie',
  I: 'idle',
}

export interface Stat {
  readonly pid: number
  /** At most 15 bytes, as the process set it: anything but a zero byte, also `)`. */
  readonly comm: string
  readonly state: ProcessState
  readonly parentPid: number
  readonly ttyNumber: number
  readonly kernel: boolean
  readonly cpuTicks: number
  readonly threads: number
  /** Clock ticks since boot. */
  readonly startTime: number
  readonly rssPages: number
}

/** `undefined` when it is no stat line, such as one cut off because the process ended. */
export function parseStat(text: string): Stat | undefined {
  // The name may hold brackets and spaces itself: it ends at the last bracket.
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  if (open < 1 || close < open) return undefined
  const fields = text.slice(close + 2).split(' ')
  const field = (position: number) => Number(fields[position - 3])
  const startTime = field(22)
  const pid = Number(text.slice(0, open))
  if (!Number.isSafeInteger(startTime) || !Number.isSafeInteger(pid) || fields.length < 22) return undefined
  return {
    pid,
    comm: text.slice(open + 1, close),
    state: STATES[fields[0] ?? ''] ?? 'unknown',
    parentPid: field(4),
    ttyNumber: field(7),
    kernel: (field(9) & KERNEL_THREAD) !== 0,
    cpuTicks: field(14) + field(15),
    threads: field(20),
    startTime,
    rssPages: field(24),
  }
}

/** tty_nr as makedev(3) packs it; names as in Documentation/admin-guide/devices.txt. */
export function toTty(ttyNumber: number): string | undefined {
  if (ttyNumber === 0) return undefined
  const major = (ttyNumber >> 8) & 0xfff
  const minor = (ttyNumber & 0xff) | ((ttyNumber >> 12) & 0xfff00)
  if (major >= 136 && major <= 143) return `pts/${(major - 136) * 256 + minor}`
  if (major === 4) return minor < 64 ? `tty${minor}` : `ttyS${minor - 64}`
  return major === 5 ? 'console' : `${major}:${minor}`
}
