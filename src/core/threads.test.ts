import { afterAll, describe, expect, it } from 'vitest'
import { createThreads, workerUrl } from './threads.ts'

const threads = createThreads()
afterAll(() => threads.close())
const run = (task: string, timeoutMs = 10_000, signal?: AbortSignal) =>
  threads.run(import.meta.url, './testdata/thread-task', { task }, { timeoutMs, ...(signal ? { signal } : {}) })

it.each([
  ['file:///srv/src/core/threads.ts', 'file:///srv/src/core/worker.ts'],
  ['file:///srv/dist/core/threads.js', 'file:///srv/dist/core/worker.js'],
])('the worker beside %s is %s', (base, expected) => expect(workerUrl(base, './worker').href).toBe(expected))

describe('a thread', () => {
  it('answers', async () => expect(await run('answer')).toEqual({ answered: { task: 'answer' } }))

  it('is ended at its time limit, whatever it does', async () => {
    const startMs = performance.now()
    await expect(run('spin', 300)).rejects.toMatchObject({ code: 'core.thread-timeout' })
    expect(performance.now() - startMs).toBeLessThan(3_000)
  })

  it.each(['throw', 'exit', 'grow'])('that ends badly (%s) says so and takes nobody with it', async (task) => {
    await expect(run(task)).rejects.toMatchObject({ code: 'core.thread-failed' })
    expect(await run('answer')).toEqual({ answered: { task: 'answer' } })
  })

  it('is ended when nobody waits any more', async () => {
    const stop = new AbortController()
    const waiting = run('spin', 60_000, stop.signal)
    stop.abort(new Error('went away'))
    await expect(waiting).rejects.toThrow('went away')
  })

  it('waits for a place when many run, and is refused when too many wait', async () => {
    const stop = new AbortController()
    const many = Array.from({ length: 3 + 16 }, () => run('spin', 60_000, stop.signal))
    const settled = Promise.allSettled(many)
    await expect(run('answer')).rejects.toMatchObject({ code: 'core.threads-busy' })
    stop.abort(new Error('enough'))
    expect((await settled).every(({ status }) => status === 'rejected')).toBe(true)
    expect(await run('answer')).toEqual({ answered: { task: 'answer' } })
  })

  it('does not start for a signal that is already aborted', async () => {
    await expect(run('answer', 1_000, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late')
  })
})

describe('a thread that speaks', () => {
  const open = (task: string, said: unknown[], signal?: AbortSignal) =>
    threads.open(
      import.meta.url,
      './testdata/thread-task',
      { task },
      {
        onMessage: (message) => said.push(message),
        ...(signal ? { signal } : {}),
      },
    )

  it('is heard, hears, and says that it has ended', async () => {
    const said: unknown[] = []
    const talk = open('talk', said)
    talk.post('hello')
    await talk.ended
    expect(said).toEqual(['began', 'hello'])
  })
  it.each(['throw', 'exit', 'grow'])('that ends badly (%s) says so', async (task) => {
    await expect(open(task, []).ended).rejects.toMatchObject({ code: 'core.thread-failed' })
  })
  it('is ended in the middle of anything', async () => {
    const stop = new AbortController()
    const { ended } = open('spin', [], stop.signal)
    stop.abort(new Error('cancelled'))
    await expect(ended).rejects.toThrow('cancelled')
  })
  it('takes none of the places of short tasks', async () => {
    const stop = new AbortController()
    const talks = Array.from({ length: 4 }, () => open('talk', [], stop.signal))
    expect(await run('answer')).toEqual({ answered: { task: 'answer' } })
    stop.abort(new Error('enough'))
    await Promise.allSettled(talks.map(({ ended }) => ended))
  })
})
