/** The whole console on PostgreSQL, by `DATABASE_URL`: it starts again with what it kept, and a backup of it goes to SQLite. */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CaptureList } from '../../src/capabilities/packets/schema.ts'
import { describePostgres, startPostgres, type TestPostgres } from '../parts/postgres.ts'
import { freshFolder, makeAdmin, runCommand, signIn, startConsole } from './console.ts'
import { listCaptures, makeCapture, readQueue, send, waitForState } from './packets.ts'

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

  it('keeps captures with their reports, notes and jobs', async () => {
    const env = { DATABASE_URL: await postgres.createDatabase(), VEDETTE_PACKETS_MAX_UNPACKED_BYTES: '2000000' }
    const dataDir = freshFolder()
    const first = await startConsole({ dataDir, env })
    const admin = await makeAdmin(first)
    const file = makeCapture({ packets: 3000, seed: 41, name: 'one.pcap' })
    const both = await Promise.all([send(first, admin, file), send(first, admin, file)])
    expect(both.map(({ duplicate }) => duplicate).sort()).toEqual([false, true])
    const { id } = both[0].capture
    const done = await waitForState(admin, id, 'done')
    expect(done).toMatchObject({ sizeBytes: statSync(file).size, summary: { packets: 3000, problems: 0 } })
    const url = `/api/packets/captures/${id}`
    await admin.ask('POST', `${url}/notes`, { text: 'the 100% slow one, 한국어' })
    await admin.ask('PATCH', url, { name: 'slow_1.pcap', keep: true })
    const find = async (search: string) =>
      ((await admin.ask('GET', `/api/packets/captures?search=${encodeURIComponent(search)}`)).body as CaptureList)
        .captures.length
    expect([await find('100% S'), await find('SLOW_'), await find('한국'), await find('1_0%')]).toEqual([1, 1, 1, 0])
    const bomb = join(freshFolder('bomb'), 'bomb.pcap.gz')
    writeFileSync(bomb, gzipSync(readFileSync(makeCapture({ packets: 20_000, seed: 42 }))))
    const dead = (await send(first, admin, bomb)).capture
    const failed = await waitForState(admin, dead.id, 'failed')
    expect(failed.reason).toMatchObject({ key: 'packets.error.unpacks-too-large', params: { limitBytes: 2_000_000 } })
    await first.stop()

    const again = await startConsole({ dataDir, env: { DATABASE_URL: env.DATABASE_URL } })
    const signed = await signIn(again)
    expect((await signed.ask('GET', url)).body).toMatchObject({
      name: 'slow_1.pcap',
      keep: true,
      addedMs: done.addedMs,
      sizeBytes: statSync(file).size,
      notes: [{ by: 'admin', text: 'the 100% slow one, 한국어' }],
    })
    expect((await signed.ask('GET', `${url}/report`)).body).toMatchObject({ packets: 3000, complete: true })
    const { deadLetters } = await readQueue(signed)
    expect(deadLetters).toMatchObject([{ capture: dead.id, attempts: 1 }])
    expect((await signed.ask('POST', `/api/packets/jobs/${deadLetters[0]?.id}/retry`)).status).toBe(200)
    expect((await waitForState(signed, dead.id, 'done')).summary?.packets).toBe(20_000)
    const rows = (await signed.ask('GET', `${url}/rows?filter=udp.stream%20%3D%3D%207`)).body
    expect(rows).toMatchObject({ kept: 1, complete: true })
    for (const one of [id, dead.id])
      expect((await signed.ask('DELETE', `/api/packets/captures/${one}`)).status).toBe(204)
    expect(await listCaptures(signed)).toEqual([])
    await again.stop()
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
