/** People by name, and where the audit tells of a person or an address. Who may read the audit is asked there. */
import { isIP } from 'node:net'
import type { SearchHit } from '../../core/capability.ts'
import type { Desk } from '../../core/desk.ts'

const MAX_PEOPLE = 20
/** The person comes before what the person did. */
const AUDIT_SHARE = 0.9

const fold = (text: string) => text.normalize('NFKC').toLowerCase()

function scoreOf(name: string, wanted: string): number {
  const text = fold(name)
  if (text === wanted) return 1
  if (text.startsWith(wanted)) return 0.5
  return text.includes(wanted) ? 0.2 : 0
}

export async function searchPeople(desk: Pick<Desk, 'auth'>, query: string): Promise<readonly SearchHit[]> {
  const text = query.trim()
  const wanted = fold(text)
  if (wanted === '') return []
  if (isIP(text)) {
    const href = `/accounts/audit?q=${encodeURIComponent(text)}`
    return [{ kind: 'address', title: text, detail: { key: 'accounts.search.audit-address' }, href, score: 0.5 }]
  }
  const found = (await desk.auth.users())
    .map((user) => ({ user, score: scoreOf(user.name, wanted) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .slice(0, MAX_PEOPLE)
  return found.flatMap(({ user: { name, role, disabled }, score }): SearchHit[] => [
    {
      kind: 'user',
      title: name,
      detail: { key: `accounts.search.person-${disabled ? 'disabled' : role}` },
      href: '/accounts',
      score,
    },
    {
      kind: 'user',
      title: name,
      detail: { key: 'accounts.search.audit-person', params: { name } },
      href: `/accounts/audit?who=${encodeURIComponent(name)}`,
      score: score * AUDIT_SHARE,
    },
  ])
}
