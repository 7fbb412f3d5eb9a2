/** Why a line to another machine broke, in a few plain words. */
import { VedetteError } from '../../../core/errors.ts'
import type { Text } from '../../../core/schema.ts'

/** What Node (its error codes), ssh2 and `sftp.ts` call it. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^(ECONNRESET|ECONNABORTED|EPIPE)$|line was closed|lost before|No response from server/, 'closed'],
  [/^ETIMEDOUT$|timeout|timed out|^no answer/i, 'no-answer'],
  [/^ECONNREFUSED$/, 'refused'],
  [/^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN)$/, 'no-way'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'name-unknown'],
]

/** Of `packets.fetch-cut`, `packets.site-unreachable` or `packets.site-refused`; what has no words of ours is told as it came. */
export function toLineReason(error: unknown): Text {
  if (error instanceof VedetteError && error.code === 'packets.site-refused') return { key: 'packets.line.not-let-in' }
  const reason = String((error instanceof VedetteError && error.params['reason']) || (error as Error).message)
  const known = REASONS.find(([pattern]) => pattern.test(reason))
  return known ? { key: `packets.line.${known[1]}` } : { key: 'packets.line.other', params: { reason } }
}
