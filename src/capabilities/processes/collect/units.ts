/** Unit files of systemd, systemd.unit(5), read from where they lie: no bus, no child process. */
import fs from 'node:fs'
import { basename } from 'node:path/posix'
import type { Clock } from '../../../core/clock.ts'
import type { UnitFacts } from '../schema.ts'
import { toPlain } from './plain.ts'

const SYSTEM_FOLDERS = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/run/systemd/generator',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
]
const USER_FOLDERS = ['/etc/systemd/user', '/run/systemd/user', '/usr/local/lib/systemd/user', '/usr/lib/systemd/user']
const KEPT_MS = 60_000
/** A unit that names another in one of these stops with it. */
const NEEDS = ['Requires', 'Requisite', 'BindsTo', 'PartOf'] as const
const TRIGGER = /\.(?:socket|timer|path)$/

/** Settings in the order they are written; a later file adds to an earlier one. */
export function parseUnit(text: string): Map<string, string[]> {
  const settings = new Map<string, string[]>()
  const lines = text.replace(/\\\n/g, ' ').split('\n')
  for (const line of lines) {
    const match = /^\s*([A-Za-z]+)\s*=\s*(.*?)\s*$/.exec(line)
    const [, name = '', value = ''] = match ?? []
    if (name === '') continue
    // An empty value takes back everything said before.
    if (value === '') settings.delete(name)
    else settings.set(name, [...(settings.get(name) ?? []), value])
  }
  return settings
}

interface UnitFile {
  readonly path: string
  readonly settings: ReadonlyMap<string, readonly string[]>
}
interface Folders {
  readonly files: ReadonlyMap<string, UnitFile>
  /** `multi-user.target` → units linked into its `.wants` and `.requires`. */
  readonly enabled: ReadonlyMap<string, readonly string[]>
}

const list = (folder: string): readonly string[] => {
  try {
    return fs.readdirSync(folder)
  } catch {
    return []
  }
}
const readText = (path: string): string | undefined => {
  try {
    return fs.readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** `getty@tty1.service` → `getty@.service` */
const toTemplate = (unit: string) => unit.replace(/@[^.]*(?=\.)/, '@')

const LINKS = /\.(?:wants|requires)$/

function readFolders(root: string, folders: readonly string[]): Folders {
  const files = new Map<string, UnitFile>()
  const enabled = new Map<string, string[]>()
  const entries = folders.flatMap((folder) => list(root + folder).map((name) => ({ name, path: `${folder}/${name}` })))
  for (const { name, path } of entries.filter((entry) => LINKS.test(entry.name))) {
    for (const unit of list(root + path)) enabled.set(unit, [...(enabled.get(unit) ?? []), name.replace(LINKS, '')])
  }
  for (const { name, path } of entries.filter((entry) => !LINKS.test(entry.name) && !entry.name.endsWith('.d'))) {
    // The first folder wins, as systemd has it.
    const text = files.has(name) ? undefined : readText(root + path)
    if (text !== undefined) files.set(name, { path, settings: parseUnit(text) })
  }
  return { files, enabled }
}

function readWithDropIns(root: string, folders: readonly string[], unit: string, file: UnitFile): UnitFile['settings'] {
  const settings = new Map(file.settings)
  const dropIns = folders.flatMap((folder) =>
    [unit, toTemplate(unit)].flatMap((name) =>
      list(`${root}${folder}/${name}.d`)
        .filter((entry) => entry.endsWith('.conf'))
        .map((entry) => `${root}${folder}/${name}.d/${entry}`),
    ),
  )
  for (const path of dropIns.sort((a, b) => (basename(a) < basename(b) ? -1 : 1))) {
    for (const [name, values] of parseUnit(readText(path) ?? '')) settings.set(name, values)
  }
  return settings
}

const readWords = (file: UnitFile | undefined, setting: string) =>
  file?.settings.get(setting)?.flatMap((value) => value.split(/\s+/)) ?? []

export function createUnits(options: {
  readonly root: string
  readonly clock: Clock
}): (unit: string, userUnit: boolean) => UnitFacts {
  const { root, clock } = options
  const kept = new Map<boolean, { atMs: number; folders: Folders }>()
  const read = (userUnit: boolean) => {
    const known = kept.get(userUnit)
    if (known && clock.monotonicMs() - known.atMs < KEPT_MS) return known.folders
    const folders = readFolders(root, userUnit ? USER_FOLDERS : SYSTEM_FOLDERS)
    kept.set(userUnit, { atMs: clock.monotonicMs(), folders })
    return folders
  }
  return (unit, userUnit) => {
    const { files, enabled } = read(userUnit)
    const names = new Set([unit, toTemplate(unit)])
    const file = files.get(unit) ?? files.get(toTemplate(unit))
    const settings = file && readWithDropIns(root, userUnit ? USER_FOLDERS : SYSTEM_FOLDERS, unit, file)
    const dependents = [...files].filter(
      ([name, other]) => name !== unit && NEEDS.some((need) => readWords(other, need).some((one) => names.has(one))),
    )
    const stem = unit.replace(/\.[^.]+$/, '')
    const triggers = [...files.keys()].filter(
      (name) =>
        TRIGGER.test(name) &&
        enabled.has(name) &&
        (readWords(files.get(name), 'Unit').includes(unit) || name.replace(TRIGGER, '') === stem),
    )
    const description = settings?.get('Description')?.at(-1)
    const restart = settings?.get('Restart')?.at(-1)
    return {
      name: unit,
      ...(file ? { file: file.path } : {}),
      ...(description === undefined ? {} : { description: toPlain(description) }),
      ...(restart === undefined ? {} : { restart }),
      enabledBy: [...new Set([...names].flatMap((name) => enabled.get(name) ?? []))],
      dependents: dependents.map(([name]) => name),
      triggers,
    }
  }
}
