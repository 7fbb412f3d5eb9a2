/** Findings by words: subject, host, rule, what was seen, and the title in every language. */
import type { SearchHit } from '../../core/capability.ts'
import { type Finding, findingHref } from '../../core/findings/schema.ts'
import type { FindingsDesk } from '../../core/findings.ts'
import { LANGUAGES, type Language, type Text } from '../../core/schema.ts'

const SEARCHED_CLEARED = 200
const MAX_HITS = 20
/** A cleared finding is of less use than one that is open. */
const CLEARED_SHARE = 0.5

const fold = (text: string) => text.normalize('NFKC').toLowerCase()

/** 1 exact, 0.5 begins with, 0.2 contains, 0 not at all. */
export function scoreOf(wanted: string, places: readonly string[]): number {
  const scores = places.map((place) => {
    const text = fold(place)
    if (text === wanted) return 1
    if (text.startsWith(wanted)) return 0.5
    return text.includes(wanted) ? 0.2 : 0
  })
  return Math.max(0, ...scores)
}

export async function searchFindings(
  desk: Pick<FindingsDesk, 'open' | 'list'>,
  render: (text: Text, options: { language: Language }) => string,
  query: string,
): Promise<readonly SearchHit[]> {
  const wanted = fold(query.trim())
  if (wanted === '') return []
  const cleared = await desk.list({ state: 'cleared', limit: SEARCHED_CLEARED })
  const placesOf = (finding: Finding) => [
    finding.subject,
    finding.host,
    finding.id,
    finding.key,
    finding.rule,
    ...Object.values(finding.title.params ?? {}).filter((value) => typeof value === 'string'),
    ...LANGUAGES.map((language) => render(finding.title, { language })),
  ]
  return [...desk.open(), ...cleared.findings]
    .map((finding): SearchHit => {
      const score = scoreOf(wanted, placesOf(finding)) * (finding.state === 'open' ? 1 : CLEARED_SHARE)
      return { kind: 'finding', title: finding.subject, detail: finding.title, href: findingHref(finding.id), score }
    })
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .slice(0, MAX_HITS)
}
