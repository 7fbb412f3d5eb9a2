/** Keys kept outside the database: in the environment, or in a file of the data folder that only its owner reads. */
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { coreErrors } from './core-errors.ts'

const KEY_BYTES = 32

function parseKey(text: string, where: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length !== KEY_BYTES) throw coreErrors['core.secrets-key-invalid']({ where })
  return key
}

/** The key (32 bytes) of `<dataDir>/<name>.key`, made on first use with mode 0600; `given` (base64) stands above the file. */
export function readOrCreateKey(dataDir: string, name: string, given?: string): Buffer {
  if (given) return parseKey(given, 'the environment')
  const file = join(dataDir, `${name}.key`)
  if (existsSync(file)) return parseKey(readFileSync(file, 'utf8'), file)
  const key = randomBytes(KEY_BYTES)
  const handle = openSync(file, 'wx', 0o600)
  try {
    writeSync(handle, `${key.toString('base64')}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  return key
}
