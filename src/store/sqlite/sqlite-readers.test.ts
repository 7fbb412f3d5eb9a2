import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { openSqliteFile } from './sqlite-connection.ts'
import { createSqliteReaders } from './sqlite-readers.ts'

/** Longer than an unused reader is kept. */
const LONG_MS = 60_000

afterEach(() => void vi.useRealTimers())

it('a question that comes just as an unused reader goes away is answered by another', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'vedette-readers-')), 'vedette.db')
  openSqliteFile(file, { kind: 'relational', durability: 'normal' }).close()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const readers = createSqliteReaders(file)
  const readOne = () => readers.read({ sql: 'select 1 as one', parameters: [], timeoutMs: 2 * LONG_MS })
  expect(await readOne()).toEqual([{ one: 1 }])
  vi.advanceTimersByTime(LONG_MS)
  expect(await readOne()).toEqual([{ one: 1 }])
  await readers.close()
})
