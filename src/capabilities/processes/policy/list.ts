/** Browsing known processes: filter, count, page. Pure. */
import type { CatalogEntry, KnownDocument, KnownPage, KnownQuery } from './schema.ts'
import { CATEGORIES } from './schema.ts'

const keyOf = ({ name, platform }: CatalogEntry) => `${platform}/${name}`
/** The same whatever the order of its fields was. */
const toComparable = ({ category, description, policy, tags }: CatalogEntry) =>
  JSON.stringify([
    category,
    [description.en, description.ko, description.ru],
    [policy.is_system, policy.terminatable, policy.reason],
    tags,
  ])

function speaksOf(entry: KnownDocument, needle: string): boolean {
  const { name, description, tags } = entry
  return [name, description.en, description.ko, description.ru, ...tags].some((text) =>
    text.toLowerCase().includes(needle),
  )
}

export function filterKnown(
  known: readonly KnownDocument[],
  catalog: readonly CatalogEntry[],
  query: KnownQuery,
): KnownPage {
  const original = new Map(catalog.map((entry) => [keyOf(entry), toComparable(entry)]))
  const isEdited = (entry: KnownDocument) => original.get(keyOf(entry)) !== toComparable(entry)
  const { q, platform, category, tag, system, terminatable, edited, offset, limit } = query
  const needle = q?.trim().toLowerCase() ?? ''
  const filters: readonly ((entry: KnownDocument) => boolean)[] = [
    (entry) => platform === undefined || entry.platform === platform,
    (entry) => tag === undefined || entry.tags.includes(tag),
    (entry) => system === undefined || entry.policy.is_system === system,
    (entry) => terminatable === undefined || entry.policy.terminatable === terminatable,
    (entry) => edited === undefined || isEdited(entry) === edited,
    (entry) => needle === '' || speaksOf(entry, needle),
  ]
  const anyCategory = known.filter((entry) => filters.every((fits) => fits(entry)))
  const found = anyCategory.filter((entry) => category === undefined || entry.category === category)
  const counts = CATEGORIES.map((name) => ({
    category: name,
    count: anyCategory.filter((entry) => entry.category === name).length,
  }))
  return {
    rows: found.slice(offset, offset + limit).map((entry) => ({ ...entry, edited: isEdited(entry) })),
    total: found.length,
    categories: counts.filter(({ count }) => count > 0),
  }
}
