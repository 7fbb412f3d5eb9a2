/** What a rule is: facts of one process and what the catalog says of it go in, judgements come out. Pure. */
import { basename } from 'node:path/posix'
import type { Evidence, Params, Severity, Text } from '../../../core/schema.ts'
import type { KnownProcess, ProcessFacts, Risk } from '../schema.ts'

export interface Subject {
  readonly facts: ProcessFacts
  readonly known: KnownProcess | undefined
}
export interface Judgement {
  readonly severity: Severity
  /** What it is about, when a rule may fit more than once: `6379`. */
  readonly about?: string
  /** Text `processes.risk.<rule>.<why>`. */
  readonly why: string
  readonly params?: Params
  readonly evidence?: readonly Evidence[]
}
export interface RiskRule {
  readonly risk: Risk
  judge(subject: Subject): readonly Judgement[]
}

/** `SUSPICIOUS_PATH` → `suspicious-path`: the name its texts and its finding go by. */
export const toRuleName = (risk: Risk): string => risk.toLowerCase().replaceAll('_', '-')

export const evidence = (key: Text['key'], value: string | number, unit?: string): Evidence => ({
  label: { key: `processes.evidence.${key}` },
  value,
  ...(unit === undefined ? {} : { unit }),
})

/** Names a program goes by: its own, its file's, and both without a version (`python3.11` → `python3`, `python`). */
export function toNames({ name, exe }: Pick<ProcessFacts, 'name' | 'exe'>): readonly string[] {
  const names = new Set<string>()
  for (const given of [exe === undefined ? '' : basename(exe), name]) {
    const plain = given.toLowerCase().replace(/\.exe$/, '')
    const short = plain.replace(/[-_]?\d+(?:\.\d+)+$/, (version) => /^\d+/.exec(version)?.[0] ?? '')
    for (const spelling of [plain, short, plain.replace(/[-_]?[\d.]+$/, '')]) if (spelling) names.add(spelling)
  }
  return [...names]
}

export const isRoot = ({ uid, user }: ProcessFacts): boolean =>
  uid === 0 || (uid === undefined && /^(?:.*\\)?(?:SYSTEM|Administrator)$/i.test(user ?? ''))

/** Part of the system as the catalog knows it, and run from where the system keeps its programs. */
export const isSystemProgram = ({ facts, known }: Subject): boolean =>
  known?.policy.is_system === true && (facts.exe === undefined || isSystemPath(facts.exe))

export const isSystemPath = (path: string): boolean =>
  /^\/(?:usr\/(?!local\/)|s?bin\/|lib(?:32|64|x32)?\/|snap\/|nix\/store\/|gnu\/store\/)/.test(path) ||
  /^[a-z]:\\(?:windows\\(?!temp\\)|program files(?: \(x86\))?\\)/i.test(path)
