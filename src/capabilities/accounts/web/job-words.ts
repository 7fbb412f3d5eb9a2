/** Jobs in order and their failures in words. Pure. */
import { problemKey } from '../../../../web/api/words.ts'
import type { State } from '../../../../web/ui/state.tsx'
import type { Params, Text } from '../../../core/schema.ts'
import type { JobsView } from '../schema.ts'

export type JobRow = JobsView['jobs'][number]

export function readJobState(job: Pick<JobRow, 'failures' | 'running' | 'lastStartMs'>): {
  readonly state: State
  readonly what: 'failing' | 'failed' | 'running' | 'waiting' | 'good'
} {
  // From the third failure in a row on, the console's own health speaks of it too.
  if (job.failures >= 3) return { state: 'danger', what: 'failing' }
  if (job.failures > 0) return { state: 'caution', what: 'failed' }
  if (job.running) return { state: 'good', what: 'running' }
  return job.lastStartMs === undefined ? { state: 'silent', what: 'waiting' } : { state: 'good', what: 'good' }
}

/** How long the last run took; nothing while one is running or none has ended. */
export const readTookMs = ({ lastStartMs, lastEndMs }: JobRow): number | undefined =>
  lastStartMs !== undefined && lastEndMs !== undefined && lastEndMs >= lastStartMs ? lastEndMs - lastStartMs : undefined

/** `store.full where=disk reason=no space left` as an error of ours is written into logs. */
export function parseErrorLine(line: string): { readonly code: string; readonly params: Params } | undefined {
  const [, code, rest = ''] = /^([a-z][a-z0-9-]*\.[a-z][a-z0-9-]*)((?: \w+=.*)?)$/s.exec(line) ?? []
  if (code === undefined) return undefined
  const pairs = rest.split(/ (?=\w+=)/).flatMap((pair) => {
    const at = pair.indexOf('=')
    return at > 0 ? [[pair.slice(0, at).trim(), pair.slice(at + 1)] as const] : []
  })
  return { code, params: Object.fromEntries(pairs) }
}

/** Ours in our words, a time limit in words, anything else as it was said. */
export function toErrorText(line: string, has: (key: string) => boolean): Text {
  const ours = parseErrorLine(line)
  if (ours && has(problemKey(ours.code))) return { key: problemKey(ours.code), params: ours.params }
  const [, limit] = /^timed out after (\d+) ms$/.exec(line) ?? []
  if (limit !== undefined) return { key: 'accounts.page.job-late', params: { limitMs: Number(limit) } }
  return { key: 'accounts.page.job-said', params: { said: line } }
}

const jobKey = (name: string) => `accounts.page.job.${name}`
export const sayJob = (words: { t(key: string): string; has(key: string): boolean }, name: string) =>
  words.has(jobKey(name)) ? words.t(jobKey(name)) : name

/** The ones that fail come first, worst first; the others keep their order. */
export const orderJobs = (jobs: readonly JobRow[]): readonly JobRow[] =>
  jobs.toSorted((a, b) => b.failures - a.failures)
