import { evidence, isRoot, type Judgement, type RiskRule, type Subject } from './rule.ts'

const WORLD_WRITABLE = 0o002

function judgeFile({ facts }: Subject): (Judgement & { proof: string }) | undefined {
  const { executable: file, exe = '' } = facts
  if (!file) return undefined
  if (file.mode & WORLD_WRITABLE) return { severity: 'danger', why: 'file', proof: `${exe} ${file.mode.toString(8)}` }
  if (file.openFolder !== undefined) return { severity: 'danger', why: 'folder', proof: file.openFolder }
  // Whoever owns the file decides what root runs.
  if (isRoot(facts) && file.ownerUid !== 0)
    return { severity: 'caution', why: 'owner', proof: `${exe} uid ${file.ownerUid}` }
  return undefined
}

export const writableByOthers: RiskRule = {
  risk: 'WRITABLE_BY_OTHERS',
  judge(subject) {
    const { exe, exeDeleted, container } = subject.facts
    if (exeDeleted || container || exe === undefined) return []
    const found = judgeFile(subject)
    if (!found) return []
    const { proof, ...judgement } = found
    return [{ ...judgement, params: { path: exe }, evidence: [evidence('permissions', proof)] }]
  },
}
