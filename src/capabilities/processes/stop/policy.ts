/** What the policies in force say of one process, under every name it goes by: the strictest counts. */
import { basename } from 'node:path/posix'
import { findKnown } from '../known.ts'
import type { PolicyDecision, PolicyStore } from '../policy/port.ts'
import type { KnownProcess, ProcessFacts, ProcessPass } from '../schema.ts'
import type { StopPolicy } from './schema.ts'

export interface Decided {
  readonly policy: StopPolicy
  readonly known: KnownProcess | undefined
}

/** Rules and malformed documents are meant; an entry of the catalog may only be a name that somebody took. */
const isMeant = ({ from }: PolicyDecision) => from === 'rule' || from === 'malformed'

export function decidePolicy(
  policies: Pick<PolicyStore, 'lookup' | 'decide' | 'state'>,
  facts: ProcessFacts,
  platform: ProcessPass['platform'],
): Decided {
  const known = findKnown(facts, (name, kernel) => policies.lookup(name, platform, kernel))
  const file = facts.exe === undefined ? undefined : basename(facts.exe.replaceAll('\\', '/'))
  const names = new Set([facts.name, ...(file ? [file] : []), ...(known ? [known.name] : [])])
  const decisions = [...names].map((name) =>
    policies.decide({
      name,
      platform,
      kernel: facts.kernel,
      ...(facts.exe === undefined ? {} : { path: facts.exe }),
      ...(facts.user === undefined ? {} : { user: facts.user }),
    }),
  )
  return {
    known,
    policy: {
      known: known !== undefined,
      isSystem: decisions.some(({ policy }) => policy.is_system),
      terminatable: decisions.every(({ policy }) => policy.terminatable),
      from: decisions.some(isMeant) ? 'rule' : known ? 'known' : 'unknown',
      state: policies.state().reachable ? 'fresh' : 'lastKnown',
    },
  }
}
