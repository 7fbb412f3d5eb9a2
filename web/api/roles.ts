import type { Role } from '../../src/core/schema.ts'

/** From the least to the most, as core says; repeated here so that the first page need not load the schema checker. */
export const ROLE_ORDER: readonly Role[] = ['viewer', 'operator', 'admin']
export const mayDo = (role: Role, needed: Role | undefined) =>
  needed === undefined || ROLE_ORDER.indexOf(role) >= ROLE_ORDER.indexOf(needed)
