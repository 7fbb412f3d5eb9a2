/** The first entry of a backup: what made it, what is in it, and what it must look like when read back. */
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

/** Grows when older programs can no longer read the archive. */
export const BACKUP_FORMAT = 1
export const MANIFEST = 'manifest.json'
/** Both are SQLite files, whichever database they came from: every tool can look into a backup. */
export const TABLES_FILE = 'tables.db'
export const SERIES_FILE = 'series.db'
export const AUDIT_HEAD = 'audit.head'
export const KEY_FILES = ['secrets.key', 'audit.key'] as const

const manifestSchema = Type.Object({
  product: Type.Literal('vedette'),
  format: Type.Integer(),
  version: Type.String(),
  createdMs: Type.Number(),
  dialect: Type.Union([Type.Literal('sqlite'), Type.Literal('postgres')]),
  /** Migrations each part had seen, by the name of its migration table. */
  migrations: Type.Record(Type.String(), Type.Array(Type.String())),
  tables: Type.Array(Type.Object({ name: Type.String(), rows: Type.Integer() })),
  files: Type.Array(Type.Object({ name: Type.String(), sizeBytes: Type.Integer(), sha256: Type.String() })),
})
export type Manifest = Static<typeof manifestSchema>

/** `undefined` when the text is no manifest. */
export function parseManifest(text: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return Value.Check(manifestSchema, value) ? value : undefined
  } catch {
    return undefined
  }
}
