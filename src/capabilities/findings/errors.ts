import { defineErrors } from '../../core/errors.ts'

/** What the engine refuses is in `core/findings/errors.ts`. */
export const findingsErrors = defineErrors({
  'findings.unknown-person': { status: 422, exit: 4 },
  'findings.unknown-host': { status: 422, exit: 4 },
})
