/** Brings a backup back into an empty place, into either database. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { copyFile, mkdtemp, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Log } from '../../core/capability.ts'
import { openSecret } from '../../core/secrets.ts'
import { storeErrors } from '../errors.ts'
import { migrationTable } from '../migrate.ts'
import type { MigratedPart, RestoreResult } from '../open-store.ts'
import type { StoreLocation } from '../store-url.ts'
import { damaged, extractArchive } from './archive.ts'
import { loadIntoPostgres, loadIntoSqlite } from './load-rows.ts'
import { AUDIT_HEAD, KEY_FILES, type Manifest, SERIES_FILE, TABLES_FILE } from './manifest.ts'

/** `<part>_<noun>`; PostgreSQL's own catalog begins with `pg_`. */
const OUR_TABLE = /^(?!pg_)[a-z][a-z0-9]*_[a-z0-9_]+$/

export interface RestoreTask {
  readonly file: string
  readonly location: StoreLocation
  readonly dataDir: string
  readonly parts: readonly MigratedPart[]
  readonly log: Log
}

export async function restore(task: RestoreTask): Promise<RestoreResult> {
  const { file, location, dataDir, parts } = task
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  refuseOccupied(location, dataDir)
  // Beside the database file, so that the files move into place at once.
  const beside = location.dialect === 'sqlite' ? dirname(location.file) : dataDir
  mkdirSync(beside, { recursive: true, mode: 0o700 })
  const folder = await mkdtemp(join(beside, 'restoring-'))
  try {
    const manifest = await extractArchive(file, folder)
    refuseOtherKeys(folder, dataDir)
    refuseNewer(file, manifest, parts)
    for (const name of [TABLES_FILE, SERIES_FILE]) refuseForeignSchema(file, join(folder, name))
    const secrets = readSecrets(join(folder, TABLES_FILE))
    if (location.dialect === 'sqlite' && manifest.dialect === 'postgres')
      await loadIntoSqlite({ ...task, location, folder, manifest })
    await putInPlace({ ...task, folder, manifest })
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
    return { tables: manifest.tables.length, rows, unreadable: findUnreadable(dataDir, manifest, secrets) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** All of it or nothing: what was put there is taken away again, so that a restore that failed can be repeated. */
async function putInPlace(task: RestoreTask & { readonly folder: string; readonly manifest: Manifest }): Promise<void> {
  const { dataDir, folder, location } = task
  const placed: string[] = []
  try {
    for (const name of [...KEY_FILES, AUDIT_HEAD]) {
      const target = join(dataDir, name)
      // A key that is there already is the same one.
      if (!existsSync(join(folder, name)) || existsSync(target)) continue
      placed.push(target)
      await copyFile(join(folder, name), target)
    }
    if (location.dialect === 'postgres') return await loadIntoPostgres({ ...task, location })
    await rename(join(folder, SERIES_FILE), location.seriesFile)
    placed.push(location.seriesFile)
    // Last: a folder without it counts as empty, so that a restore cut short can be repeated.
    await rename(join(folder, TABLES_FILE), location.file)
  } catch (error) {
    for (const path of placed) await rm(path, { force: true })
    throw error
  }
}

/** Our databases are tables and indexes only: a trigger or a view would run somebody else's SQL in ours. */
function refuseForeignSchema(file: string, database: string) {
  const foreign = readForeignSchema(file, database)
  if (foreign) throw damaged(file, `“${basename(database)}” holds ${foreign}`)
}

function readForeignSchema(file: string, database: string): string | undefined {
  try {
    const db = new DatabaseSync(database, { readOnly: true })
    try {
      const rows = db
        .prepare(`select type, name, sql from sqlite_schema where name not like 'sqlite\\_%' escape '\\'`)
        .all()
        .map((row) => ({ type: String(row['type']), name: String(row['name']), sql: String(row['sql']) }))
      const isOurs = ({ type, name, sql }: (typeof rows)[number]) =>
        type === 'index' || (type === 'table' && OUR_TABLE.test(name) && !/^create\s+virtual/i.test(sql))
      const foreign = rows.find((row) => !isOurs(row))
      return foreign && `the ${foreign.type} “${foreign.name}”`
    } finally {
      db.close()
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw damaged(file, `“${basename(database)}” is no database: ${reason}`, error)
  }
}

function refuseOccupied(location: StoreLocation, dataDir: string) {
  const files = location.dialect === 'sqlite' ? [location.file] : []
  const found = [...files, join(dataDir, AUDIT_HEAD)].find((path) => existsSync(path))
  if (found) throw storeErrors['store.target-not-empty']({ where: found })
}

/** A key that lies there already may be the only one that opens something else. */
function refuseOtherKeys(folder: string, dataDir: string) {
  for (const name of KEY_FILES) {
    const [ours, theirs] = [join(folder, name), join(dataDir, name)]
    if (!existsSync(ours) || !existsSync(theirs)) continue
    if (!readFileSync(ours).equals(readFileSync(theirs))) throw storeErrors['store.target-not-empty']({ where: theirs })
  }
}

function refuseNewer(file: string, manifest: Manifest, parts: readonly MigratedPart[]) {
  for (const { id, migrations } of parts) {
    const applied = manifest.migrations[migrationTable(id)] ?? []
    const isKnown = (name: string) => migrations.some((migration) => migration.name === name)
    if (!applied.every(isKnown)) throw storeErrors['store.backup-newer']({ file, version: manifest.version })
  }
}

interface SealedSecret {
  readonly name: string
  readonly sealed: string
}
function readSecrets(tablesFile: string): readonly SealedSecret[] {
  const db = new DatabaseSync(tablesFile, { readOnly: true })
  try {
    const has = db.prepare(`select 1 from sqlite_schema where name = 'core_secrets'`).get()
    return has
      ? (db.prepare('select name, sealed from core_secrets order by name').all() as unknown as SealedSecret[])
      : []
  } finally {
    db.close()
  }
}

/** Secrets that the keys now in the folder do not open, and an audit whose chain they cannot check. */
function findUnreadable(dataDir: string, manifest: Manifest, secrets: readonly SealedSecret[]): readonly string[] {
  const key = readKey(join(dataDir, 'secrets.key'))
  const closed = secrets
    .filter(({ name, sealed }) => !key || !opens(key, name, sealed))
    .map(({ name }) => `secret ${name}`)
  const hasAudit = manifest.tables.some((table) => table.name === 'core_audit' && table.rows > 0)
  return hasAudit && !existsSync(join(dataDir, 'audit.key')) ? [...closed, 'audit'] : closed
}

const readKey = (file: string) =>
  existsSync(file) ? Buffer.from(readFileSync(file, 'utf8').trim(), 'base64') : undefined

function opens(key: Buffer, name: string, sealed: string): boolean {
  try {
    openSecret(key, name, sealed)
    return true
  } catch {
    return false
  }
}
