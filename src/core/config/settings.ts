/** Effective settings: defaults < `vedette.yaml` < `.env` < environment < flags, every value with its source. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type TObject, Type } from 'typebox'
import type { Settings } from '../capability.ts'
import { coreErrors } from '../core-errors.ts'
import { checkValue, toFieldSchema } from './check.ts'
import { parseEnvFile, parseYamlSettings, type RawSetting } from './sources.ts'

export interface EffectiveSettings extends Settings {
  /** For `vedette config` and its page; secrets masked. */
  list(): readonly { readonly name: string; readonly value: string; readonly source: string }[]
}
export interface SettingsInput {
  /** Where `vedette.yaml` and `.env` are looked for. */
  readonly workingDir: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** `section.field` → text; `data` is the data folder. */
  readonly flags: Readonly<Record<string, string>>
  readonly sections: Readonly<Record<string, TObject>>
  /** Environment names people already use → `section.field`. */
  readonly aliases: Readonly<Record<string, string>>
}

const PREFIX = 'VEDETTE_'
const DATA_VARIABLE = 'VEDETTE_DATA'
const MASK = '••••••'
/** In an `.env` these belong to other programs of the same folder; every other unknown name is a mistake worth telling. */
const FOREIGN = /^(NODE_|npm_|AWS_|COMPOSE_|POSTGRES_|PG|HTTP_PROXY$|NO_PROXY$|LANG$|LC_|PATH$|HOME$)/

export const toVariable = (name: string) =>
  PREFIX +
  name
    .replaceAll('.', '_')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()

function readIfThere(file: string): string | undefined {
  if (!existsSync(file)) return undefined
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw coreErrors['core.settings-unreadable'](
      { file, reason: error instanceof Error ? error.message : String(error) },
      error,
    )
  }
}

type Found = RawSetting & { readonly from: 'text' | 'typed' }

/** Every value that is said anywhere, weakest source first; the data folder goes by the name `data`. */
function readSources(input: SettingsInput, byVariable: ReadonlyMap<string, string>): readonly Found[] {
  const { workingDir, environment, flags } = input
  const yaml = readIfThere(join(workingDir, 'vedette.yaml'))
  const dotenv = readIfThere(join(workingDir, '.env'))
  const ours = (name: string) => byVariable.get(name) ?? (FOREIGN.test(name) ? undefined : name)
  const variables = Object.entries(environment).flatMap(([variable, value]) => {
    // An empty variable means "not set", as compose files and unit files write it.
    if (!value || !(byVariable.has(variable) || variable.startsWith(PREFIX))) return []
    return [{ name: byVariable.get(variable) ?? variable, value, where: `environment ${variable}` }]
  })
  const given = Object.entries(flags).map(([name, value]) => ({
    name,
    value,
    where: `flag --${name.split('.').at(-1)}`,
  }))
  const text = [...(dotenv === undefined ? [] : parseEnvFile(dotenv, '.env', ours)), ...variables, ...given]
  return [
    ...(yaml === undefined ? [] : parseYamlSettings(yaml, 'vedette.yaml')).map((raw) => ({
      ...raw,
      from: 'typed' as const,
    })),
    ...text.map((raw) => ({ ...raw, from: 'text' as const })),
  ]
}

/** `__proto__` and `constructor` are no settings. */
function findField(sections: SettingsInput['sections'], id: string, field: string) {
  const fields = Object.hasOwn(sections, id) ? sections[id]?.properties : undefined
  return fields && Object.hasOwn(fields, field) ? fields[field] : undefined
}

export function loadSettings(input: SettingsInput): EffectiveSettings {
  const names = Object.entries(input.sections).flatMap(([id, section]) =>
    Object.keys(section.properties).map((field) => `${id}.${field}`),
  )
  const byVariable = new Map([
    [DATA_VARIABLE, 'data'],
    ...names.map((name) => [toVariable(name), name] as const),
    ...Object.entries(input.aliases),
  ])
  const chosen = new Map<string, { value: unknown; source: string }>()
  for (const raw of readSources(input, byVariable)) {
    const [id = '', field = ''] = raw.name.split('.')
    const schema = raw.name === 'data' ? Type.String() : findField(input.sections, id, field)
    if (!schema) {
      const near = findNearest(raw.name, [...names, ...byVariable.keys()])
      throw coreErrors['core.setting-unknown']({ where: raw.where, name: raw.name, hint: near ? `→ ${near}?` : '' })
    }
    const checked = checkValue(schema, raw.value, raw.from)
    if (!checked.ok) {
      const value = toFieldSchema(schema).secret ? MASK : JSON.stringify(raw.value)
      throw coreErrors['core.setting-invalid']({ where: raw.where, name: raw.name, expected: checked.expected, value })
    }
    chosen.set(raw.name, { value: checked.value, source: raw.where })
  }

  const read = (id: string, field: string) =>
    chosen.get(`${id}.${field}`)?.value ??
    structuredClone(toFieldSchema(input.sections[id]?.properties[field] ?? {}).default)
  const show = (id: string, field: string) => {
    const value = read(id, field)
    const { secret, form } = toFieldSchema(input.sections[id]?.properties[field] ?? {})
    if (form === 'storeUrl') return String(value).replace(/(:\/\/[^:/@]*):[^@]*@/, `$1:${MASK}@`)
    if (secret && value) return MASK
    return typeof value === 'string' ? value : JSON.stringify(value)
  }
  return {
    dataDir: resolve(input.workingDir, String(chosen.get('data')?.value ?? './data')),
    section<Config>(id: string): Config {
      const fields = Object.keys(input.sections[id]?.properties ?? {})
      return Object.fromEntries(fields.map((field) => [field, read(id, field)])) as Config
    },
    list: () =>
      names.map((name) => {
        const [id = '', field = ''] = name.split('.')
        return { name, value: show(id, field), source: chosen.get(name)?.source ?? 'default' }
      }),
  }
}

/** The known name within two typing mistakes of the one given, or with the same last word. */
export function findNearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0]
  return ranked && ranked.distance <= Math.max(1, Math.floor(name.length / 4))
    ? ranked.candidate
    : known.find((candidate) => candidate.endsWith(`.${name}`))
}

/** Levenshtein. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(swap, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}
