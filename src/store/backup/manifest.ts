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
const FILES = [TABLES_FILE, SERIES_FILE, AUDIT_HEAD, ...KEY_FILES] as const
const REQUIRED = [TABLES_FILE, SERIES_FILE] as const

const manifestSchema = Type.Object({
  product: Type.Literal('vedette'),
  format: Type.Integer(),
  version: Type.String(),
  createdMs: Type.Number(),
  dialect: Type.Union([Type.Literal('sqlite'), Type.Literal('postgres')]),
  /** Migrations each part had seen, by the name of its migration table. */
  migrations: Type.Record(Type.String(), Type.Array(Type.String())),
  tables: Type.Array(Type.Object({ name: Type.String(), rows: Type.Integer() })),
  files: Type.Array(
    Type.Object({ name: Type.String(), sizeBytes: Type.Integer({ minimum: 0 }), sha256: Type.String() }),
  ),
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

/** What is wrong with the files it lists: only ours may be there, each once, and never without both databases. */
export function findForeignFile({ files }: Manifest): string | undefined {
  const names = files.map(({ name }) => name)
  const foreign = names.find((name, place) => !FILES.some((ours) => ours === name) || names.indexOf(name) !== place)
  if (foreign !== undefined) return `its manifest lists “${foreign}”, which is unknown or there twice`
  const missing = REQUIRED.find((name) => !names.includes(name))
  return missing && `its manifest does not list “${missing}”`
}
