import type { State } from '../../../../web/ui/state.tsx'
import type { TokenRow } from '../schema.ts'

const SOON_MS = 7 * 86_400_000

/** Whether a token works, works for a few days more, or no longer. */
export function readTokenAge(
  token: Pick<TokenRow, 'expiresMs'>,
  nowMs: number,
): { readonly state: State; readonly what: 'works' | 'ends-soon' | 'ended' } {
  const leftMs = (token.expiresMs ?? Number.POSITIVE_INFINITY) - nowMs
  if (leftMs <= 0) return { state: 'silent', what: 'ended' }
  return leftMs < SOON_MS ? { state: 'caution', what: 'ends-soon' } : { state: 'good', what: 'works' }
}
