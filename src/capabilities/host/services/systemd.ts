/** Runs systemctl(1) and journalctl(1): argument arrays only, never a shell, always with a time limit. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'

export interface CommandAnswer {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  readonly late: boolean
}
export interface Systemd {
  run(args: readonly string[], options: { timeoutMs: number; signal?: AbortSignal }): Promise<CommandAnswer>
  /** A command that goes on until it is stopped. */
  follow(args: readonly string[]): { readonly child: ChildProcess; stop(): void }
}

const MAX_OUTPUT_BYTES = 16 * 1024 * 1024
/** The same words and times whatever the machine's language and zone. */
const ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC', SYSTEMD_COLORS: '0', SYSTEMD_PAGER: '', SYSTEMD_LESS: '' }

export function createSystemd(prefix: readonly string[]): Systemd {
  // `nsenter -a` gives the command our environment, so it travels along; PATH may not be the same inside.
  const environment = { ...ENVIRONMENT, PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }
  const whole = (args: readonly string[]) => {
    const [file = '', ...rest] = [...prefix, ...args]
    return { file, rest }
  }
  return {
    run(args, { timeoutMs, signal }) {
      const { file, rest } = whole(args)
      return new Promise((resolve) => {
        execFile(
          file,
          rest,
          {
            env: environment,
            timeout: timeoutMs,
            killSignal: 'SIGKILL',
            maxBuffer: MAX_OUTPUT_BYTES,
            ...(signal ? { signal } : {}),
          },
          (error, stdout, stderr) => {
            const code = typeof error?.code === 'number' ? error.code : error ? 127 : 0
            resolve({
              code,
              stdout,
              stderr: stderr || (error && !stdout ? error.message : ''),
              late: error?.killed === true,
            })
          },
        )
      })
    },
    follow(args) {
      const { file, rest } = whole(args)
      // A group of its own: `nsenter` forks, and ending it alone would leave the command running.
      const child = spawn(file, rest, { env: environment, stdio: ['ignore', 'pipe', 'ignore'], detached: true })
      return { child, stop: () => endGroup(child) }
    },
  }
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGTERM')
  } catch {
    // It has ended by itself.
  }
}
