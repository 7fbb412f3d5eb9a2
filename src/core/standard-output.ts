/** Standard output that cannot be written: whoever read it has gone, which is no failure of ours, or the disk is full, which is said. */
import { coreErrors } from './core-errors.ts'
import { toErrorText } from './errors.ts'
import type { Text } from './schema.ts'

/** Ends the process on such an error; `say` gives the sentence in the reader's language. */
export function watchStandardOutput(say: (text: Text) => string): void {
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    // `vedette config | head -1`
    if (code === 'EPIPE') process.exit(0)
    const error = coreErrors['core.output-unwritable']({ reason: message.split(', ')[0] ?? message })
    process.stderr.write(`vedette: ${say(toErrorText(error))}\n`)
    process.exit(error.exit)
  })
}
