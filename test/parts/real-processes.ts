/** Real processes that tests start, and end again by their pid. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface RealProcesses {
  /** A folder of the test's own below `parent`, that everybody may enter. */
  folder(parent: string): string
  /** A copy of a program under another name. */
  copy(program: string, folder: string, name: string): string
  /** Resolves when it has said a line. */
  start(
    command: readonly string[],
    options?: { readonly uid?: number },
  ): Promise<ChildProcess & { readonly pid: number }>
  end(): void
}

export const isRootHere = process.getuid?.() === 0
/** No account of this machine; a login user all the same. */
export const LOGIN_UID = 54_321

export function createRealProcesses(): RealProcesses {
  const children: ChildProcess[] = []
  const folders: string[] = []
  return {
    folder(parent) {
      mkdirSync(parent, { recursive: true })
      const folder = mkdtempSync(join(parent, 'vedette-test-'))
      chmodSync(folder, 0o755)
      folders.push(folder)
      return folder
    },
    copy(program, folder, name) {
      const path = join(folder, name)
      copyFileSync(program, path)
      chmodSync(path, 0o755)
      return path
    },
    async start([program = '', ...args], { uid } = {}) {
      const child = spawn(program, args, {
        stdio: ['ignore', 'pipe', 'ignore'],
        detached: true,
        cwd: '/',
        ...(uid === undefined ? {} : { uid, gid: uid }),
      })
      children.push(child)
      const lines = createInterface({ input: child.stdout })
      await Promise.race([once(lines, 'line'), once(child, 'error').then(([error]) => Promise.reject(error))])
      if (child.pid === undefined) throw new Error(`${program} did not start`)
      return child as ChildProcess & { readonly pid: number }
    },
    end() {
      for (const child of children) {
        try {
          // The whole group: some of them leave children behind on purpose.
          if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
        } catch {
          // It has ended already, as it should.
        }
      }
      for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    },
  }
}
