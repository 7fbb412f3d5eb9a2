/** What is never stopped on Windows, and how the rest is asked to end: `taskkill /PID`, then `taskkill /F`. */
import type { Text } from '../../../core/schema.ts'
import { decodeAnswer } from '../../../core/windows/answers.ts'
import { createWindowsTools, POWERSHELL, toPowerShellArguments, type WindowsTools } from '../../../core/windows/ask.ts'
import { isSystemPath } from '../rules/rule.ts'
import type { Identity, ProcessFacts } from '../schema.ts'

const KERNEL_PIDS: ReadonlySet<number> = new Set([0, 4])
/** Accounts the system runs by, as `collect/windows-answers.ts` spells them on a Windows of any language. */
const SYSTEM_ACCOUNT = /^(?:NT AUTHORITY|NT SERVICE|IIS APPPOOL|Window Manager|Font Driver Host)\\|^SYSTEM$/i
/** Without one of these the session or the machine ends. */
const CORE: ReadonlySet<string> = new Set([
  'smss.exe',
  'csrss.exe',
  'wininit.exe',
  'winlogon.exe',
  'services.exe',
  'lsass.exe',
  'lsaiso.exe',
  'lsm.exe',
  'svchost.exe',
  'dwm.exe',
  'fontdrvhost.exe',
  'sihost.exe',
  'logonui.exe',
  'userinit.exe',
  'explorer.exe',
  'conhost.exe',
  'ctfmon.exe',
  'dllhost.exe',
  'runtimebroker.exe',
  'taskhostw.exe',
  'wudfhost.exe',
  'wmiprvse.exe',
  'msmpeng.exe',
])

type Facts = Pick<ProcessFacts, 'pid' | 'startTime' | 'name' | 'exe' | 'uid' | 'user' | 'graphical'>

/** Linux tells a user's number or a program's path with slashes; Windows tells neither. */
export const isWindowsProcess = ({ uid, exe }: Pick<ProcessFacts, 'uid' | 'exe'>): boolean =>
  uid === undefined && exe?.startsWith('/') !== true

/** Nothing and nobody makes these stoppable, not even danger. A process Linux hides has a start, and no session. */
export function findWindowsNever(facts: Facts): Text[] {
  if (!isWindowsProcess(facts)) return []
  const { pid, name, exe, user } = facts
  const say = (what: string): Text[] => [
    { key: `processes.stop.refusal.${what}`, params: { name, pid, ...(user === undefined ? {} : { user }) } },
  ]
  if (KERNEL_PIDS.has(pid)) return say('kernel-process')
  if (facts.startTime === 0) return say('no-start')
  if (facts.graphical === false) return say('session-zero')
  if (user !== undefined && SYSTEM_ACCOUNT.test(user)) return say('system-account')
  if (CORE.has(name.toLowerCase()) && (exe === undefined || isSystemPath(exe))) return say('core-program')
  return []
}

/** A program of somebody who signed in: children of explorer.exe, and whatever else runs in that session for them. */
export const isWindowsUsers = (facts: Facts): boolean =>
  isWindowsProcess(facts) && facts.graphical === true && facts.user !== undefined && !SYSTEM_ACCOUNT.test(facts.user)

/** A handle that is open keeps the pid from being given to another process between the look and the end. */
const toScript = ({ pid, startTime }: Identity, how: 'soft' | 'hard') => `
try{$p=[Diagnostics.Process]::GetProcessById(${pid});$h=$p.Handle}catch [ArgumentException]{'gone';exit};
$t=($p.StartTime.ToUniversalTime().Ticks-621355968000000000)/10;
if([Math]::Abs($t-${startTime}) -gt 1000){'other';exit};
$null=taskkill.exe ${how === 'hard' ? '/F ' : ''}/PID ${pid};
if($LASTEXITCODE -eq 0){'sent'}else{'refused'}`

const TIMEOUT_MS = 10_000
/** taskkill's own answer for a pid that nobody has; wine's also for a process without a window. */
const fail = (code: 'ESRCH' | 'EPERM') => Object.assign(new Error(`taskkill ${code}`), { code })

export interface Means {
  /** Throws as kill(2) fails. */
  readonly kill: (pid: number, signal: 'SIGTERM' | 'SIGKILL', startTime: number) => void
  /** Whether the pid belongs to anybody at all, without asking Windows at length; `undefined`: ask the source. */
  readonly isAlive?: (pid: number) => boolean
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

const toTaskkillArguments = (pid: number, how: 'soft' | 'hard') => [
  ...(how === 'hard' ? ['/F'] : []),
  '/PID',
  String(pid),
]
const isSent = (tools: WindowsTools, pid: number, how: 'soft' | 'hard') =>
  tools.runNow('taskkill.exe', toTaskkillArguments(pid, how), TIMEOUT_MS).code === 0

/** Words of the script, or what taskkill alone says where PowerShell says nothing. */
export function createWindowsKill(tools: WindowsTools, alive: (pid: number) => boolean): Means['kill'] {
  return (pid, signal, startTime) => {
    const how = signal === 'SIGKILL' ? 'hard' : 'soft'
    const script = toPowerShellArguments(toScript({ pid, startTime }, how))
    const said = decodeAnswer(tools.runNow(POWERSHELL, script, TIMEOUT_MS).stdout).trim()
    if (said === 'sent') return
    if (said === 'gone' || said === 'other') throw fail('ESRCH')
    if (said !== 'refused' && isSent(tools, pid, how)) return
    if (!alive(pid)) throw fail('ESRCH')
    // What has no window cannot be asked to end: it is given its time, and then stopped hard.
    if (how === 'hard') throw fail('EPERM')
  }
}

export const openMeans = (): Means =>
  process.platform === 'win32'
    ? { kill: createWindowsKill(createWindowsTools(), isAlive), isAlive }
    : { kill: (pid, signal) => process.kill(pid, signal) }
