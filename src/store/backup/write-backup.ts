/** Makes a backup while the console runs; everything heavy happens in a thread. */
import { existsSync } from 'node:fs'
import { access, constants } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { version } from '../../core/program.ts'
import { createThreads } from '../../core/threads.ts'
import { storeErrors } from '../errors.ts'
import type { Failure } from '../failure.ts'
import { fromFailure } from '../failure.ts'
import type { StoreLocation } from '../store-url.ts'

const TIMEOUT_MS = 6 * 3_600_000

export interface BackupTask {
  readonly file: string
  readonly withKey: boolean
  readonly location: StoreLocation
  readonly dataDir: string
  readonly nowMs: number
  readonly version: string
}
export type BackupAnswer = { readonly sizeBytes: number; readonly tables: number } | { readonly failure: Failure }

export async function writeBackup(asked: Omit<BackupTask, 'version'>): Promise<{ sizeBytes: number; tables: number }> {
  const file = resolve(asked.file)
  if (existsSync(file)) throw storeErrors['store.backup-exists']({ file })
  await access(dirname(file), constants.W_OK).catch((error: Error) => {
    throw storeErrors['store.backup-unwritable']({ file, reason: error.message }, error)
  })
  const threads = createThreads()
  const task: BackupTask = { ...asked, file, version }
  const answer = await threads.run<BackupAnswer>(import.meta.url, './backup-worker', task, { timeoutMs: TIMEOUT_MS })
  if ('failure' in answer) throw fromFailure(answer.failure)
  return answer
}
