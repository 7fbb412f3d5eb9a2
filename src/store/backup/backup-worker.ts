/** One backup, in a thread of its own: snapshots beside the backup file, then one archive. */

import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { VedetteError } from '../../core/errors.ts'
import { silentLog } from '../../core/log/silent-log.ts'
import { storeErrors } from '../errors.ts'
import { toFailure } from '../failure.ts'
import { toSqliteError } from '../sqlite/sqlite-errors.ts'
import { describeFile, writeArchive } from './archive.ts'
import { AUDIT_HEAD, BACKUP_FORMAT, KEY_FILES, type Manifest, SERIES_FILE, TABLES_FILE } from './manifest.ts'
import type { BackupAnswer, BackupTask } from './write-backup.ts'

/** Consistent as of its begin, whatever is written meanwhile; free pages are left out. */
function snapshotSqlite(file: string, target: string): void {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 10_000 })
  try {
    db.prepare('vacuum into ?').run(target)
  } catch (error) {
    throw toSqliteError(error, file)
  } finally {
    db.close()
  }
}

async function copyIfThere(from: string, folder: string, name: string): Promise<string[]> {
  if (!existsSync(join(from, name))) return []
  await copyFile(join(from, name), join(folder, name))
  return [name]
}

function readContent(folder: string): Pick<Manifest, 'migrations' | 'tables'> {
  const db = new DatabaseSync(join(folder, TABLES_FILE), { readOnly: true })
  try {
    const names = db
      .prepare(`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name`)
      .all()
      .map((row) => String(row['name']))
    const isMigrations = (name: string) => name.startsWith('core_migration_')
    const applied = names.filter((name) => isMigrations(name) && !name.endsWith('_lock'))
    const migrations = applied.map((name) => [
      name,
      db
        .prepare(`select name from "${name}" order by name`)
        .all()
        .map((row) => String(row['name'])),
    ])
    const tables = names
      .filter((name) => !isMigrations(name))
      .map((name) => ({ name, rows: Number(db.prepare(`select count(*) as rows from "${name}"`).get()?.['rows']) }))
    return { migrations: Object.fromEntries(migrations), tables }
  } finally {
    db.close()
  }
}

async function makeBackup(task: BackupTask, folder: string): Promise<BackupAnswer> {
  const { location, dataDir } = task
  // Before the rows it counts: the audit allows rows its head does not know yet, but not the reverse.
  const names = await copyIfThere(dataDir, folder, AUDIT_HEAD)
  const [tablesFile, seriesFile] = [join(folder, TABLES_FILE), join(folder, SERIES_FILE)]
  if (location.dialect === 'sqlite') {
    snapshotSqlite(location.file, tablesFile)
    snapshotSqlite(location.seriesFile, seriesFile)
  } else {
    const { snapshotPostgres } = await import('./postgres-snapshot.ts')
    await snapshotPostgres(location, { tablesFile, seriesFile }, silentLog)
  }
  if (task.withKey) for (const key of KEY_FILES) names.push(...(await copyIfThere(dataDir, folder, key)))
  names.push(TABLES_FILE, SERIES_FILE)
  const files: Manifest['files'] = []
  for (const name of names) files.push(await describeFile(folder, name))
  const manifest: Manifest = {
    product: 'vedette',
    format: BACKUP_FORMAT,
    version: task.version,
    createdMs: task.nowMs,
    dialect: location.dialect,
    ...readContent(folder),
    files,
  }
  return { sizeBytes: await writeArchive(task.file, folder, manifest), tables: manifest.tables.length }
}

/** Full disks and missing permissions of the target, as people are told of them. */
function toBackupError(error: unknown, file: string): unknown {
  if (error instanceof VedetteError || !(error instanceof Error) || !('code' in error)) return error
  if (error.code === 'ENOSPC') return storeErrors['store.full']({ where: file }, error)
  return storeErrors['store.backup-unwritable']({ file, reason: error.message }, error)
}

const task = workerData as BackupTask
/** The owner ends this thread at its answer: nothing may be left to do then. */
async function answer(): Promise<BackupAnswer> {
  let folder = ''
  try {
    folder = await mkdtemp(`${task.file}.making-`)
    return await makeBackup(task, folder)
  } catch (error) {
    return { failure: toFailure(toBackupError(error, task.file)) }
  } finally {
    if (folder) await rm(folder, { recursive: true, force: true })
  }
}
parentPort?.postMessage(await answer())
