/** Which catalog entry a process goes by: its file says more than the name it gave itself. */
import { basename } from 'node:path/posix'
import { isSystemPath } from './rules/rule.ts'
import type { KnownProcess, ProcessFacts } from './schema.ts'

/** (name, kernel thread) → catalog entry on this platform. */
export type Lookup = (name: string, kernel: boolean) => KnownProcess | undefined

/** They run somebody else's program, whose name is then the process's own. */
const INTERPRETERS =
  /^(?:python|perl|ruby|node|nodejs|java|bash|dash|sh|zsh|php|lua|tclsh|mono|dotnet|beam\.smp|busybox)[\d.]*$/

export function findKnown(
  facts: Pick<ProcessFacts, 'name' | 'exe' | 'kernel'>,
  lookup: Lookup,
): KnownProcess | undefined {
  const { name, exe, kernel } = facts
  if (kernel || exe === undefined) return lookup(name, kernel)
  const file = basename(exe.replaceAll('\\', '/'))
  // A name is the process's own claim: it counts only for what the system itself keeps.
  const claim = isSystemPath(exe) ? lookup(name, false) : undefined
  return INTERPRETERS.test(file) ? (claim ?? lookup(file, false)) : (lookup(file, false) ?? claim)
}
