/** Figures out of a distribution. Pure. */

import type { Words } from '../../../../../web/words/create-words.ts'
import type { Distribution } from '../../../../decoder/report.ts'

/** Upper bound of the range that the middle one lies in. */
export function medianUs({ upToUs, counts, count, maxUs }: Distribution): number {
  let left = count / 2
  for (const [place, one] of counts.entries()) {
    left -= one
    if (left <= 0) return Math.min(upToUs[place] ?? maxUs, maxUs)
  }
  return maxUs
}

const US_PER_MS = 1000
export function microsToText({ value }: Pick<Words, 'value'>, us: number): string {
  return us < US_PER_MS ? `${Math.round(us)}\u00a0µs` : value(us / US_PER_MS, 'milliseconds')
}
