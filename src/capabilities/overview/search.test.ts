import { expect, test } from 'vitest'
import type { SearchHit } from '../../core/capability.ts'
import { planSearch, searchAll } from './search.ts'

test.each([
  ['10.0.0.7', 'address', ['10.0.0.7']],
  ['10.0.0.7:8080', 'address', ['10.0.0.7:8080', '10.0.0.7']],
  ['2001:db8::1', 'address', ['2001:db8::1']],
  ['[2001:db8::1]:443', 'address', ['[2001:db8::1]:443', '2001:db8::1']],
  ['999.0.0.7', 'name', ['999.0.0.7']],
  ['https://shop.example:8443/cart?x=1', 'url', ['https://shop.example:8443/cart?x=1', 'shop.example']],
  ['http://[::1]/x', 'url', ['http://[::1]/x', '::1']],
  ['http://', 'name', ['http://']],
  ['48211', 'pid', ['48211']],
  ['pid 48211', 'pid', ['48211']],
  ['/dev/shm/.x', 'path', ['/dev/shm/.x']],
  [' nginx ', 'name', ['nginx']],
  ['min@web-01', 'name', ['min@web-01', 'min', 'web-01']],
  ['a@b@c', 'name', ['a@b@c']],
  ['@', 'name', ['@']],
  ['디스크', 'name', ['디스크']],
])('%s', (query, looksLike, parts) => {
  expect(planSearch(query)).toEqual({ looksLike, parts })
})

test('what parts find is joined once, weighs less than the whole, and who is missing is named', async () => {
  const hit = (title: string, score: number): SearchHit => ({
    kind: 'host',
    title,
    detail: { key: 'x' },
    href: `/host/${title}`,
    score,
  })
  const found: Record<string, readonly SearchHit[]> = {
    'min@web-01': [hit('exact', 1)],
    min: [hit('both', 0.5)],
    'web-01': [hit('both', 1), hit('web', 0.5)],
  }
  const desk = { search: async (query: string) => ({ hits: found[query] ?? [], missing: ['slow'] }) }
  const answer = await searchAll(desk, 'min@web-01')
  expect(answer.hits.map(({ title, score }) => [title, score])).toEqual([
    ['exact', 1],
    ['both', 0.8],
    ['web', 0.4],
  ])
  expect(answer).toMatchObject({ query: 'min@web-01', looksLike: 'name', missing: ['slow'] })
})
