/** What there is: one import and one entry a capability. */
import type { Capability } from './core/capability.ts'

export const capabilities: readonly Capability[] = []
