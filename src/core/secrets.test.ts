import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStore, type Store } from '../store/open-store.ts'
import { createFakeClock } from './clock.ts'
import { readOrCreateKey } from './key-file.ts'
import { silentLog } from './log/silent-log.ts'
import { createSecrets, openSecret, sealSecret, secretsMigrations } from './secrets.ts'

const clock = createFakeClock()
const key = randomBytes(32)
const folder = () => mkdtempSync(join(tmpdir(), 'vedette-secrets-'))
let store: Store
let dataDir: string
beforeEach(async () => {
  dataDir = folder()
  store = await openStore({ dataDir, log: silentLog, clock, budgetBytes: 1e9 })
  await store.migrate('core-secrets', secretsMigrations)
})
afterEach(() => store.close())

describe('secrets', () => {
  it('are kept, replaced and let go', async () => {
    const secrets = createSecrets({ db: store.db, clock, key })
    await secrets.put('proxy', 'pa55word · 비밀')
    expect(await secrets.get('proxy')).toBe('pa55word · 비밀')
    await secrets.put('proxy', 'next')
    expect(await secrets.get('proxy')).toBe('next')
    await secrets.delete('proxy')
    expect(await secrets.get('proxy')).toBeUndefined()
  })

  it('never stand in the database in clear', async () => {
    await createSecrets({ db: store.db, clock, key }).put('proxy', 'a-very-recognisable-secret')
    await store.close()
    expect(readFileSync(join(dataDir, 'vedette.db')).includes('a-very-recognisable-secret')).toBe(false)
    store = await openStore({ dataDir, log: silentLog, clock, budgetBytes: 1e9 })
  })

  it('say which one does not open with another key', async () => {
    await createSecrets({ db: store.db, clock, key }).put('proxy', 'x')
    const wrong = createSecrets({ db: store.db, clock, key: randomBytes(32) })
    await expect(wrong.get('proxy')).rejects.toMatchObject({
      code: 'core.secret-unreadable',
      params: { name: 'proxy' },
    })
    expect(await wrong.unreadable()).toEqual(['proxy'])
  })

  it.each([
    ['changed', (sealed: string) => `${sealed.slice(0, 30)}${sealed[30] === 'A' ? 'B' : 'A'}${sealed.slice(31)}`],
    ['cut short', (sealed: string) => sealed.slice(0, 8)],
    ['empty', () => ''],
  ])('that were %s do not open', (_, tamper) => {
    expect(() => openSecret(key, 'proxy', tamper(sealSecret(key, 'proxy', 'value')))).toThrow(
      expect.objectContaining({ code: 'core.secret-unreadable' }),
    )
  })

  it('do not open under another name', () => {
    expect(() => openSecret(key, 'b', sealSecret(key, 'a', 'value'))).toThrow()
  })
})

describe('the key', () => {
  it('is made once, for its owner alone', () => {
    const dir = folder()
    const made = readOrCreateKey(dir, 'secrets')
    expect(readOrCreateKey(dir, 'secrets').equals(made)).toBe(true)
    expect(statSync(join(dir, 'secrets.key')).mode & 0o777).toBe(0o600)
  })

  it('from the environment stands above the file', () => {
    const dir = folder()
    readOrCreateKey(dir, 'secrets')
    expect(readOrCreateKey(dir, 'secrets', key.toString('base64')).equals(key)).toBe(true)
  })

  it('that is damaged is refused and left as it is', () => {
    const dir = folder()
    writeFileSync(join(dir, 'secrets.key'), 'not a key\n')
    expect(() => readOrCreateKey(dir, 'secrets')).toThrow(expect.objectContaining({ code: 'core.secrets-key-invalid' }))
    expect(readFileSync(join(dir, 'secrets.key'), 'utf8')).toBe('not a key\n')
  })
})
