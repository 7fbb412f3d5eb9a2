/** What is new since the look before: most processes of most machines do nothing most of the time. */
import { type ProcessFacts, type ProcessPass, toKey } from '../schema.ts'
import type { ProcessPush } from './schema.ts'

export interface ChangeTracker {
  next(pass: ProcessPass): ProcessPush
}

export function createChangeTracker(): ChangeTracker {
  let before = new Map<string, { readonly facts: ProcessFacts; readonly written: string }>()
  let sinceMs: number | undefined
  return {
    next(pass) {
      const { processes, ...head } = pass
      const now = new Map<string, { facts: ProcessFacts; written: string }>()
      const changed: ProcessFacts[] = []
      for (const facts of processes) {
        const key = toKey(facts)
        const written = JSON.stringify(facts)
        if (before.get(key)?.written !== written) changed.push(facts)
        now.set(key, { facts, written })
      }
      const gone = [...before].flatMap(([key, { facts }]) =>
        now.has(key) ? [] : [{ pid: facts.pid, startTime: facts.startTime }],
      )
      const push: ProcessPush = { ...head, ...(sinceMs === undefined ? {} : { sinceMs }), changed, gone }
      before = now
      sinceMs = pass.atMs
      return push
    },
  }
}
