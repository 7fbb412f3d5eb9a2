/** Asks Windows: CIM through PowerShell, or wmic. Argument arrays only, no shell, always with a time limit. */
import { execFile, spawnSync } from 'node:child_process'
import { decodeAnswer, parseJsonAnswer, parseWmic, type WindowsRow } from './answers.ts'

export interface ToolAnswer {
  /** -1: it could not be started, or was ended at the time limit. */
  readonly code: number
  readonly stdout: Buffer
}
export interface WindowsTools {
  run(file: string, args: readonly string[], timeoutMs: number): Promise<ToolAnswer>
  /** The same in one synchronous turn. */
  runNow(file: string, args: readonly string[], timeoutMs: number): ToolAnswer
}
export interface WmicQuestion {
  /** An alias as `process`, or `path Win32_Service`. */
  readonly what: readonly string[]
  readonly properties: readonly string[]
}

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024
const OPTIONS = { windowsHide: true, killSignal: 'SIGKILL', maxBuffer: MAX_OUTPUT_BYTES } as const

export function createWindowsTools(): WindowsTools {
  return {
    run: (file, args, timeoutMs) =>
      new Promise((resolve) => {
        const child = execFile(
          file,
          [...args],
          { ...OPTIONS, timeout: timeoutMs, encoding: 'buffer' },
          (error, stdout) => {
            const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0
            resolve({ code, stdout })
          },
        )
        // wmic waits for the end of its input.
        child.stdin?.end()
      }),
    runNow(file, args, timeoutMs) {
      const { status, stdout } = spawnSync(file, [...args], {
        ...OPTIONS,
        timeout: timeoutMs,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      return { code: status ?? -1, stdout: stdout ?? Buffer.alloc(0) }
    },
  }
}

/** Without a byte order mark; the first failure ends the script, so that half an answer is none. */
const PREFACE = `$ErrorActionPreference='Stop';[Console]::OutputEncoding=New-Object Text.UTF8Encoding $false;`
/** `-Command`, for what comes encoded looks like an attack to whoever watches over the machine. Scripts hold no double quotes. */
export const toPowerShellArguments = (script: string): readonly string[] => [
  '-NoLogo',
  '-NoProfile',
  '-NonInteractive',
  '-Command',
  `${PREFACE}${script.replaceAll(/\s*\n\s*/g, ' ')}`,
]
export const toWmicArguments = ({ what, properties }: WmicQuestion): readonly string[] => [
  ...what,
  'get',
  properties.join(','),
  '/format:list',
]

export const POWERSHELL = 'powershell.exe'
export const WMIC = 'wmic.exe'

export const readPowerShell = (answer: ToolAnswer): unknown =>
  answer.code === 0 ? parseJsonAnswer(decodeAnswer(answer.stdout)) : undefined
export const readWmic = (answer: ToolAnswer, { properties }: WmicQuestion): readonly WindowsRow[] =>
  answer.code === 0 ? parseWmic(decodeAnswer(answer.stdout), properties) : []

/** `undefined`: no answer, and saying nothing is none. */
export const askPowerShell = async (tools: WindowsTools, script: string, timeoutMs: number): Promise<unknown> =>
  readPowerShell(await tools.run(POWERSHELL, toPowerShellArguments(script), timeoutMs))

/** The first of the questions that is answered with a row; none: an empty list, which the caller takes for a failure. */
export async function askWmic(
  tools: WindowsTools,
  questions: readonly WmicQuestion[],
  timeoutMs: number,
): Promise<readonly WindowsRow[]> {
  for (const question of questions) {
    const rows = readWmic(await tools.run(WMIC, toWmicArguments(question), timeoutMs), question)
    if (rows.length > 0) return rows
  }
  return []
}
