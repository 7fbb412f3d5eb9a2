/** One run of a program as its caller feels it: wall time from start to end, and the most memory it ever held (GNU time). */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const GNU_TIME = '/usr/bin/time'

export interface Command {
  readonly program: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}
export interface Run {
  readonly wallMs: number
  readonly cpuMs: number
  readonly peakBytes: number
  readonly output: string
}

export async function runCommand({ program, args, env }: Command): Promise<Run> {
  if (!existsSync(GNU_TIME)) throw new Error(`${GNU_TIME} is not there: apt-get install time`)
  const folder = mkdtempSync(join(tmpdir(), 'vedette-bench-'))
  const note = join(folder, 'time')
  try {
    const beganMs = performance.now()
    const child = spawn(GNU_TIME, ['-f', '%M %U %S', '-o', note, program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    })
    const [output, complaint, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ])
    const wallMs = performance.now() - beganMs
    if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${complaint.slice(-2000)}`)
    const [kilobytes = 0, user = 0, system = 0] = readFileSync(note, 'utf8').trim().split(' ').map(Number)
    return { wallMs, cpuMs: (user + system) * 1000, peakBytes: kilobytes * 1024, output }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
