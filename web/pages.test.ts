import { expect, it } from 'vitest'
import { findPlace } from './page-entry.ts'
import { pages } from './pages.ts'

it.each([
  ['/', 'overview', ''],
  ['/?since=1', 'overview', ''],
  ['/shift', 'overview', '/shift'],
  ['/search?q=a', 'overview', '/search'],
  ['/overview', 'overview', ''],
  ['/findings', 'findings', ''],
  ['/findings/', 'findings', ''],
  ['/findings/rules?x=1', 'findings', '/rules'],
  ['/accounts/audit#row', 'accounts', '/audit'],
])('%s is a place of %s', (href, id, path) => {
  expect(findPlace(pages, href)).toMatchObject({ id, path })
})

it.each([['/docs'], ['/findingsx'], ['//evil.example/findings'], ['https://evil.example/'], ['/sign-in'], ['']])(
  '%s is no page of a capability',
  (href) => {
    expect(findPlace(pages, href)).toBeUndefined()
  },
)

it('has no place twice', () => {
  const hrefs = pages.flatMap(({ places }) => places.map(({ href }) => href))
  expect(new Set(hrefs).size).toBe(hrefs.length)
})
