import { defineErrors } from '../../../core/errors.ts'

export const automationErrors = defineErrors({
  'processes.automation-unknown': { status: 404, exit: 4 },
  'processes.automation-empty': { status: 400, exit: 2 },
  'processes.automation-not-rehearsed': { status: 409, exit: 3 },
})
