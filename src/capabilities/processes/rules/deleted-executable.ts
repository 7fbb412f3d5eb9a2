import { evidence, isSystemPath, type Judgement, type RiskRule, type Subject } from './rule.ts'

const IN_MEMORY = '/memfd:'
/** They run a sealed copy of themselves in memory on purpose (CVE-2019-5736). */
const SEALED = /^\/memfd:(?:runc_cloned|crun|lxc-|youki|sd-executor)/
const TEMPORARY = /^\/(?:tmp|var\/tmp|dev\/shm)\//
const OPTIONAL = /^\/(?:opt|usr\/local)\//

function judgeDeleted({ facts }: Subject): Judgement {
  const { exe = '', executable } = facts
  if (SEALED.test(exe)) return { severity: 'info', why: 'sealed' }
  if (exe.startsWith(IN_MEMORY)) return { severity: 'danger', why: 'memory' }
  if (TEMPORARY.test(exe)) return { severity: 'danger', why: 'temporary' }
  // An update leaves the old file running: it asks for a restart, not for suspicion.
  if (executable?.replaced) return { severity: 'info', why: 'replaced' }
  const installed = isSystemPath(exe) || OPTIONAL.test(exe)
  return installed ? { severity: 'caution', why: 'removed' } : { severity: 'caution', why: 'gone' }
}

export const deletedExecutable: RiskRule = {
  risk: 'DELETED_EXECUTABLE',
  judge(subject) {
    const { exe, exeDeleted } = subject.facts
    if (!exeDeleted || exe === undefined) return []
    return [{ ...judgeDeleted(subject), params: { path: exe }, evidence: [evidence('path', exe)] }]
  },
}
