/** A finding in sentences: for readers without the text tables. */
import type { Finding } from '../../core/findings/schema.ts'
import type { Text } from '../../core/schema.ts'
import type { WordedFinding } from './schema.ts'

export type Say = (text: Text) => string

export const toWorded = (finding: Finding, say: Say): WordedFinding => ({
  ...finding,
  words: { title: say(finding.title), why: say(finding.why), next: say(finding.next.label) },
})
