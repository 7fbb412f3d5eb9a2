import { defineErrors } from '../../core/errors.ts'

export const overviewErrors = defineErrors({
  'overview.unknown-zone': { status: 400, exit: 2 },
  'overview.bad-since': { status: 400, exit: 2 },
})
