/** Our report beside the truth: what is equal, what is not, and which differences somebody has looked at and explained. Pure. */
import { type ComparedReport, chooseFacts, type Facts, factsOfReport, factsOfTruth, type Truth } from './facts.ts'

export interface Difference {
  readonly fact: string
  readonly ours: string
  readonly theirs: string
}
export interface Score {
  readonly equal: number
  readonly total: number
  /** Of the equal ones, those where neither found anything. */
  readonly noughts: number
  readonly differences: readonly Difference[]
}
export interface Comparison {
  readonly capture: string
  readonly main: Score
  readonly health: Score
}
export interface KnownDifference extends Difference {
  readonly capture: string
  /** Who is right. */
  readonly verdict: 'ours' | 'theirs' | 'either'
  readonly reason: string
}

export const LEAST_SHARE = 0.99
const ABSENT = '0'

export function scoreFacts(ours: Facts, theirs: Facts): Score {
  const names = new Set([...theirs.keys(), ...ours.keys()])
  const facts = [...names].map((fact) => ({
    fact,
    ours: ours.get(fact) ?? ABSENT,
    theirs: theirs.get(fact) ?? ABSENT,
  }))
  const differences = facts.filter((each) => each.ours !== each.theirs)
  const noughts = facts.filter((each) => each.ours === ABSENT && each.theirs === ABSENT).length
  return { equal: names.size - differences.length, total: names.size, noughts, differences }
}

export function compareReport(capture: string, report: ComparedReport, truth: Truth): Comparison {
  const theirs = factsOfTruth(truth)
  const ours = factsOfReport(report, chooseFacts(truth))
  return { capture, main: scoreFacts(ours.main, theirs.main), health: scoreFacts(ours.health, theirs.health) }
}

export interface Share {
  readonly equal: number
  readonly total: number
  readonly noughts: number
  readonly share: number
}
export interface Verdict {
  readonly main: Share
  readonly health: Share
  /** Of facts nobody has explained. */
  readonly unexplained: readonly (Difference & { readonly capture: string })[]
  /** Explanations of what is no longer so. */
  readonly stale: readonly KnownDifference[]
}

const sum = (scores: readonly Score[]): Share => {
  const equal = scores.reduce((total, score) => total + score.equal, 0)
  const total = scores.reduce((all, score) => all + score.total, 0)
  const noughts = scores.reduce((all, score) => all + score.noughts, 0)
  return { equal, total, noughts, share: total === 0 ? 0 : equal / total }
}

export function judge(comparisons: readonly Comparison[], known: readonly KnownDifference[]): Verdict {
  const keyOf = ({ capture, fact, ours, theirs }: Difference & { readonly capture: string }) =>
    JSON.stringify([capture, fact, ours, theirs])
  const found = comparisons.flatMap(({ capture, main, health }) =>
    [...main.differences, ...health.differences].map((each) => ({ capture, ...each })),
  )
  const compared = new Set(comparisons.map(({ capture }) => capture))
  const explained = new Set(known.map(keyOf))
  const there = new Set(found.map(keyOf))
  return {
    main: sum(comparisons.map(({ main }) => main)),
    health: sum(comparisons.map(({ health }) => health)),
    unexplained: found.filter((each) => !explained.has(keyOf(each))),
    stale: known.filter((each) => compared.has(each.capture) && !there.has(keyOf(each))),
  }
}
