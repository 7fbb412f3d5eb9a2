import { basename } from 'node:path/posix'
import { evidence, isSystemPath, type Judgement, type RiskRule, type Subject } from './rule.ts'

/** Threads of the kernel, as they name themselves; no program has a reason to. */
const KERNEL_NAMES =
  /^\[?(?:kworker\w*|ksoftirqd|kthreadd|kswapd\d*|kcompactd\d*|khugepaged|kdevtmpfs|kauditd|khungtaskd|kblockd|kintegrityd|kstrp|migration|watchdogd|watchdog(?=\/)|rcu_(?:gp|par_gp|sched|preempt|tasks\w*)|netns|cpuhp|oom_reaper|jbd2|ext4-rsv-conver|xfs-\w+|mm_percpu_wq|scsi_eh_\d+|irq|idle_inject|writeback|md\d+_raid\d+|nvme-\w+)(?:\/[\w:.+-]*)?\]?$/
/** Programs everybody trusts by name. */
const TRUSTED = [
  'systemd',
  'systemd-journald',
  'systemd-logind',
  'systemd-udevd',
  'systemd-resolved',
  'systemd-networkd',
  'systemd-timesyncd',
  'dbus-daemon',
  'dbus-broker',
  'sshd',
  'crond',
  'cron',
  'nginx',
  'apache2',
  'httpd',
  'dockerd',
  'containerd',
  'postgres',
  'mysqld',
  'mariadbd',
  'redis-server',
  'rsyslogd',
  'polkitd',
  'agetty',
  'NetworkManager',
  'chronyd',
  'named',
  'auditd',
  'init',
  'sudo',
  'login',
  'bash',
] as const
/** Letters of other alphabets, and digits, that look like the ones of these names. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  х: 'x',
  у: 'y',
  і: 'i',
  ѕ: 's',
  ԁ: 'd',
  һ: 'h',
  к: 'k',
  т: 't',
  м: 'm',
  н: 'h',
  в: 'b',
  г: 'r',
  ո: 'n',
  ɡ: 'g',
  ⅼ: 'l',
  ı: 'i',
  '0': 'o',
  '1': 'l',
  '5': 's',
  '3': 'e',
}
/** And the kernel's: `kdevtmpfsi`, `kthreaddk` are what miners call themselves. */
const COPIED = [
  'kworker',
  'ksoftirqd',
  'kthreadd',
  'kswapd',
  'kcompactd',
  'kdevtmpfs',
  'kauditd',
  'khugepaged',
  ...TRUSTED,
]
const TRUSTED_NAMES: ReadonlySet<string> = new Set(TRUSTED)
const SHORTEST = 4

const toSkeleton = (name: string) =>
  [...name.normalize('NFKC')]
    .map((letter) => LOOKALIKES[letter] ?? letter)
    .join('')
    .trim()

/** One letter more, less, other or swapped (Damerau-Levenshtein distance 1). */
export function isOneOff(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  const restA = a.slice(at)
  const restB = b.slice(at)
  const swapped =
    restA.length > 1 && restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2)
  return swapped || restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1)
}

function findModel(name: string): string | undefined {
  const skeleton = toSkeleton(name)
  const twin = skeleton === name ? undefined : TRUSTED.find((trusted) => trusted === skeleton)
  return twin ?? COPIED.find((trusted) => trusted.length >= SHORTEST && isOneOff(name, trusted))
}

function findKernelName({ name, commandLine = '' }: Subject['facts']): string | undefined {
  const title = commandLine.split(' ', 1)[0] ?? ''
  return [name, title.startsWith('[') ? title : ''].find((given) => KERNEL_NAMES.test(given))
}

function judgeName(subject: Subject): (Judgement & { readonly model: string }) | undefined {
  const { facts, known } = subject
  const { name, exe, container, executable } = facts
  const kernelName = findKernelName(facts)
  // Whatever a package brought may be called as it likes (`watchdogd`), and so may what the catalog knows.
  const installed = exe !== undefined && isSystemPath(exe) && executable?.package !== null
  if (kernelName !== undefined && !(installed && basename(exe) === kernelName))
    return { severity: 'danger', why: 'kernel', model: kernelName }
  if (installed || container) return undefined
  const file = exe === undefined ? name : basename(exe)
  const trusted = [file, name].find((given) => TRUSTED_NAMES.has(given))
  const inPlace = exe === undefined || /^\/(?:opt|usr)\//.test(exe)
  if (trusted !== undefined) return inPlace ? undefined : { severity: 'danger', why: 'place', model: trusted }
  if (known) return undefined
  const model = findModel(file) ?? findModel(name)
  return model === undefined ? undefined : { severity: 'danger', why: 'spelling', model }
}

export const nameMimicry: RiskRule = {
  risk: 'NAME_MIMICRY',
  judge(subject) {
    const found = judgeName(subject)
    if (!found) return []
    const { model, ...judgement } = found
    const { name, exe } = subject.facts
    return [
      {
        ...judgement,
        params: { name, model },
        evidence: [evidence('name', name), ...(exe ? [evidence('path', exe)] : [])],
      },
    ]
  },
}
