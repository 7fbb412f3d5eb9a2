/** The link within one process: the console's own machine is an agent like any other. */
import type { AgentParts, HostId, HostInfo, Link, Log } from '../core/capability.ts'
import type { Clock } from '../core/clock.ts'
import { linkErrors } from './errors.ts'

/** Long enough for a service to stop by itself; callers that need an answer sooner say so. */
const DEFAULT_TIMEOUT_MS = 15_000

export interface LocalLink extends Link {
  /** What the built-in agent answers; called once when it is set up. */
  attach(answers: NonNullable<AgentParts['answers']>): void
  /** The agent's side of `onPush`. */
  push(kind: string, payload: unknown): void
  close(): void
}

export function createLocalLink(options: { host: HostId; name: string; clock: Clock; log: Log }): LocalLink {
  const { host, name, clock, log } = options
  const listeners = new Map<string, Set<(host: HostId, payload: unknown) => void>>()
  const closing = new AbortController()
  let answers: NonNullable<AgentParts['answers']> = {}
  let lastSeenMs = clock.now()

  async function ask(method: string, params: unknown, signal: AbortSignal): Promise<unknown> {
    const answer = Object.hasOwn(answers, method) ? answers[method] : undefined
    if (!answer) throw linkErrors['link.unknown-method']({ host, method })
    // Cloned as a wire would: neither side may hold on to the other's objects.
    return structuredClone(await answer(structuredClone(params), signal))
  }

  return {
    hosts: (): readonly HostInfo[] => [{ id: host, name, connected: !closing.signal.aborted, lastSeenMs }],
    async request(to, method, params, { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
      if (to !== host) throw linkErrors['link.unknown-host']({ host: to })
      if (closing.signal.aborted) throw linkErrors['link.closed']({ host })
      const late = new AbortController()
      const cancel = clock.after(timeoutMs, () => late.abort(linkErrors['link.timeout']({ host, method, timeoutMs })))
      const ended = AbortSignal.any([late.signal, closing.signal, ...(signal ? [signal] : [])])
      try {
        return await Promise.race([ask(method, params, ended), rejectWhenAborted(ended)])
      } finally {
        cancel()
      }
    },
    onPush(kind, listener) {
      const set = listeners.get(kind) ?? new Set()
      listeners.set(kind, set.add(listener))
      return () => set.delete(listener)
    },
    attach(given) {
      answers = given
    },
    push(kind, payload) {
      if (closing.signal.aborted) return
      lastSeenMs = clock.now()
      for (const listener of listeners.get(kind) ?? []) {
        try {
          listener(host, structuredClone(payload))
        } catch (error) {
          log.error({ kind, err: error }, 'what an agent said could not be taken in')
        }
      }
    },
    close: () => closing.abort(linkErrors['link.closed']({ host })),
  }
}

function rejectWhenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
