import { expect, it } from 'vitest'
import { catalog } from '../catalog/catalog.ts'
import { filterKnown } from './list.ts'
import type { KnownDocument, KnownQuery } from './schema.ts'

const times = { created_at: '2026-01-01T00:00:00.000Z', updated_at: '2026-01-01T00:00:00.000Z' }
const known: readonly KnownDocument[] = catalog.map((entry) =>
  entry.name === 'sshd' ? { ...entry, tags: ['Bastion'], ...times } : { ...entry, ...times },
)
const ask = (query: Partial<KnownQuery>) => filterKnown(known, catalog, { offset: 0, limit: 500, ...query })
const names = (query: Partial<KnownQuery>) => ask(query).rows.map(({ name }) => name)

it.each<[Partial<KnownQuery>, (entry: KnownDocument) => boolean]>([
  [{ platform: 'windows' }, ({ platform }) => platform === 'windows'],
  [{ category: 'database' }, ({ category }) => category === 'database'],
  [{ system: true }, ({ policy }) => policy.is_system],
  [{ terminatable: true, platform: 'linux' }, ({ policy, platform }) => policy.terminatable && platform === 'linux'],
  [{ tag: 'kubernetes' }, ({ tags }) => tags.includes('kubernetes')],
  [{ q: 'postgresql' }, ({ name, description }) => /postgresql/i.test(`${name} ${description.en}`)],
])('%j', (query, fits) => {
  const wanted = known.filter(fits).map(({ name }) => name)
  expect(wanted.length).toBeGreaterThan(1)
  expect(names(query)).toEqual(wanted)
})
it.each([
  ['SSHD', 'sshd'],
  ['  bastion ', 'sshd'],
  ['카카오톡', 'KakaoTalk.exe'],
  ['яндекс', 'browser.exe'],
])('finds “%s” in any language', (q, name) => expect(names({ q })).toContain(name))
it('says what was edited here', () => {
  expect(names({ edited: true })).toEqual(['sshd'])
  expect(ask({ edited: false }).total).toBe(known.length - 1)
  expect(ask({ q: 'sshd-session' }).rows).toMatchObject([{ edited: false }])
})
it('counts what a filter leaves, and every category beside the chosen one', () => {
  const page = ask({ platform: 'common', category: 'browser', offset: 2, limit: 3 })
  expect(page.rows).toHaveLength(3)
  expect(page.total).toBe(known.filter((entry) => entry.platform === 'common' && entry.category === 'browser').length)
  expect(page.categories.length).toBeGreaterThan(5)
  expect(page.categories.reduce((sum, { count }) => sum + count, 0)).toBe(ask({ platform: 'common' }).total)
})
it('has nothing past the end', () => expect(ask({ offset: 5000 }).rows).toEqual([]))
