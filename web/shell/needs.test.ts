import { expect, it } from 'vitest'
import { hostState } from './needs.ts'

const mark = (kind: string, id: string, state: 'good' | 'danger' | 'silent') => ({
  kind,
  id,
  name: id,
  state,
  why: { key: 'host.watched.good' },
  href: '/host',
  lastSeenMs: 0,
})
const watched = [mark('service', 'web', 'good'), mark('host', 'web', 'danger'), mark('host', 'db', 'good')]

it.each([
  ['web', 'danger'],
  ['db', 'good'],
  ['ghost', 'silent'],
])('%s is %s', (host, state) => expect(hostState({ watched }, host)).toBe(state))

it('is silent until something is known', () => expect(hostState(undefined, 'db')).toBe('silent'))
