import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readConsoleHolder, takeConsoleLock } from './console-lock.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'vedette-lock-'))

async function startHolder(dataDir: string): Promise<ChildProcess> {
  const script = `import { takeConsoleLock } from ${JSON.stringify(new URL('./console-lock.ts', import.meta.url).href)}
    globalThis.held = takeConsoleLock(${JSON.stringify(dataDir)}, 0)
    held.setAddress('http://127.0.0.1:1')
    process.stdout.write('held')
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(child.stdout as NodeJS.ReadableStream, 'data')
  return child
}

it('refuses a second console and names the first', async () => {
  const dataDir = folder()
  const holder = await startHolder(dataDir)
  try {
    expect(() => takeConsoleLock(dataDir, Date.now())).toThrow(
      expect.objectContaining({
        code: 'core.already-running',
        params: { dir: dataDir, pid: holder.pid, started: '1970-01-01T00:00:00.000Z', address: 'http://127.0.0.1:1' },
      }),
    )
  } finally {
    holder.kill('SIGKILL')
    await once(holder, 'exit')
  }
  // Killed without a chance to tidy up: nothing stands in the way of the next one.
  takeConsoleLock(dataDir, Date.now()).release()
})

it('can be taken again once released', () => {
  const dataDir = folder()
  takeConsoleLock(dataDir, 0).release()
  takeConsoleLock(dataDir, 0).release()
})

it('names a data folder that is a file', () => {
  expect(() => takeConsoleLock(new URL(import.meta.url).pathname, 0)).toThrow(
    expect.objectContaining({ code: 'core.data-not-a-folder' }),
  )
})

it.runIf(process.platform === 'linux')(
  'knows by the kernel who holds it, and nobody else is taken for it',
  async () => {
    const dataDir = folder()
    expect(readConsoleHolder(dataDir)).toBeUndefined()
    const holder = await startHolder(dataDir)
    try {
      expect(readConsoleHolder(dataDir)).toBe(holder.pid)
      // Another console's folder, a label somebody wrote: neither makes a holder.
      const elsewhere = folder()
      writeFileSync(join(elsewhere, 'console.lock'), '')
      writeFileSync(join(elsewhere, 'console.json'), JSON.stringify({ pid: holder.pid }))
      expect(readConsoleHolder(elsewhere)).toBeUndefined()
    } finally {
      holder.kill('SIGKILL')
      await once(holder, 'exit')
    }
    expect(readConsoleHolder(dataDir)).toBeUndefined()
  },
)
