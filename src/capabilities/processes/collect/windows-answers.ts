/** Processes and their sockets as Windows tells them: Win32_Process, Get-NetTCPConnection, Get-NetUDPEndpoint. Pure. */
import { parseCimTime, toCount, toRows, toWords, type WindowsRow } from '../../../core/windows/answers.ts'
import type { Connection, Listen } from '../schema.ts'
import { toPlain } from './plain.ts'
import { redactArguments } from './redact.ts'
import { toListenScope, toRemoteScope } from './sockets.ts'

/** What one process says of itself, without control characters and secrets. */
export interface WindowsProcess {
  readonly pid: number
  readonly parentPid: number
  /** Microseconds UTC; 0: Windows does not say (the idle process, System, and everybody by wine's wmic). */
  readonly startTime: number
  readonly name: string
  readonly exe?: string
  readonly commandLine?: string
  readonly user?: string
  readonly session?: number
  readonly threads: number
  readonly memoryBytes: number
  /** Kernel and user time so far. */
  readonly cpuMs?: number
  readonly readBytes?: number
  readonly writtenBytes?: number
}
export interface WindowsSockets {
  readonly listens: readonly Listen[]
  readonly connections: readonly Connection[]
}
export interface WindowsAnswer {
  readonly processes: readonly WindowsProcess[]
  /** By pid; `undefined`: nobody told. */
  readonly sockets?: ReadonlyMap<number, WindowsSockets>
}

/** Everything that is asked, the same in both tools. */
export const PROCESS_PROPERTIES = [
  'CommandLine',
  'CreationDate',
  'ExecutablePath',
  'KernelModeTime',
  'Name',
  'ParentProcessId',
  'ProcessId',
  'ReadTransferCount',
  'SessionId',
  'ThreadCount',
  'UserModeTime',
  'WorkingSetSize',
  'WriteTransferCount',
] as const
/** What even the smallest of them (wine's) knows. */
export const FEWEST_PROPERTIES = [
  'CommandLine',
  'Name',
  'ParentProcessId',
  'ProcessId',
  'ThreadCount',
  'WorkingSetSize',
] as const

/** Times are counted in 100 nanoseconds. */
const TIMES_PER_MS = 10_000

/**
 * Well-known SIDs (MS-DTYP 2.4.2.4): their names are translated on a Windows of another language, and guards and rules go by
 * the English ones.
 */
const WELL_KNOWN: readonly (readonly [RegExp, (name: string) => string])[] = [
  [/^S-1-5-18$/, () => 'NT AUTHORITY\\SYSTEM'],
  [/^S-1-5-19$/, () => 'NT AUTHORITY\\LOCAL SERVICE'],
  [/^S-1-5-20$/, () => 'NT AUTHORITY\\NETWORK SERVICE'],
  [/^S-1-5-80-/, (name) => `NT SERVICE\\${name}`],
  [/^S-1-5-82-/, (name) => `IIS APPPOOL\\${name}`],
  [/^S-1-5-90-/, (name) => `Window Manager\\${name}`],
  [/^S-1-5-96-/, (name) => `Font Driver Host\\${name}`],
]
export function toUser(account: unknown, sid: unknown): string | undefined {
  const told = toWords(account)
  const known = WELL_KNOWN.find(([pattern]) => pattern.test(toWords(sid) ?? ''))
  return known ? known[1](told?.slice(told.lastIndexOf('\\') + 1) ?? '') : told
}

function toCpuMs(row: WindowsRow): number | undefined {
  const [kernel, user] = [toCount(row['KernelModeTime']), toCount(row['UserModeTime'])]
  return kernel === undefined || user === undefined ? undefined : (kernel + user) / TIMES_PER_MS
}

const optional = <Name extends string, Value>(name: Name, value: Value | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value }

/** As CommandLineToArgvW divides it, nearly: quotes inside a word stay. */
export const toCommandLine = (text: string): string =>
  toPlain(
    redactArguments((text.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/s, '$1')))
      .map((word) => (/\s|^$/.test(word) ? `"${word}"` : word))
      .join(' '),
  )
const plain = (value: unknown) => {
  const words = toWords(value)
  return words === undefined ? undefined : toPlain(words)
}

export function parseProcess(row: WindowsRow): WindowsProcess | undefined {
  const pid = toCount(row['ProcessId'])
  const name = plain(row['Name'])
  const commandLine = toWords(row['CommandLine'])
  if (pid === undefined || !Number.isSafeInteger(pid) || name === undefined) return undefined
  return {
    pid,
    parentPid: Math.floor(toCount(row['ParentProcessId']) ?? 0),
    startTime: Math.floor(toCount(row['StartMicros']) ?? parseCimTime(row['CreationDate']) ?? 0),
    name,
    threads: Math.floor(toCount(row['ThreadCount']) ?? 0),
    memoryBytes: toCount(row['WorkingSetSize']) ?? 0,
    ...optional('exe', plain(row['ExecutablePath'])),
    ...optional('commandLine', commandLine === undefined ? undefined : toCommandLine(commandLine)),
    ...optional('user', plain(toUser(row['Account'], row['Sid']))),
    ...optional('session', toCount(row['SessionId'])),
    ...optional('cpuMs', toCpuMs(row)),
    ...optional('readBytes', toCount(row['ReadTransferCount'])),
    ...optional('writtenBytes', toCount(row['WriteTransferCount'])),
  }
}

/** MIB_TCP_STATE, as Get-NetTCPConnection names and numbers it. */
const LISTENING = new Set(['Listen', '2'])
const ESTABLISHED = new Set(['Established', '5'])
/** `fe80::1%12`: the zone is this machine's own number of a network card. */
const withoutZone = (address: unknown) => (toWords(address) ?? '').replace(/%.*$/, '')
const toPort = (value: unknown) => {
  const port = toCount(value)
  return port !== undefined && Number.isInteger(port) && port <= 65_535 ? port : undefined
}

interface Bound {
  readonly pid: number
  readonly address: string
  readonly port: number
}
function parseBound(row: WindowsRow): Bound | undefined {
  const [pid, port] = [toCount(row['OwningProcess']), toPort(row['LocalPort'])]
  const address = withoutZone(row['LocalAddress'])
  return pid === undefined || port === undefined || address === '' ? undefined : { pid, port, address }
}

export function parseSockets(
  tcp: readonly WindowsRow[],
  udp: readonly WindowsRow[],
): ReadonlyMap<number, WindowsSockets> {
  const sockets = new Map<number, { listens: Listen[]; connections: Connection[] }>()
  const of = (pid: number) => {
    const known = sockets.get(pid) ?? { listens: [], connections: [] }
    sockets.set(pid, known)
    return known
  }
  const listen = ({ pid, address, port }: Bound, protocol: Listen['protocol']) =>
    of(pid).listens.push({ protocol, address, port, scope: toListenScope(address, true) })
  const isState = (row: WindowsRow, names: ReadonlySet<string>) => names.has(String(row['State']))
  for (const row of tcp) {
    const bound = parseBound(row)
    if (bound && isState(row, LISTENING)) listen(bound, 'tcp')
  }
  for (const row of udp) {
    const bound = parseBound(row)
    if (bound) listen(bound, 'udp')
  }
  const listening = new Set([...sockets.values()].flatMap(({ listens }) => listens.map(({ port }) => port)))
  for (const row of tcp) {
    const bound = parseBound(row)
    const remotePort = toPort(row['RemotePort'])
    const remoteAddress = withoutZone(row['RemoteAddress'])
    if (!bound || remotePort === undefined || remoteAddress === '' || !isState(row, ESTABLISHED)) continue
    of(bound.pid).connections.push({
      protocol: 'tcp',
      localAddress: bound.address,
      localPort: bound.port,
      remoteAddress,
      remotePort,
      scope: toRemoteScope(remoteAddress),
      direction: listening.has(bound.port) ? 'in' : 'out',
    })
  }
  return sockets
}

/** `undefined`: no process in it, which no running Windows answers. */
export function parseAnswer(answer: unknown): WindowsAnswer | undefined {
  const [whole = {}] = toRows(answer)
  const processes = toRows(whole['processes']).flatMap((row) => parseProcess(row) ?? [])
  if (processes.length === 0) return undefined
  const told = whole['tcp'] !== undefined && whole['tcp'] !== null
  return told ? { processes, sockets: parseSockets(toRows(whole['tcp']), toRows(whole['udp'])) } : { processes }
}

/** Owners come from one call where Vedette may ask for all of them, else only for those of its own session. */
const PROCESSES = `
$a=@{};$s=@{};$few=$false;
try{Get-Process -IncludeUserName|ForEach-Object{$a[[int]$_.Id]=$_.UserName}}catch{$few=$true};
$m=(Get-Process -Id $PID).SessionId;
$p=@(Get-CimInstance Win32_Process -Property ${PROCESS_PROPERTIES.join(',')},Handle|ForEach-Object{
$i=[int]$_.ProcessId;
if($few -and $_.SessionId -eq $m){try{$o=Invoke-CimMethod -InputObject $_ -MethodName GetOwner;if($o.User){$a[$i]=$o.Domain+'\\'+$o.User}}catch{}};
$n=$a[$i];
if($n -and -not $s.ContainsKey($n)){try{$s[$n]=([Security.Principal.NTAccount]$n).Translate([Security.Principal.SecurityIdentifier]).Value}catch{$s[$n]=''}};
$t=0;if($_.CreationDate){$t=[long][Math]::Floor(($_.CreationDate.ToUniversalTime().Ticks-621355968000000000)/10)};
$r=@{StartMicros=$t;Account=$n;Sid=$(if($n){$s[$n]})};
foreach($k in '${PROCESS_PROPERTIES.filter((name) => name !== 'CreationDate').join("','")}'){$r[$k]=$_.$k};
$r});`
const SOCKETS = `
$tcp=$null;$udp=@();
try{$tcp=@(Get-NetTCPConnection -State Listen,Established -ErrorAction SilentlyContinue|ForEach-Object{
@{LocalAddress=$_.LocalAddress;LocalPort=$_.LocalPort;RemoteAddress=$_.RemoteAddress;RemotePort=$_.RemotePort;State=[string]$_.State;OwningProcess=$_.OwningProcess}});
$udp=@(Get-NetUDPEndpoint -ErrorAction SilentlyContinue|ForEach-Object{
@{LocalAddress=$_.LocalAddress;LocalPort=$_.LocalPort;OwningProcess=$_.OwningProcess}})}catch{};`

/** Everything at one look. */
export const PASS_SCRIPT = `${PROCESSES}${SOCKETS}ConvertTo-Json -Compress -Depth 3 -InputObject @{processes=$p;tcp=$tcp;udp=$udp}`
/** Without sockets, for the synchronous look before a stop. */
export const LOOK_SCRIPT = `${PROCESSES}ConvertTo-Json -Compress -Depth 3 -InputObject @{processes=$p}`
