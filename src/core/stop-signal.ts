/** How a command is asked to end: Ctrl-C, or SIGTERM of whoever started it. */
const NAMES = ['SIGINT', 'SIGTERM'] as const

/** Of a command that was ended by the person, as of a program that SIGINT ended (128 + 2). */
export const STOPPED_EXIT = 130

/**
 * Aborted by the first signal, for an orderly end. From then on the system's own way is back: the second signal ends the
 * process at once, also in the middle of work that lets no handler run.
 */
export function listenForStop(): AbortSignal {
  const stop = new AbortController()
  const asked = () => {
    for (const name of NAMES) process.removeListener(name, asked)
    stop.abort()
  }
  for (const name of NAMES) process.on(name, asked)
  return stop.signal
}

/** True of what a command throws that was asked to end and did. */
export const isStop = (error: unknown, signal: AbortSignal) =>
  signal.aborted && (error === signal.reason || (error instanceof Error && error.name === 'AbortError'))
