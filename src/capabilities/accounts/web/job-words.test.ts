import { describe, expect, it } from 'vitest'
import { type JobRow, orderJobs, parseErrorLine, readJobState, readTookMs, sayJob, toErrorText } from './job-words.ts'
import { en } from './texts/en.ts'

const job = (change: Partial<JobRow>): JobRow => ({
  name: 'a.b',
  everyMs: 1000,
  running: false,
  failures: 0,
  ...change,
})

describe('an error line', () => {
  it.each([
    ['store.full where=the disk', 'store.full', { where: 'the disk' }],
    ['store.failed reason=a = b size=3', 'store.failed', { reason: 'a = b', size: '3' }],
    ['auth.required', 'auth.required', {}],
  ])('%s', (line, code, params) => {
    expect(parseErrorLine(line)).toEqual({ code, params })
  })
  it.each([['ENOENT: no such file'], ['timed out after 5 ms'], ['store.full at once'], ['']])(
    '“%s” is none of ours',
    (line) => {
      expect(parseErrorLine(line)).toBeUndefined()
    },
  )
})

describe('a failure', () => {
  const has = (key: string) => key === 'store.error.full'
  it.each([
    ['store.full where=x', { key: 'store.error.full', params: { where: 'x' } }],
    ['timed out after 60000 ms', { key: 'accounts.page.job-late', params: { limitMs: 60_000 } }],
    ['moon.gone', { key: 'accounts.page.job-said', params: { said: 'moon.gone' } }],
    ['boom', { key: 'accounts.page.job-said', params: { said: 'boom' } }],
  ])('%s is said', (line, text) => {
    expect(toErrorText(line, has)).toEqual(text)
  })
})

describe('a job', () => {
  it.each([
    [{}, 'silent', 'waiting'],
    [{ lastStartMs: 1 }, 'good', 'good'],
    [{ lastStartMs: 1, running: true }, 'good', 'running'],
    [{ lastStartMs: 1, failures: 1 }, 'caution', 'failed'],
    [{ lastStartMs: 1, failures: 3, running: true }, 'danger', 'failing'],
  ])('%j is %s: %s', (change, state, what) => {
    expect(readJobState(job(change))).toEqual({ state, what })
  })
  it.each([
    [{ lastStartMs: 5, lastEndMs: 9 }, 4],
    [{ lastStartMs: 9, lastEndMs: 5 }, undefined],
    [{ lastStartMs: 9 }, undefined],
  ])('%j took %s', (change, tookMs) => {
    expect(readTookMs(job(change))).toBe(tookMs)
  })
  it('that fails comes first', () => {
    const jobs = [
      job({ name: 'a' }),
      job({ name: 'b', failures: 1 }),
      job({ name: 'c' }),
      job({ name: 'd', failures: 4 }),
    ]
    expect(orderJobs(jobs).map(({ name }) => name)).toEqual(['d', 'b', 'a', 'c'])
  })
  it.each([
    'core.disk-budget',
    'core.self-watch',
    'accounts.verify-audit',
    'accounts.look-after-itself',
    'findings.prune',
    'host.trends',
    'host.usual',
  ])('%s has words', (name) => {
    const words = { has: (key: string) => key in en, t: (key: string) => en[key as keyof typeof en] }
    expect(sayJob(words, name)).not.toBe(name)
  })
})
