/** `/proc/PID/status` (proc_pid_status(5)) as far as it is needed, and capabilities(7) by name. */

export interface Status {
  /** Of the process a thread belongs to; its own pid where it is no mere thread. */
  readonly pid?: number
  /** Effective. */
  readonly uid: number
  /** Effective capabilities as a bit set. */
  readonly capabilities: bigint
}

export function parseStatus(text: string): Status | undefined {
  const uid = /\nUid:\t\d+\t(\d+)/.exec(text)?.[1]
  const capabilities = /\nCapEff:\t([0-9a-f]+)/.exec(text)?.[1]
  const pid = /\nTgid:\t(\d+)/.exec(text)?.[1]
  if (uid === undefined) return undefined
  return {
    ...(pid === undefined ? {} : { pid: Number(pid) }),
    uid: Number(uid),
    capabilities: BigInt(`0x${capabilities ?? '0'}`),
  }
}

/** In the order of their bits, include/uapi/linux/capability.h. */
const NAMES = [
  'CHOWN',
  'DAC_OVERRIDE',
  'DAC_READ_SEARCH',
  'FOWNER',
  'FSETID',
  'KILL',
  'SETGID',
  'SETUID',
  'SETPCAP',
  'LINUX_IMMUTABLE',
  'NET_BIND_SERVICE',
  'NET_BROADCAST',
  'NET_ADMIN',
  'NET_RAW',
  'IPC_LOCK',
  'IPC_OWNER',
  'SYS_MODULE',
  'SYS_RAWIO',
  'SYS_CHROOT',
  'SYS_PTRACE',
  'SYS_PACCT',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_NICE',
  'SYS_RESOURCE',
  'SYS_TIME',
  'SYS_TTY_CONFIG',
  'MKNOD',
  'LEASE',
  'AUDIT_WRITE',
  'AUDIT_CONTROL',
  'SETFCAP',
  'MAC_OVERRIDE',
  'MAC_ADMIN',
  'SYSLOG',
  'WAKE_ALARM',
  'BLOCK_SUSPEND',
  'AUDIT_READ',
  'PERFMON',
  'BPF',
  'CHECKPOINT_RESTORE',
] as const

export function toCapabilityNames(bits: bigint): string[] {
  const named = NAMES.flatMap((name, bit) => (bits & (1n << BigInt(bit)) ? [`CAP_${name}`] : []))
  const rest = bits >> BigInt(NAMES.length)
  return rest === 0n ? named : [...named, `0x${(rest << BigInt(NAMES.length)).toString(16)}`]
}
