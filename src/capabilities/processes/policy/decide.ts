/** From a snapshot to answers: which entry a name means, and what the rules make of it. Pure. */
import type { KnownProcess, Platform, Policy } from '../schema.ts'
import { createNameIndex } from './names.ts'
import { createPathGlob } from './path-glob.ts'
import type { PolicyDecision, PolicySnapshot, PolicySubject } from './port.ts'
import type { CatalogEntry, KnownDocument, ProcessRule } from './schema.ts'

export interface Decider {
  readonly known: readonly KnownDocument[]
  lookup(name: string, platform: Platform, kernel?: boolean): KnownProcess | undefined
  decide(subject: PolicySubject): PolicyDecision
}

const keyOf = ({ name, platform }: { name: string; platform: Platform }) => `${platform}/${name}`
/** Neither system nor forbidden: the guard asks for an unknown name to be typed, and automation never stops one. */
const UNKNOWN: Policy = { is_system: false, terminatable: true, reason: '' }
const LOCKED = { is_system: false, terminatable: false, reason: 'malformed' } as const
const EPOCH = '1970-01-01T00:00:00.000Z'

/** A document that could not be read stays by name, with the words known before and nothing allowed. */
function toLocked(
  { refused, known }: PolicySnapshot,
  before: ReadonlyMap<string, KnownDocument>,
  catalog: ReadonlyMap<string, CatalogEntry>,
): readonly KnownDocument[] {
  const good = new Set(known.map(keyOf))
  const keys = new Map(refused.flatMap(({ locks }) => locks).map((key) => [keyOf(key), key]))
  return [...keys].flatMap(([key, { name, platform }]): readonly KnownDocument[] => {
    if (good.has(key)) return []
    const {
      category = 'other',
      description = { en: name, ko: name, ru: name },
      tags = [],
    } = before.get(key) ?? catalog.get(key) ?? {}
    const times = { created_at: EPOCH, updated_at: EPOCH }
    return [{ name, platform, category, description, tags, policy: LOCKED, ...times }]
  })
}

function toMatcher(rule: ProcessRule): (subject: PolicySubject) => boolean {
  const globs = rule.path && {
    linux: createPathGlob(rule.path, 'exact'),
    windows: createPathGlob(rule.path, 'ignore-case'),
  }
  const sameText = ({ platform }: PolicySubject, a: string, b: string) =>
    platform === 'windows' ? a.toLowerCase() === b.toLowerCase() : a === b
  return (subject) =>
    (rule.name === undefined || sameText(subject, rule.name, subject.name)) &&
    (!globs || subject.path === undefined || globs[subject.platform].matches(subject.path)) &&
    (rule.user === undefined || subject.user === undefined || sameText(subject, rule.user, subject.user))
}

const tighten = (policy: Policy, rule: ProcessRule): Policy => {
  const is_system = policy.is_system || rule.policy.is_system
  const terminatable = policy.terminatable && rule.policy.terminatable && !is_system
  if (is_system === policy.is_system && terminatable === policy.terminatable) return policy
  return { is_system, terminatable, reason: rule.policy.reason === '' ? 'rule' : rule.policy.reason }
}

export function createDecider(
  snapshot: PolicySnapshot,
  options: { readonly before: readonly KnownDocument[]; readonly catalog: readonly CatalogEntry[] },
): Decider {
  const locked = toLocked(
    snapshot,
    new Map(options.before.map((entry) => [keyOf(entry), entry])),
    new Map(options.catalog.map((entry) => [keyOf(entry), entry])),
  )
  const known = [...snapshot.known, ...locked].sort(
    (a, b) => compare(a.name, b.name) || compare(a.platform, b.platform),
  )
  const index = createNameIndex(known)
  const rules = snapshot.rules.map((rule) => ({ rule, fits: toMatcher(rule) }))
  return {
    known,
    lookup: (name, platform, kernel) => index.find(name, platform, kernel),
    decide(subject) {
      const entry = index.find(subject.name, subject.platform, subject.kernel)
      const base = entry?.policy ?? UNKNOWN
      const fitting = rules.filter(({ fits }) => fits(subject)).map(({ rule }) => rule)
      const policy = fitting.reduce(tighten, base)
      const own = entry ? (entry.policy.reason === 'malformed' ? 'malformed' : 'known') : 'unknown'
      return {
        ...(entry ? { known: entry } : {}),
        policy,
        from: policy === base ? own : 'rule',
        ruleIds: fitting.map(({ id }) => id),
      }
    },
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b))
