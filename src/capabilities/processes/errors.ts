import { defineErrors } from '../../core/errors.ts'

export const processesErrors = defineErrors({
  'processes.not-found': { status: 404, exit: 4 },
  'processes.identity-changed': { status: 409, exit: 3 },
  'processes.range-invalid': { status: 400, exit: 2 },
  'processes.command-unknown': { status: 400, exit: 2 },
  'processes.pid-wanted': { status: 400, exit: 2 },
  'processes.request-invalid': { status: 400, exit: 2 },
  'processes.system-unsupported': { status: 501 },
  'processes.windows-silent': { status: 503 },
  'processes.plan-changed': { status: 409, exit: 3 },
  'processes.confirmation-missing': { status: 422, exit: 2 },
  'processes.evidence-unknown': { status: 404, exit: 4 },
  'processes.evidence-failed': { status: 500 },
})
