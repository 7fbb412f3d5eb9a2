/** How the tables of this folder are written: families of programs with one line each, turned into documents. */

import type { CatalogEntry, Category, ReasonKey } from '../policy/schema.ts'
import type { Platform } from '../schema.ts'

/** Why a program may or may not be stopped decides whether it may. */
const POLICIES = {
  kernel: { is_system: true, terminatable: false },
  core: { is_system: true, terminatable: false },
  guard: { is_system: true, terminatable: false },
  daemon: { is_system: false, terminatable: false },
  data: { is_system: false, terminatable: false },
  session: { is_system: false, terminatable: false },
  install: { is_system: false, terminatable: false },
  runtime: { is_system: false, terminatable: true },
  copying: { is_system: false, terminatable: true },
  program: { is_system: false, terminatable: true },
  tool: { is_system: false, terminatable: true },
} as const satisfies Partial<Record<ReasonKey, { is_system: boolean; terminatable: boolean }>>
type PolicyKind = keyof typeof POLICIES

/** What one program has otherwise than its family; its tags come on top. */
interface Own {
  readonly category?: Category
  readonly policy?: PolicyKind
  readonly tags?: readonly string[]
}
export type Row = readonly [name: string, en: string, ko: string, ru: string, own?: Own]
export interface Family {
  readonly category: Category
  readonly policy: PolicyKind
  readonly tags: readonly string[]
  readonly rows: readonly Row[]
}

const toEntry = (platform: Platform, family: Family, [name, en, ko, ru, own = {}]: Row): CatalogEntry => {
  const reason = own.policy ?? family.policy
  return {
    name,
    platform,
    category: own.category ?? family.category,
    description: { en, ko, ru },
    policy: { ...POLICIES[reason], reason },
    tags: [...new Set([...family.tags, ...(own.tags ?? [])])],
  }
}
export const toEntries = (platform: Platform, families: readonly Family[]): readonly CatalogEntry[] =>
  families.flatMap((family) => family.rows.map((row) => toEntry(platform, family, row)))
