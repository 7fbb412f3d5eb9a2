import { defineErrors, VedetteError } from '../errors.ts'
import type { Params } from '../schema.ts'

export const authErrors = defineErrors({
  'auth.required': { status: 401, exit: 3 },
  'auth.role-too-low': { status: 403, exit: 3 },
  'auth.outside-token-scope': { status: 403, exit: 3 },
  'auth.foreign-origin': { status: 403, exit: 3 },
  'auth.sign-in-wrong': { status: 401 },
  'auth.sign-in-throttled': { status: 429 },
  'auth.sign-in-busy': { status: 503 },
  'auth.link-invalid': { status: 403 },
  'auth.user-unknown': { status: 404, exit: 4 },
  'auth.user-exists': { status: 409, exit: 3 },
  'auth.name-invalid': { status: 400, exit: 2 },
  'auth.zone-unknown': { status: 400, exit: 2 },
  'auth.password-wrong': { status: 403 },
  'auth.password-too-short': { status: 400, exit: 2 },
  'auth.password-too-common': { status: 400, exit: 2 },
  'auth.password-like-name': { status: 400, exit: 2 },
  'auth.last-admin': { status: 409, exit: 3 },
  'auth.token-unknown': { status: 404, exit: 4 },
  'auth.token-role-too-high': { status: 403, exit: 3 },
  'auth.token-needs-person': { status: 403, exit: 3 },
})

/** An error that is about one field of the request, a JSON pointer (RFC 6901); the field's words are the error's own. */
export function toFieldError(code: keyof typeof authErrors.rows, field: string, params: Params = {}): VedetteError {
  return new VedetteError(code, authErrors.rows[code], params, { fields: [{ field, message: '' }] })
}
