/** Field names that fit what is being typed. Pure. */

export interface Completion {
  /** Where the word begins and ends that a choice takes the place of. */
  readonly from: number
  readonly to: number
  readonly names: readonly string[]
}
const MOST = 8
const LEAST_LETTERS = 2

/** Nothing inside quotes, where no name can stand, and nothing for a name that is written out. */
export function complete(text: string, cursor: number, names: readonly string[]): Completion | undefined {
  const before = text.slice(0, cursor)
  if (isInsideText(before)) return undefined
  const word = /[a-zA-Z_][\w.]*$/.exec(before)?.[0] ?? ''
  if (word.length < LEAST_LETTERS) return undefined
  const from = cursor - word.length
  const to = cursor + (/^[\w.]*/.exec(text.slice(cursor))?.[0].length ?? 0)
  const wanted = word.toLowerCase()
  const begins = names.filter((name) => name.startsWith(wanted))
  const holds =
    begins.length >= MOST ? [] : names.filter((name) => !name.startsWith(wanted) && name.includes(`.${wanted}`))
  const found = [...begins.toSorted(byLevels), ...holds.toSorted(byLevels)].slice(0, MOST)
  return found.length === 0 || (found.length === 1 && found[0] === wanted) ? undefined : { from, to, names: found }
}

/** `ip.src` before `ip.flags.df`: what is asked for most has few levels. */
const byLevels = (a: string, b: string) =>
  a.split('.').length - b.split('.').length || a.length - b.length || a.localeCompare(b)

/** An odd number of quotes that are not escaped. */
const isInsideText = (before: string) => before.replace(/\\./g, '').split('"').length % 2 === 0

export function choose(text: string, { from, to }: Completion, name: string): { text: string; cursor: number } {
  return { text: text.slice(0, from) + name + text.slice(to), cursor: from + name.length }
}
