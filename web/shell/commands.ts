/** Which commands fit what was typed, best first. */
export interface Command {
  readonly id: string
  readonly label: string
  /** Other words it goes by. */
  readonly also?: string
}

/** 3 begins with, 2 a word begins with, 1 the letters occur in this order, 0 not at all. */
export function scoreCommand({ label, also }: Command, query: string): number {
  const wanted = query.trim().toLowerCase()
  const said = `${label} ${also ?? ''}`.toLowerCase()
  if (said.startsWith(wanted)) return 3
  if (said.split(/[\s/:·-]+/).some((word) => word.startsWith(wanted))) return 2
  let at = -1
  for (const letter of wanted) {
    at = said.indexOf(letter, at + 1)
    if (at === -1) return 0
  }
  return 1
}

/** `sure` come before what was found, `guessed` after it. */
export function rankCommands<One extends Command>(
  commands: readonly One[],
  query: string,
): { readonly sure: readonly One[]; readonly guessed: readonly One[] } {
  const scored = commands
    .map((command) => ({ command, score: scoreCommand(command, query) }))
    .sort((a, b) => b.score - a.score)
  return {
    sure: scored.filter(({ score }) => score > 1).map(({ command }) => command),
    guessed: scored.filter(({ score }) => score === 1).map(({ command }) => command),
  }
}
