/** Facts inside one process: `<capability>.<what happened>`. Those who listen cannot hurt the one who says. */
import type { Log } from './capability.ts'

export interface Events {
  emit(name: string, payload: unknown): void
  /** The returned function stops listening. */
  on(name: string, listener: (payload: unknown) => void): () => void
}

export function createEvents(log: Log): Events {
  const listeners = new Map<string, Set<(payload: unknown) => void>>()
  return {
    emit(name, payload) {
      for (const listener of listeners.get(name) ?? []) {
        try {
          listener(payload)
        } catch (error) {
          log.error({ event: name, err: error }, 'a listener failed')
        }
      }
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set.add(listener))
      return () => set.delete(listener)
    },
  }
}
