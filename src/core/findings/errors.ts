import { defineErrors } from '../errors.ts'

export const findingsErrors = defineErrors({
  'findings.unknown-rule': { status: 500 },
  'findings.not-found': { status: 404, exit: 4 },
  'findings.not-open': { status: 409, exit: 3 },
  'findings.worse-now': { status: 409, exit: 3 },
  'findings.bad-time': { status: 400, exit: 2 },
  'findings.bad-reason': { status: 400, exit: 2 },
  'findings.unknown-window': { status: 404, exit: 4 },
  'findings.unknown-expectation': { status: 404, exit: 4 },
})
