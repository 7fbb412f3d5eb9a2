/** Units as `systemctl show` describes them, systemctl(1), org.freedesktop.systemd1(5). */
import { eachLine } from '../collectors/scan.ts'

export interface Unit {
  readonly id: string
  readonly names: readonly string[]
  readonly description: string
  /** `loaded`, `not-found`, `masked`, `bad-setting`, `error` */
  readonly loadState: string
  /** `active`, `reloading`, `inactive`, `failed`, `activating`, `deactivating` */
  readonly activeState: string
  readonly subState: string
  readonly result?: string
  readonly sinceMs?: number
  readonly mainPid?: number
  readonly memoryBytes?: number
  readonly cpuMs?: number
  readonly tasks?: number
  readonly restarts?: number
  readonly file?: string
  readonly fileState?: string
  readonly triggeredBy: readonly string[]
  /** Units that stop, or are restarted, together with this one. */
  readonly dependents: readonly string[]
  readonly refusesStart: boolean
  readonly refusesStop: boolean
}

/** One call answers all of this for all units. */
export const UNIT_PROPERTIES = [
  'Id',
  'Names',
  'Description',
  'LoadState',
  'ActiveState',
  'SubState',
  'Result',
  'StateChangeTimestamp',
  'MainPID',
  'MemoryCurrent',
  'CPUUsageNSec',
  'TasksCurrent',
  'NRestarts',
  'FragmentPath',
  'UnitFileState',
  'TriggeredBy',
  'RequiredBy',
  'BoundBy',
  'ConsistsOf',
  'RefuseManualStart',
  'RefuseManualStop',
] as const

/** systemd.unit(5): what may stand in a unit's name, and no template. */
const UNIT_NAME = /^[A-Za-z0-9:_.\\][A-Za-z0-9:_.\\@-]{0,200}$/
export const isUnitName = (name: string): boolean => UNIT_NAME.test(name) && !/@(?:\.[a-z]+)?$/.test(name)
export const toUnitName = (name: string): string =>
  /\.(?:service|socket|timer|mount|target|path|slice|scope|swap|device|automount)$/.test(name)
    ? name
    : `${name}.service`

/** The same service under the names distributions gave it. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  sshd: ['ssh'],
  ssh: ['sshd'],
  httpd: ['apache2'],
  apache2: ['httpd'],
  cron: ['crond'],
  crond: ['cron'],
  bind9: ['named'],
  named: ['bind9'],
  mysql: ['mariadb', 'mysqld'],
  mysqld: ['mysql', 'mariadb'],
  ntp: ['ntpd', 'chronyd', 'chrony'],
  python: [],
}
export const otherNames = (name: string): readonly string[] => OTHER_NAMES[name] ?? []

/** `systemctl show` as argument array: everything loaded, and the configured names, which may not be. */
export function toShowArguments(configured: readonly string[]): string[] {
  const named = configured.flatMap((name) => [name, ...otherNames(name)]).filter(isUnitName)
  return [
    'systemctl',
    'show',
    '--no-pager',
    `--property=${UNIT_PROPERTIES.join(',')}`,
    '--',
    '*.service',
    '*.socket',
    ...new Set(named.map(toUnitName)),
  ]
}

/** `Sat 2026-11-21 07:04:00 UTC`: TZ is UTC for every command we run. */
export function parseTimestamp(text: string): number | undefined {
  const [, date, time] = /(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) UTC/.exec(text) ?? []
  return date && time ? Date.parse(`${date}T${time}Z`) : undefined
}

/** `[not set]` and 2^64 − 1 both mean "nobody counts this". */
function parseCount(text: string | undefined): number | undefined {
  const value = /^\d+$/.test(text ?? '') ? Number(text) : Number.NaN
  return value >= 0 && value < 2 ** 63 ? value : undefined
}

function toUnit(fields: ReadonlyMap<string, string>): Unit | undefined {
  const id = fields.get('Id')
  if (!id) return undefined
  const words = (name: string) => (fields.get(name) ?? '').split(' ').filter(Boolean)
  const optional = <Name extends string, Value>(name: Name, value: Value | undefined) =>
    (value === undefined || value === '' ? {} : { [name]: value }) as { [Key in Name]?: Value }
  const cpuNs = parseCount(fields.get('CPUUsageNSec'))
  return {
    id,
    names: words('Names'),
    description: fields.get('Description') ?? id,
    loadState: fields.get('LoadState') ?? '',
    activeState: fields.get('ActiveState') ?? '',
    subState: fields.get('SubState') ?? '',
    ...optional('result', fields.get('Result')),
    ...optional('sinceMs', parseTimestamp(fields.get('StateChangeTimestamp') ?? '')),
    ...optional('mainPid', parseCount(fields.get('MainPID')) || undefined),
    ...optional('memoryBytes', parseCount(fields.get('MemoryCurrent'))),
    ...optional('cpuMs', cpuNs === undefined ? undefined : cpuNs / 1e6),
    ...optional('tasks', parseCount(fields.get('TasksCurrent'))),
    ...optional('restarts', parseCount(fields.get('NRestarts'))),
    ...optional('file', fields.get('FragmentPath')),
    ...optional('fileState', fields.get('UnitFileState')),
    triggeredBy: words('TriggeredBy'),
    dependents: [...new Set([...words('RequiredBy'), ...words('BoundBy'), ...words('ConsistsOf')])],
    refusesStart: fields.get('RefuseManualStart') === 'yes',
    refusesStop: fields.get('RefuseManualStop') === 'yes',
  }
}

/** Blocks of `Name=value` lines, an empty line between two units. */
export function parseUnits(text: string): Unit[] {
  const units = new Map<string, Unit>()
  let fields = new Map<string, string>()
  const finish = () => {
    const unit = toUnit(fields)
    if (unit) units.set(unit.id, unit)
    fields = new Map()
  }
  eachLine(text, (start, end) => {
    const equals = text.indexOf('=', start)
    if (start === end) finish()
    else if (equals !== -1 && equals < end) fields.set(text.slice(start, equals), text.slice(equals + 1, end))
    return true
  })
  finish()
  return [...units.values()]
}

/** `systemctl list-units --state=failed --plain --no-legend`: the names, first word of each line. */
export function parseFailedUnits(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim().replace(/^● /, '').split(/\s+/, 1)[0] ?? '')
    .filter((name) => /\.[a-z]+$/.test(name))
}
