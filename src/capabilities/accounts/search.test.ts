import { expect, test } from 'vitest'
import type { AuthDesk, User } from '../../core/auth.ts'
import { searchPeople } from './search.ts'
import { en } from './texts/en.ts'
import { ko } from './texts/ko.ts'
import { ru } from './texts/ru.ts'

const people = [
  { name: 'Ann', role: 'admin', disabled: false },
  { name: 'joanna', role: 'viewer', disabled: true },
  { name: '김민수', role: 'operator', disabled: false },
] as unknown as readonly User[]
const auth = { users: async () => people } as unknown as AuthDesk

test.each([
  [
    'ann',
    [
      ['Ann', '/accounts', 'person-admin', 1],
      ['Ann', '/accounts/audit?who=Ann', 'audit-person', 0.9],
      ['joanna', '/accounts', 'person-disabled', 0.2],
      ['joanna', '/accounts/audit?who=joanna', 'audit-person', 0.18],
    ],
  ],
  [
    ' 김민 ',
    [
      ['김민수', '/accounts', 'person-operator', 0.5],
      ['김민수', `/accounts/audit?who=${encodeURIComponent('김민수')}`, 'audit-person', 0.45],
    ],
  ],
  ['127.0.0.1', [['127.0.0.1', '/accounts/audit?q=127.0.0.1', 'audit-address', 0.5]]],
  ['::1', [['::1', '/accounts/audit?q=%3A%3A1', 'audit-address', 0.5]]],
  ['nobody', []],
  ['  ', []],
])('%s', async (query, wanted) => {
  const hits = await searchPeople({ auth }, query)
  const toName = (key: string) => key.slice('accounts.search.'.length)
  expect(hits.map(({ title, href, detail, score }) => [title, href, toName(detail.key), score])).toEqual(
    wanted.map(([title, href, key, score]) => [title, href, key, expect.closeTo(Number(score))]),
  )
  for (const { detail } of hits) for (const table of [en, ko, ru]) expect(table).toHaveProperty([detail.key])
})
