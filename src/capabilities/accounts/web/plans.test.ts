import { describe, expect, it } from 'vitest'
import type { TokenRow, UserRow } from '../schema.ts'
import { isLastAdmin, planDisable, planRevoke } from './plans.ts'

const person = (id: string, role: UserRow['role'], disabled = false): UserRow => ({
  id,
  name: id,
  role,
  disabled,
  createdMs: 0,
})
const anna = person('anna', 'admin')
const boris = person('boris', 'operator')
const token: TokenRow = { id: 't', name: 'ci', role: 'viewer', createdMs: 0 }

describe('the last admin', () => {
  it.each([
    ['alone', [anna], true],
    ['beside others of less', [anna, boris], true],
    ['beside a disabled admin', [anna, person('carl', 'admin', true)], true],
    ['beside another admin', [anna, person('carl', 'admin')], false],
  ] as const)('%s', (_, people, last) => {
    expect(isLastAdmin(people, 'anna')).toBe(last)
  })
  it('is nobody of a lesser role', () => {
    expect(isLastAdmin([anna, boris], 'boris')).toBe(false)
  })
})

describe('disabling', () => {
  it('of the last admin is refused, and says why', () => {
    expect(planDisable(anna, [anna, boris], 'boris').refusals).toEqual([
      { key: 'auth.error.last-admin', params: { name: 'anna' } },
    ])
  })
  it('of somebody else goes', () => {
    const plan = planDisable(boris, [anna, boris], 'anna')
    expect(plan.refusals).toEqual([])
    expect(plan.consequences.map(({ key }) => key)).not.toContain('accounts.page.plan.disable-me')
  })
  it('of oneself says so', () => {
    const plan = planDisable(anna, [anna, person('carl', 'admin')], 'anna')
    expect(plan.consequences.map(({ key }) => key)).toContain('accounts.page.plan.disable-me')
  })
})

describe('revoking', () => {
  it('is for everybody, of one’s own', () => {
    expect(planRevoke(token)).toMatchObject({ role: 'viewer', action: 'accounts.token-revoke', target: 'ci' })
  })
  it.each([
    [undefined, 'revoke-unused'],
    [5, 'revoke-used'],
  ])('says whether something may miss it (%s)', (lastUsedMs, key) => {
    const plan = planRevoke({ ...token, ...(lastUsedMs === undefined ? {} : { lastUsedMs }) })
    expect(plan.consequences[0]?.key).toBe(`accounts.page.plan.${key}`)
  })
})
