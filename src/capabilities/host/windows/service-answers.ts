/**
 * Win32_Service as PowerShell's CIM and wmic answer for it, as values. Pure. States and start modes are Windows' own words, the
 * same in every language: learn.microsoft.com/windows/win32/cimwin32prov/win32-service.
 */
import { toCount, toRows, toWords, type WindowsRow } from '../../../core/windows/answers.ts'
import type { WmicQuestion } from '../../../core/windows/ask.ts'
import type { Service, ServiceState, ServiceVerb } from '../schema.ts'

const PROPERTIES = [
  'AcceptStop',
  'Description',
  'DisplayName',
  'ExitCode',
  'Name',
  'ProcessId',
  'StartMode',
  'State',
] as const
/** wine knows no more. */
const FEWEST = ['DisplayName', 'Name', 'ProcessId', 'StartMode', 'State'] as const
const WHAT = ['path', 'Win32_Service']
export const SERVICE_QUESTIONS: readonly WmicQuestion[] = [
  { what: WHAT, properties: PROPERTIES },
  { what: WHAT, properties: FEWEST },
]

/** Each service with the start of its process, in microseconds UTC: the pid alone names none. */
export const SERVICES_SCRIPT = `
$p=@{};try{Get-CimInstance Win32_Process -Property ProcessId,CreationDate|ForEach-Object{$p[[int]$_.ProcessId]=$_.CreationDate}}catch{};
$s=@(Get-CimInstance Win32_Service -Property ${PROPERTIES.join(',')}|Select-Object ${PROPERTIES.join(',')},
@{n='StartMicros';e={$c=$p[[int]$_.ProcessId];if($c){[long][Math]::Floor(($c.ToUniversalTime().Ticks-621355968000000000)/10)}else{$null}}});
ConvertTo-Json -Compress -Depth 3 -InputObject @{services=$s}`

export interface WindowsService {
  readonly name: string
  readonly displayName: string
  readonly description?: string
  /** `Running`, `Stopped`, `Start Pending`, `Paused` … */
  readonly state: string
  /** `Auto`, `Manual`, `Disabled`, `Boot`, `System` */
  readonly startMode: string
  readonly pid?: number
  readonly exitCode?: number
  readonly startMicros?: number
  readonly acceptsStop?: boolean
}

/** PowerShell says true, wmic `TRUE`. */
const toFlag = (value: unknown): boolean | undefined =>
  typeof value === 'boolean'
    ? value
    : /^true$/i.test(String(value))
      ? true
      : /^false$/i.test(String(value))
        ? false
        : undefined

function toWindowsService(row: WindowsRow): WindowsService | undefined {
  const name = toWords(row['Name'])
  const state = toWords(row['State'])
  if (name === undefined || state === undefined) return undefined
  const pid = toCount(row['ProcessId'])
  const exitCode = toCount(row['ExitCode'])
  const startMicros = toCount(row['StartMicros'])
  const description = toWords(row['Description'])
  const acceptsStop = toFlag(row['AcceptStop'])
  return {
    name,
    displayName: toWords(row['DisplayName']) ?? name,
    state,
    startMode: toWords(row['StartMode']) ?? '',
    ...(description === undefined ? {} : { description }),
    ...(pid === undefined || pid === 0 ? {} : { pid }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(startMicros === undefined || startMicros === 0 ? {} : { startMicros }),
    ...(acceptsStop === undefined ? {} : { acceptsStop }),
  }
}

/** `undefined`: no Windows is without services, so none told is no answer. */
export function parseServices(answer: unknown): readonly WindowsService[] | undefined {
  const [whole = {}] = toRows(answer)
  const services = toRows(whole['services']).flatMap((row) => toWindowsService(row) ?? [])
  return services.length > 0 ? services : undefined
}

/** ERROR_SERVICE_NEVER_STARTED: since the machine was switched on nobody has wanted it. */
const NEVER_STARTED = 1077

export function toWindowsState({ state, startMode, exitCode = 0 }: WindowsService): ServiceState {
  if (state === 'Running') return 'active'
  if (state === 'Paused') return 'idle'
  if (/ Pending$/.test(state)) return 'changing'
  const failed = state === 'Stopped' && startMode === 'Auto' && exitCode !== 0 && exitCode !== NEVER_STARTED
  return failed ? 'failed' : 'inactive'
}

export function toWindowsVerbs(service: WindowsService): ServiceVerb[] {
  switch (toWindowsState(service)) {
    case 'active':
    case 'idle':
      return service.acceptsStop === false ? [] : ['restart', 'stop']
    case 'changing':
      return []
    default:
      return service.startMode === 'Disabled' ? [] : ['start']
  }
}

/** `name`: as configured, or its own. */
export function toListed(name: string, service: WindowsService, configured: boolean): Service {
  const state = toWindowsState(service)
  const { pid, startMicros, startMode, exitCode } = service
  return {
    name,
    configured,
    source: 'unit',
    state,
    subState: service.state.toLowerCase(),
    description: service.displayName,
    unit: service.name,
    ...(state === 'failed' && exitCode !== undefined ? { result: `exit code ${exitCode}` } : {}),
    ...(startMode === '' ? {} : { enabled: startMode.toLowerCase() }),
    ...(startMicros === undefined ? {} : { sinceMs: Math.floor(startMicros / 1000) }),
    ...(pid !== undefined && startMicros !== undefined ? { main: { pid, startTime: startMicros } } : {}),
    verbs: toWindowsVerbs(service),
  }
}

/** A name of Windows' own: no quotes, so that it can be said in a question. */
export const isServiceName = (name: string): boolean => /^[\w.$ ()-]{1,256}$/.test(name)

/** By its name, then by what people read; Windows minds no letters' case. */
export function findService(services: readonly WindowsService[], wanted: string): WindowsService | undefined {
  const name = wanted.toLowerCase()
  return (
    services.find((service) => service.name.toLowerCase() === name) ??
    services.find((service) => service.displayName.toLowerCase() === name)
  )
}
