/** A password from a terminal without showing it, or the first line of standard input. */
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { isCancel, password as prompt } from '@clack/prompts'
import type { CommandIo } from '../../core/capability.ts'
import { accountsErrors } from './errors.ts'

export interface PasswordSource {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly output: NodeJS.WritableStream
}
/** Standard output carries results; questions go beside it. */
export const PROCESS_SOURCE: PasswordSource = { input: process.stdin, output: process.stderr }

async function readFirstLine(input: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface({ input })
  const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close').then(() => [''])])) as [string]
  lines.close()
  if (line === '') throw accountsErrors['accounts.password-missing']()
  return line
}

async function askTwice(io: CommandIo, source: PasswordSource): Promise<string> {
  const ask = async (key: string) => {
    const streams = { input: source.input as never, output: source.output as never }
    const answer = await prompt({ message: io.say({ key }), ...streams })
    if (isCancel(answer)) throw accountsErrors['accounts.cancelled']()
    return answer
  }
  const first = await ask('accounts.ui.ask-password')
  if (first !== (await ask('accounts.ui.ask-password-again'))) throw accountsErrors['accounts.passwords-differ']()
  return first
}

export function askPassword(io: CommandIo, fromStdin: boolean, source: PasswordSource): Promise<string> {
  return fromStdin || source.input.isTTY !== true ? readFirstLine(source.input) : askTwice(io, source)
}
