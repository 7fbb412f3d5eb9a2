/** What the manifests and core's tables say, gathered for the documents and for the test that no sentence is missing. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { TSchema } from 'typebox'
import { capabilities } from '../../src/capabilities.ts'
import type { Metric } from '../../src/core/capability.ts'
import { describeField, toFieldSchema } from '../../src/core/config/check.ts'
import { toVariable } from '../../src/core/config/settings.ts'
import { coreMetrics } from '../../src/core/core-metrics.ts'
import type { ErrorRow } from '../../src/core/errors.ts'
import { toPrometheusName } from '../../src/core/metrics.ts'
import { loadRenderer, settingAliases, settingSections } from '../../src/manifests.ts'

const source = fileURLToPath(new URL('../../src/', import.meta.url))

export interface ErrorEntry extends ErrorRow {
  readonly code: string
}
/** Core's tables, made by `defineErrors` in files named `errors.ts` or `…-errors.ts`, and those of the manifests. */
export async function readErrors(): Promise<readonly ErrorEntry[]> {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter(
      (file) =>
        /(^|[/-])errors\.ts$/.test(file) && !file.startsWith('capabilities') && file !== join('core', 'errors.ts'),
    )
    .sort()
  const tables: Readonly<Record<string, ErrorRow>>[] = capabilities.map(({ errors = {} }) => errors)
  for (const file of files) {
    const module = (await import(pathToFileURL(join(source, file)).href)) as Record<string, unknown>
    for (const value of Object.values(module)) tables.push((value as { rows?: Record<string, ErrorRow> }).rows ?? {})
  }
  const entries = tables.flatMap((rows) => Object.entries(rows).map(([code, row]) => ({ code, ...row })))
  return entries.sort((a, b) => (a.code < b.code ? -1 : 1))
}

/** `host.log-unreadable` → `host.error.log-unreadable`: the key of its sentence. */
export const toErrorKey = (code: string) => code.replace('.', '.error.')

export interface MetricEntry extends Metric {
  readonly capability: string
  readonly name: string
  readonly prometheusName: string
}
export function listMetrics(): readonly MetricEntry[] {
  const parts: readonly { id: string; metrics?: Readonly<Record<string, Metric>> }[] = [
    { id: 'core', metrics: coreMetrics },
    ...capabilities,
  ]
  return parts.flatMap(({ id, metrics = {} }) =>
    Object.entries(metrics).map(([name, metric]) => ({
      ...metric,
      capability: id,
      name,
      prometheusName: toPrometheusName(id, name, metric),
    })),
  )
}

export interface SettingEntry {
  /** `section.field` */
  readonly name: string
  readonly section: string
  readonly variables: readonly string[]
  readonly takes: string
  readonly preset: unknown
  readonly description: string
  readonly secret: boolean
}
export function listSettings(): readonly SettingEntry[] {
  return Object.entries(settingSections).flatMap(([section, schema]) =>
    Object.entries(schema.properties as Record<string, TSchema>).map(([field, fieldSchema]) => {
      const row = toFieldSchema(fieldSchema)
      const name = `${section}.${field}`
      const aliases = Object.entries(settingAliases).flatMap(([variable, target]) =>
        target === name ? [variable] : [],
      )
      return {
        name,
        section,
        variables: [toVariable(name), ...aliases],
        takes: describeField(row),
        preset: row.default,
        description: row.description ?? '',
        secret: row.secret === true,
      }
    }),
  )
}

export async function readSentences(keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const renderer = await loadRenderer()
  return new Map(
    keys.map((key) => [key, renderer.has('en', key) ? renderer.render({ key }, { language: 'en', zone: 'UTC' }) : '']),
  )
}
