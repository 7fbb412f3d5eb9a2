/** The worker where there is no NATS server: it says so, and ends when it is asked to. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'

const CLI = fileURLToPath(new URL('../../cli.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'vedette-worker-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const words = [CLI, 'packets', 'worker', '--data', folder]
const env = { PATH: process.env['PATH'], LANG: 'C' }

/** A port of this machine on which nobody listens. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  return typeof address === 'object' && address ? address.port : 0
}

it('ends soon after SIGTERM, and never says that it waits for captures', { timeout: 60_000 }, async () => {
  const address = `127.0.0.1:${await findFreePort()}`
  const child = spawn(process.execPath, words, { env: { ...env, NATS_ADDR: address, LOG_LEVEL: 'info' }, cwd: folder })
  let said = ''
  const ended = once(child, 'exit')
  await new Promise<void>((tried) => {
    const hear = (piece: Buffer) => {
      said += piece
      if (said.includes('no NATS server answers')) tried()
    }
    child.stderr.on('data', hear)
    child.stdout.on('data', hear)
    child.once('exit', () => tried())
  })
  const askedMs = performance.now()
  child.kill('SIGTERM')
  const [code] = await ended
  expect(performance.now() - askedMs).toBeLessThan(5000)
  expect(code).toBe(0)
  expect(said).toContain('no NATS server answers')
  expect(said).not.toContain('waits for captures')
})

it('says of an address that it is none', () => {
  const { status, stderr } = spawnSync(process.execPath, words, {
    env: { ...env, NATS_ADDR: 'garbage::' },
    cwd: folder,
    encoding: 'utf8',
  })
  expect(stderr).toContain('vedette: garbage:: is no address of a NATS server.')
  expect(status).toBe(2)
})
