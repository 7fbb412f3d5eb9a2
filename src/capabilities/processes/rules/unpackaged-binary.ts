import { evidence, type RiskRule } from './rule.ts'

/** Only packages put files there. */
const PACKAGED = /^\/(?:usr\/(?!local\/|src\/)|s?bin\/|lib(?:32|64|x32)?\/)/

export const unpackagedBinary: RiskRule = {
  risk: 'UNPACKAGED_BINARY',
  judge({ facts }) {
    const { exe, executable, exeDeleted } = facts
    if (exe === undefined || exeDeleted || executable?.package !== null) return []
    const strange = PACKAGED.test(exe)
    return [
      {
        severity: strange ? 'caution' : 'info',
        why: strange ? 'strange' : 'own',
        params: { path: exe },
        evidence: [evidence('path', exe)],
      },
    ]
  },
}
