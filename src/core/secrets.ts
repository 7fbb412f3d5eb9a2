/** Secrets at rest: AES-256-GCM (NIST SP 800-38D) under a key that is never in the database. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Database, Migration, Secrets } from './capability.ts'
import type { Clock } from './clock.ts'
import { coreErrors } from './core-errors.ts'

interface SecretsTables {
  core_secrets: { name: string; sealed: string; updated_us: number }
}

export const secretsMigrations: readonly Migration[] = [
  {
    name: '0001-secrets',
    up: async (db) => {
      await db.schema
        .createTable('core_secrets')
        .addColumn('name', 'varchar(200)', (column) => column.primaryKey())
        .addColumn('sealed', 'text', (column) => column.notNull())
        .addColumn('updated_us', 'bigint', (column) => column.notNull())
        .execute()
    },
  },
]

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** `name` is authenticated too: a row moved under another name does not open. */
export function sealSecret(key: Buffer, name: string, value: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name))
  const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
}

export function openSecret(key: Buffer, name: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64')
  try {
    const opener = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    opener.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
    return Buffer.concat([opener.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), opener.final()]).toString('utf8')
  } catch (error) {
    throw coreErrors['core.secret-unreadable']({ name }, error)
  }
}

export interface SecretsStore extends Secrets {
  /** Names of secrets that the present key does not open. */
  unreadable(): Promise<readonly string[]>
}

export function createSecrets(options: { db: Database; clock: Clock; key: Buffer }): SecretsStore {
  const { clock, key } = options
  const db = options.db.tables<SecretsTables>()
  return {
    async put(name, value) {
      const row = { name, sealed: sealSecret(key, name, value), updated_us: clock.now() * 1000 }
      await db
        .insertInto('core_secrets')
        .values(row)
        .onConflict((conflict) =>
          conflict.column('name').doUpdateSet({ sealed: row.sealed, updated_us: row.updated_us }),
        )
        .execute()
    },
    async get(name) {
      const row = await db.selectFrom('core_secrets').select('sealed').where('name', '=', name).executeTakeFirst()
      return row && openSecret(key, name, row.sealed)
    },
    async delete(name) {
      await db.deleteFrom('core_secrets').where('name', '=', name).execute()
    },
    async unreadable() {
      const rows = await db.selectFrom('core_secrets').select(['name', 'sealed']).orderBy('name').execute()
      return rows.filter((row) => !opens(key, row.name, row.sealed)).map((row) => row.name)
    },
  }
}

function opens(key: Buffer, name: string, sealed: string): boolean {
  try {
    openSecret(key, name, sealed)
    return true
  } catch {
    return false
  }
}
