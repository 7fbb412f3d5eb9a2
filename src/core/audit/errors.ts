import { defineErrors } from '../errors.ts'

export const auditErrors = defineErrors({
  'audit.unwritable': { status: 507 },
  'audit.damaged': { status: 500, exit: 3 },
})
