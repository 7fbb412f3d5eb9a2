import { defineErrors } from '../../core/errors.ts'

export const accountsErrors = defineErrors({
  'accounts.password-missing': { status: 400, exit: 2 },
  'accounts.passwords-differ': { status: 400, exit: 2 },
  'accounts.cancelled': { status: 400, exit: 130 },
  'accounts.expiry-invalid': { status: 400, exit: 2 },
  'accounts.role-unknown': { status: 400, exit: 2 },
  'accounts.filter-invalid': { status: 400, exit: 2 },
})
