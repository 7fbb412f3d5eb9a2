/**
 * Refused live logs in the audit: one row for a person and a path each minute, and no more rows than somebody reads,
 * because a row costs a stranger one line on a socket. What is over that is counted in one row.
 */
import type { HostId, Principal, ServerContext, Watch } from '../../core/capability.ts'
import type { HostConfig } from './config.ts'

const FOLD_MS = 60_000
const MOST_ROWS = 20
const LIVE: Principal = { kind: 'system', id: 'live', name: 'live', role: 'viewer' }

interface Refusal {
  readonly host: HostId
  readonly source: string
  readonly code: string
  readonly who: Watch['who']
}
export interface Refusals {
  note(refusal: Refusal): void
  stop(): void
}

export function createRefusals({
  audit,
  clock,
  log,
}: Pick<ServerContext<HostConfig>, 'audit' | 'clock' | 'log'>): Refusals {
  const written = new Set<string>()
  let folded = 0
  let last: Refusal | undefined

  const write = ({ host, source, code, who }: Refusal, more?: number) => {
    const entry = {
      who: who?.principal ?? LIVE,
      from: who?.from ?? 'live',
      host,
      action: 'host.log-follow',
      target: source.slice(0, 500),
      outcome: 'refused' as const,
      details: { code, ...(more ? { more } : {}) },
    }
    audit.append(entry).catch((error: unknown) => log.error({ err: error, host }, 'a refusal could not be recorded'))
  }
  const cancel = clock.every(FOLD_MS, () => {
    if (last && folded > 0) write(last, folded)
    written.clear()
    folded = 0
    last = undefined
  })
  return {
    note(refusal) {
      const key = JSON.stringify([refusal.who?.principal.id, refusal.host, refusal.source])
      if (written.has(key)) return
      if (written.size < MOST_ROWS) {
        written.add(key)
        return write(refusal)
      }
      last = refusal
      folded++
    },
    stop: cancel,
  }
}
