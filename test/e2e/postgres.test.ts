/** The whole console on PostgreSQL, by `DATABASE_URL`: it starts again with what it kept, and a backup of it goes to SQLite. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describePostgres, startPostgres, type TestPostgres } from '../parts/postgres.ts'
import { freshFolder, makeAdmin, runCommand, startConsole } from './console.ts'

describePostgres('the console on PostgreSQL', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  it('serves, starts again, and its backup is restored into SQLite', async () => {
    const env = { DATABASE_URL: postgres.url }
    const dataDir = freshFolder()
    const first = await startConsole({ dataDir, env })
    const admin = await makeAdmin(first)
    expect((await admin.ask('GET', '/health')).body).toMatchObject({ status: 'ok', parts: { store: { ok: true } } })
    const hosts = await admin.ask('GET', '/api/host/hosts')
    expect(hosts.body).toMatchObject({ hosts: [{ id: 'local', connected: true }] })
    await first.stop()

    const second = await startConsole({ dataDir, env })
    expect(second.link).toBeUndefined()
    await second.stop()
    const verified = runCommand(['audit', 'verify', '--data', dataDir], { env })
    expect(verified).toMatchObject({ status: 0 })

    const file = join(freshFolder('backup'), 'vedette.backup')
    expect(runCommand(['backup', file, '--with-key', '--data', dataDir], { env })).toMatchObject({ status: 0 })
    const target = freshFolder()
    expect(runCommand(['restore', file, '--data', target])).toMatchObject({ status: 0 })
    const users = runCommand(['user', 'list', '--data', target])
    expect(users.stdout).toContain('admin')
    expect(runCommand(['audit', 'verify', '--data', target])).toMatchObject({ status: 0 })
  })

  it('says which address does not answer', async () => {
    const refused = runCommand(['user', 'list', '--data', freshFolder()], {
      env: { DATABASE_URL: 'postgres://nobody:pa55word@127.0.0.1:1/none' },
    })
    expect(refused.status).not.toBe(0)
    expect(refused.stderr).toContain('127.0.0.1:1/none')
    expect(refused.stderr).not.toContain('pa55word')
  })
})
