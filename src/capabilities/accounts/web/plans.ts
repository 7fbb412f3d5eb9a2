/** What disabling a person or revoking a token would do, said before it is done. Pure. */
import type { Plan, Text } from '../../../core/schema.ts'
import type { TokenRow, UserRow } from '../schema.ts'

/** The console's own machine, where accounts are. */
const HERE = 'local'
const text = (key: string, params?: Text['params']): Text => ({
  key: `accounts.page.plan.${key}`,
  ...(params ? { params } : {}),
})
const plan = (
  action: string,
  target: string,
  said: Pick<Plan, 'summary' | 'steps' | 'consequences' | 'refusals'>,
): Plan => ({
  action: `accounts.${action}`,
  host: HERE,
  target,
  role: 'admin',
  digest: '',
  ...said,
})

/** Without another admin who may sign in, nobody could administer any more. */
export function isLastAdmin(people: readonly UserRow[], id: string): boolean {
  const admins = people.filter(({ role, disabled }) => role === 'admin' && !disabled)
  return admins.length === 1 && admins[0]?.id === id
}

export function planDisable(person: UserRow, people: readonly UserRow[], myId: string): Plan {
  const { name } = person
  return plan('user-change', name, {
    summary: text('disable', { name }),
    steps: [text('disable-step', { name })],
    consequences: [text('disable-tokens', { name }), ...(person.id === myId ? [text('disable-me')] : [])],
    refusals: isLastAdmin(people, person.id) ? [{ key: 'auth.error.last-admin', params: { name } }] : [],
  })
}

export function planRevoke(token: TokenRow): Plan {
  const { name } = token
  return {
    ...plan('token-revoke', name, {
      summary: text('revoke', { name }),
      steps: [text('revoke-step')],
      consequences: [
        token.lastUsedMs === undefined ? text('revoke-unused') : text('revoke-used', { atMs: token.lastUsedMs }),
      ],
      refusals: [],
    }),
    // One's own tokens are one's own business.
    role: 'viewer',
  }
}
