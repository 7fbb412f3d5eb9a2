/** Which catalog entry a process's name means: the kernel cuts names at 15 bytes (proc_pid_comm(5)), distributions add versions. */
import type { KnownProcess, Platform } from '../schema.ts'

const LINUX_NAME_BYTES = 15
/** Only names of programs that distributions install under several versions; anything else with a number is another program. */
export const VERSIONED_TAG = 'versioned'

/** Windows compares names without case, and tools write them with and without `.exe`. */
const fold = (name: string) => name.toLowerCase().replace(/\.exe$/, '')
const indexKey = (name: string, platform: Platform) =>
  platform === 'windows' ? `windows ${fold(name)}` : `${platform} ${name}`

/** `kworker/u8:3-events` → `kworker`, `kswapd0` → `kswapd`, `md127_raid1` → `md_raid`. */
function* toThreadNames(name: string): Generator<string> {
  const [head = name] = name.split(/[/:]/)
  yield head
  yield head.replaceAll(/[_-]?\d+/g, '')
}
/** `python3.11` → `python`, `php-fpm8.2` → `php-fpm`. */
const withoutVersion = (name: string) => name.replace(/-?\d+(\.\d+)*$/, '')

export interface NameIndex {
  find(name: string, platform: Platform, kernel?: boolean): KnownProcess | undefined
}

export function createNameIndex(known: readonly KnownProcess[]): NameIndex {
  const exact = new Map<string, KnownProcess>()
  const folded = new Map<string, KnownProcess>()
  const cut = new Map<string, KnownProcess>()
  for (const entry of known) {
    exact.set(indexKey(entry.name, entry.platform), entry)
    if (entry.platform === 'common') folded.set(fold(entry.name), entry)
    const bytes = Buffer.from(entry.name)
    if (entry.platform !== 'windows' && bytes.length > LINUX_NAME_BYTES)
      cut.set(`${entry.platform} ${bytes.subarray(0, LINUX_NAME_BYTES).toString()}`, entry)
  }
  const onLinux = (name: string) => exact.get(`linux ${name}`) ?? exact.get(`common ${name}`)
  const whenCut = (name: string) =>
    Buffer.byteLength(name) === LINUX_NAME_BYTES ? (cut.get(`linux ${name}`) ?? cut.get(`common ${name}`)) : undefined
  const whenVersioned = (name: string) => {
    const entry = onLinux(withoutVersion(name))
    return entry?.tags.includes(VERSIONED_TAG) ? entry : undefined
  }
  const asThread = (name: string) => {
    for (const candidate of toThreadNames(name)) {
      const entry = exact.get(`linux ${candidate}`)
      if (entry) return entry
    }
    return undefined
  }
  return {
    find(name, platform, kernel = false) {
      if (platform === 'common') return exact.get(`common ${name}`)
      if (platform === 'windows') return exact.get(`windows ${fold(name)}`) ?? folded.get(fold(name))
      return onLinux(name) ?? (kernel ? asThread(name) : (whenCut(name) ?? whenVersioned(name)))
    },
  }
}
