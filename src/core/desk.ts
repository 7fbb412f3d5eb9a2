/** Core's own matters as a person handles them: `accounts`, `findings` and `overview` give them routes, pages and commands. */
import type { AuditDesk } from './audit.ts'
import type { AuthDesk } from './auth.ts'
import type { SearchHit, WatchedMark } from './capability.ts'
import type { FindingsDesk } from './findings.ts'
import type { JobsDesk } from './jobs.ts'
import type { Language, Text } from './schema.ts'
import type { StorageDesk } from './storage.ts'

export interface Desk {
  readonly auth: AuthDesk
  readonly audit: AuditDesk
  readonly findings: FindingsDesk
  readonly storage: StorageDesk
  readonly jobs: JobsDesk
  /** Asks every capability at once; one that fails or is late is named in `missing`. */
  search(query: string): Promise<{ readonly hits: readonly SearchHit[]; readonly missing: readonly string[] }>
  watched(): Promise<readonly WatchedMark[]>
  /** A sentence in the reader's language, times in `zone` (the console's own when not said). */
  render(text: Text, options: { language: Language; zone?: string }): string
  /** Every setting with its effective value and source, secrets masked. */
  settings(): readonly { readonly name: string; readonly value: string; readonly source: string }[]
}
