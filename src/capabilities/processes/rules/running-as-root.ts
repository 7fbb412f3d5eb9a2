import { evidence, isRoot, isSystemProgram, type RiskRule } from './rule.ts'

/** Process of Windows that stands for its kernel. */
const WINDOWS_KERNEL_PID = 4

export const runningAsRoot: RiskRule = {
  risk: 'RUNNING_AS_ROOT',
  judge(subject) {
    const { facts, known } = subject
    const windowsKernel = facts.uid === undefined && facts.pid === WINDOWS_KERNEL_PID
    if (!isRoot(facts) || windowsKernel) return []
    const expected = known !== undefined && (isSystemProgram(subject) || facts.container !== undefined)
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
