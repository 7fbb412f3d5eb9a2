/** Effective settings in words, and the lines that would set them. Pure. */
import type { Text } from '../../../core/schema.ts'
import type { SettingsView } from '../schema.ts'

export type Setting = SettingsView['settings'][number]

/** A capability describes its own; what core's own mean is written here. */
export function describeKey(name: string, has: (key: string) => boolean): string | undefined {
  const [id = '', field = ''] = name.split('.')
  return [`${id}.setting.${field}`, `accounts.page.setting.${name}`].find(has)
}

export const isChanged = ({ source }: Setting) => source !== 'default'

/** Where a value comes from; a file and its line are what they are. */
export function toSourceText(source: string): Text {
  if (source === 'default') return { key: 'accounts.page.source.default' }
  const [, kind, name] = /^(environment|flag) (.+)$/.exec(source) ?? []
  if (kind === undefined || name === undefined) return { key: 'accounts.page.source.file', params: { name: source } }
  return { key: `accounts.page.source.${kind}`, params: { name } }
}

/** `["a","b"]` → `a, b`. */
export function toShownValue(value: string): string {
  if (!value.startsWith('[')) return value
  try {
    const list: unknown = JSON.parse(value)
    return Array.isArray(list) ? list.join(', ') : value
  } catch {
    return value
  }
}

/** A number whose name says its unit: 10000000000 bytes are 10 GB. */
export function readUnit({ name, value }: Setting): { readonly value: number; readonly unit: string } | undefined {
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < 1000) return undefined
  if (/Bytes$/.test(name)) return { value: number, unit: 'bytes' }
  return /Ms$/.test(name) ? { value: number, unit: 'milliseconds' } : undefined
}

/** The lines of `vedette.yaml` that say the same; JSON is YAML too. A mask is nobody’s value. */
export function toYaml({ name, value }: Setting): string {
  const [id = '', field = ''] = name.split('.')
  if (/^•+$/.test(value)) return `${id}:\n  ${field}: "…"`
  const plain = /^(\[.*\]|true|false|\d+(\.\d+)?)$/.test(value)
  return `${id}:\n  ${field}: ${plain ? value : JSON.stringify(value)}`
}

export function matchesSetting(setting: Setting, description: string, wanted: string): boolean {
  const words = wanted.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const text = [setting.name, setting.value, setting.source, description].join(' ').toLowerCase()
  return words.every((word) => text.includes(word))
}
