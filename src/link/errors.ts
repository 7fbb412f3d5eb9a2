import { defineErrors } from '../core/errors.ts'

export const linkErrors = defineErrors({
  'link.unknown-host': { status: 404, exit: 4 },
  'link.unknown-method': { status: 404 },
  'link.timeout': { status: 504 },
  'link.closed': { status: 503 },
})
