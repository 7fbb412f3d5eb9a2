import { defineErrors } from '../core/errors.ts'

export const busErrors = defineErrors({
  'bus.unreachable': { status: 503 },
  'bus.damaged': { status: 502 },
  'bus.address-invalid': { status: 500, exit: 2 },
  'bus.closed': { status: 503 },
})
