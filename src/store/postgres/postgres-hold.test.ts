import { mkdtempSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describePostgres, startPostgres, type TestPostgres } from '../../../test/parts/postgres.ts'
import { createFakeClock } from '../../core/clock.ts'
import { silentLog } from '../../core/log/silent-log.ts'
import { openStore } from '../open-store.ts'
import { holdDatabase } from './postgres-hold.ts'

describePostgres('one console a database', () => {
  let server: TestPostgres
  let folder: string
  beforeAll(async () => {
    server = await startPostgres()
    folder = mkdtempSync(join(tmpdir(), 'vedette-hold-'))
  }, 60_000)
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const open = (url: string, name: string) =>
    openStore({ url, dataDir: join(folder, name), log: silentLog, clock: createFakeClock(), budgetBytes: 1e9 })

  test('the second is refused and told who has it; a command is not; after the first ended it may', async () => {
    const url = await server.createDatabase()
    const [first, second, command] = [await open(url, 'a'), await open(url, 'b'), await open(url, 'c')]
    await first.hold()
    await expect(second.hold()).rejects.toMatchObject({
      code: 'store.in-use',
      exit: 3,
      params: {
        address: new URL(url).host + new URL(url).pathname,
        holder: `vedette ${process.pid} on ${hostname()}, 127.0.0.1`,
        since: expect.stringMatching(/^\d{4}-/),
      },
    })
    expect(await command.health()).toMatchObject({ ok: true })
    await first.close()
    await second.hold()
    await Promise.all([second.close(), command.close()])
  }, 30_000)

  test('another database is another’s', async () => {
    const [one, two] = [await open(await server.createDatabase(), 'd'), await open(await server.createDatabase(), 'e')]
    await Promise.all([one.hold(), two.hold()])
    await Promise.all([one.close(), two.close()])
  }, 30_000)

  test('the lock is taken again when the database comes back', async () => {
    const url = await server.createDatabase()
    const options = { url, address: 'test', log: silentLog }
    const clock = createFakeClock()
    const held = await holdDatabase({ ...options, clock })
    await server.kill()
    await server.start()
    const isHeld = async () => {
      clock.advance(2000)
      try {
        await (await holdDatabase(options)).release()
        return false
      } catch {
        return true
      }
    }
    await expect.poll(isHeld, { timeout: 10_000 }).toBe(true)
    await held.release()
    await (await holdDatabase(options)).release()
  }, 30_000)
})
