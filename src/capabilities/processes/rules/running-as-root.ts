import { evidence, isRoot, isSystemPath, isSystemProgram, type RiskRule, type Subject } from './rule.ts'

/** Process of Windows that stands for its kernel. */
const WINDOWS_KERNEL_PID = 4

/** nginx, dockerd: no part of the system, but installed to be started by it, and root only to hand out less. */
const isInstalledService = ({ facts }: Subject): boolean =>
  facts.exe !== undefined && isSystemPath(facts.exe) && facts.unit?.endsWith('.service') === true && !facts.userUnit

export const runningAsRoot: RiskRule = {
  risk: 'RUNNING_AS_ROOT',
  judge(subject) {
    const { facts, known } = subject
    const windowsKernel = facts.uid === undefined && facts.pid === WINDOWS_KERNEL_PID
    if (!isRoot(facts) || windowsKernel) return []
    const expected =
      known !== undefined && (isSystemProgram(subject) || isInstalledService(subject) || facts.container !== undefined)
    return [
      {
        severity: expected ? 'info' : 'caution',
        why: expected ? 'expected' : 'other',
        params: { user: facts.user ?? 'root' },
        evidence: [evidence('user', facts.user ?? 'root')],
      },
    ]
  },
}
