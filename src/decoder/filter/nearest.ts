/** The name somebody probably meant. */

/** Farther than a third of the name away is another name. */
const FAR = 3
const LONGEST_NAME = 80

/** `undefined` when none is near. A name that begins as `wrong` does, or ends so, counts as near. */
export function nearestName(wrong: string, names: Iterable<string>): string | undefined {
  const name = wrong.toLowerCase().slice(0, LONGEST_NAME)
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(name.length / FAR)) + 0.5
  for (const candidate of names) {
    const distance = near(name, candidate, bestDistance)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

function near(name: string, candidate: string, limit: number): number {
  if (name.length >= 3 && candidate.startsWith(`${name}.`)) return 1 + candidate.length / 1000
  if (name.length >= 4 && candidate.endsWith(`.${name}`)) return 1.2 + candidate.length / 1000
  if (Math.abs(name.length - candidate.length) > limit) return Number.POSITIVE_INFINITY
  return distance(name, candidate)
}

/** Edits between two words; neighbours that changed places are one (Damerau–Levenshtein, restricted). */
function distance(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1
      let cost = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + same)
      const swapped = i > 1 && j > 1 && a.charAt(i - 1) === b.charAt(j - 2) && a.charAt(i - 2) === b.charAt(j - 1)
      if (swapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      current.push(cost)
    }
    before = previous
    previous = current
  }
  return previous[b.length] ?? 0
}
