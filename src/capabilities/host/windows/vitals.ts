/**
 * One sample of a Windows machine from Win32_OperatingSystem, Win32_LogicalDisk, Win32_PageFileUsage and
 * Win32_PerfFormattedData_PerfOS_Processor: through PowerShell, or wmic where PowerShell says nothing. Pure.
 */
import { parseCimTime, toCount, toRows, toWords, type WindowsRow } from '../../../core/windows/answers.ts'
import type { WmicQuestion } from '../../../core/windows/ask.ts'
import type { Filesystem, Vitals } from '../schema.ts'

export interface WindowsReading {
  readonly system: WindowsRow
  readonly disks: readonly WindowsRow[]
  readonly pageFiles: readonly WindowsRow[]
  /** `_Total` and each processor by its number. */
  readonly processors: readonly WindowsRow[]
}

const SYSTEM = [
  'Caption',
  'CSName',
  'FreePhysicalMemory',
  'LastBootUpTime',
  'OSArchitecture',
  'TotalVisibleMemorySize',
  'Version',
] as const
const DISKS = ['DeviceID', 'DriveType', 'FileSystem', 'FreeSpace', 'Size'] as const
const PAGE_FILES = ['AllocatedBaseSize', 'CurrentUsage'] as const
const PROCESSORS = ['Name', 'PercentPrivilegedTime', 'PercentProcessorTime', 'PercentUserTime'] as const

export const SYSTEM_QUESTION: WmicQuestion = { what: ['os'], properties: SYSTEM }
export const DISKS_QUESTION: WmicQuestion = { what: ['logicaldisk'], properties: DISKS }
export const PAGE_FILES_QUESTION: WmicQuestion = { what: ['pagefile'], properties: PAGE_FILES }
export const PROCESSORS_QUESTION: WmicQuestion = {
  what: ['path', 'Win32_PerfFormattedData_PerfOS_Processor'],
  properties: PROCESSORS,
}

const list = (name: string, of: string, properties: readonly string[]) =>
  `$${name}=@();try{$${name}=@(Get-CimInstance ${of} -Property ${properties.join(',')}|Select-Object ${properties.join(',')})}catch{};`
/** Times leave as microseconds UTC; only the first question may not go without an answer. */
export const VITALS_SCRIPT = `
$o=Get-CimInstance Win32_OperatingSystem;
$s=$o|Select-Object ${SYSTEM.filter((name) => name !== 'LastBootUpTime').join(',')};
$b=[long][Math]::Floor(($o.LastBootUpTime.ToUniversalTime().Ticks-621355968000000000)/10);
${list('d', 'Win32_LogicalDisk', DISKS)}
${list('f', 'Win32_PageFileUsage', PAGE_FILES)}
${list('c', 'Win32_PerfFormattedData_PerfOS_Processor', PROCESSORS)}
ConvertTo-Json -Compress -Depth 3 -InputObject @{system=$s;bootMicros=$b;disks=$d;pageFiles=$f;processors=$c}`

const KIB = 1024
const MIB = 1024 * 1024
/** Win32_LogicalDisk.DriveType: a local disk. */
const LOCAL_DISK = 3

/** `undefined`: without the system itself there is no answer. */
export function parseReading(answer: unknown): WindowsReading | undefined {
  const [whole = {}] = toRows(answer)
  const [system] = toRows(whole['system'])
  if (!system || (toCount(system['TotalVisibleMemorySize']) ?? 0) === 0) return undefined
  return {
    system: whole['bootMicros'] === undefined ? system : { ...system, bootMicros: whole['bootMicros'] },
    disks: toRows(whole['disks']),
    pageFiles: toRows(whole['pageFiles']),
    processors: toRows(whole['processors']),
  }
}

function toMemory({ system, pageFiles }: WindowsReading): Pick<Vitals, 'memory' | 'swap'> {
  const totalBytes = (toCount(system['TotalVisibleMemorySize']) ?? 0) * KIB
  const availableBytes = Math.min(totalBytes, (toCount(system['FreePhysicalMemory']) ?? 0) * KIB)
  const sum = (name: string) => pageFiles.reduce((all, row) => all + (toCount(row[name]) ?? 0) * MIB, 0)
  const swapBytes = sum('AllocatedBaseSize')
  const swapUsedBytes = Math.min(swapBytes, sum('CurrentUsage'))
  return {
    memory: {
      totalBytes,
      availableBytes,
      usedBytes: totalBytes - availableBytes,
      freeBytes: availableBytes,
      cachedBytes: 0,
      buffersBytes: 0,
    },
    ...(pageFiles.length > 0
      ? { swap: { totalBytes: swapBytes, usedBytes: swapUsedBytes, availableBytes: swapBytes - swapUsedBytes } }
      : {}),
  }
}

function toFilesystem(row: WindowsRow): Filesystem | undefined {
  const device = toWords(row['DeviceID'])
  const sizeBytes = toCount(row['Size'])
  if (!device || !sizeBytes || toCount(row['DriveType']) !== LOCAL_DISK) return undefined
  const freeBytes = Math.min(sizeBytes, toCount(row['FreeSpace']) ?? 0)
  return {
    mount: `${device}\\`,
    device,
    type: toWords(row['FileSystem']) ?? '',
    readOnly: false,
    state: 'ok',
    sizeBytes,
    freeBytes,
    usedBytes: sizeBytes - freeBytes,
    usedPercent: ((sizeBytes - freeBytes) / sizeBytes) * 100,
  }
}

const toPercent = (value: unknown) => Math.min(100, toCount(value) ?? 0)
function toCpu({ processors }: WindowsReading): Pick<Vitals, 'cpu'> {
  const total = processors.find((row) => row['Name'] === '_Total')
  if (!total) return {}
  const busyPercent = toPercent(total['PercentProcessorTime'])
  const cores = processors.filter((row) => /^\d+$/.test(String(row['Name'])))
  return {
    cpu: {
      busyPercent,
      userPercent: toPercent(total['PercentUserTime']),
      systemPercent: toPercent(total['PercentPrivilegedTime']),
      idlePercent: 100 - busyPercent,
      nicePercent: 0,
      iowaitPercent: 0,
      stealPercent: 0,
      cores: cores
        .sort((a, b) => Number(a['Name']) - Number(b['Name']))
        .map((row) => toPercent(row['PercentProcessorTime'])),
    },
  }
}

/** What Windows was not asked, or does not have, is absent. */
export function toVitals(
  reading: WindowsReading,
  sample: { readonly atMs: number; readonly everyMs: number; readonly cores: number },
): Vitals {
  const { system } = reading
  const { atMs, everyMs, cores } = sample
  const bootMicros = toCount(system['bootMicros']) ?? parseCimTime(system['LastBootUpTime'])
  const version = toWords(system['Version'])
  const architecture = toWords(system['OSArchitecture'])
  return {
    atMs,
    everyMs,
    facts: {
      hostname: toWords(system['CSName']) ?? 'localhost',
      cores,
      systemd: false,
      distribution: {
        id: 'windows',
        name: toWords(system['Caption']) ?? 'Windows',
        ...(version === undefined ? {} : { version }),
      },
      ...(version === undefined ? {} : { kernel: version }),
      ...(architecture === undefined ? {} : { architecture }),
      ...(bootMicros === undefined ? {} : { bootAtMs: Math.floor(bootMicros / 1000) }),
    },
    ...(bootMicros === undefined ? {} : { uptimeSeconds: Math.max(0, (atMs - bootMicros / 1000) / 1000) }),
    ...toCpu(reading),
    ...toMemory(reading),
    filesystems: reading.disks.flatMap((row) => toFilesystem(row) ?? []),
    blockDevices: [],
    interfaces: [],
    temperatures: [],
  }
}
