import { expect, it } from 'vitest'
import { readFirstAdminToken, safeReturn } from './first-admin-link.ts'

it.each([
  ['#abc_-1', 'abc_-1'],
  ['#token=abc', 'abc'],
  ['#token=a%2Fb', 'a/b'],
  ['#token=%E0%A4%A', '%E0%A4%A'],
  ['#', undefined],
  ['', undefined],
])('%s carries %s', (hash, secret) => {
  expect(readFirstAdminToken(hash)).toBe(secret)
})

it.each([
  ['/findings?state=quiet', '/findings?state=quiet'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/sign-in?to=/', '/'],
  ['', '/'],
])('%s goes back to %s', (to, back) => {
  expect(safeReturn(to)).toBe(back)
})
