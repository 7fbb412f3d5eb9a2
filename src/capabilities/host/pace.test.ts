import { expect, it } from 'vitest'
import { createFakeClock } from '../../core/clock.ts'
import { createPace } from './pace.ts'

/** Lets the work that has just begun come to its end. */
const settle = async () => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
}

async function createRun(restMs = 10_000) {
  const clock = createFakeClock(0)
  const times: number[] = []
  const pace = createPace(clock, restMs, async () => {
    times.push(clock.now())
  })
  await settle()
  const until = async (atMs: number) => {
    while (clock.now() < atMs) {
      clock.advance(500)
      await settle()
    }
  }
  return { clock, pace, times, until }
}

it('samples twice at once, then at rest', async () => {
  const { times, until } = await createRun()
  await until(31_000)
  expect(times).toEqual([0, 1000, 11_000, 21_000, 31_000])
})
it('samples often on a lease, and rests again after it', async () => {
  const { pace, times, until } = await createRun()
  await until(2000)
  pace.lease(2000, 6000)
  expect(pace.everyMs()).toBe(2000)
  await until(30_000)
  expect(times).toEqual([0, 1000, 4000, 6000, 8000, 18_000, 28_000])
})
it('is not slowed down by a slower lease', async () => {
  const { pace } = await createRun()
  pace.lease(2000, 10_000)
  pace.lease(5000, 10_000)
  expect(pace.everyMs()).toBe(2000)
})
it('looks soon when something happened, but not for each of many happenings', async () => {
  const { pace, times, until } = await createRun(60_000)
  await until(10_000)
  for (let count = 0; count < 20; count++) {
    pace.soon(1000)
    await until(10_000 + count * 500)
  }
  expect(times).toEqual([0, 1000, 11_000, 16_000])
})
it('never runs over itself, and stops', async () => {
  const clock = createFakeClock(0)
  let begun = 0
  let finish: () => void = () => undefined
  const pace = createPace(clock, 1000, () => {
    begun++
    return new Promise<void>((resolve) => {
      finish = resolve
    })
  })
  clock.advance(10_000)
  expect(begun).toBe(1)
  finish()
  await settle()
  clock.advance(1000)
  expect(begun).toBe(2)
  pace.stop()
  finish()
  await settle()
  clock.advance(10_000)
  expect(begun).toBe(2)
})
