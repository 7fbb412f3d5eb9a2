import { expect, it } from 'vitest'
import { createFakeClock } from '../../core/clock.ts'
import { createPace } from './pace.ts'

/** Lets the work that has just begun come to its end. */
const settle = async () => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
}

async function start(restMs = 20_000, work: () => Promise<void> = async () => undefined) {
  const clock = createFakeClock(0)
  const times: number[] = []
  const pace = createPace(clock, restMs, () => {
    times.push(clock.now())
    return work()
  })
  await settle()
  const until = async (atMs: number) => {
    while (clock.now() < atMs) {
      clock.advance(500)
      await settle()
    }
  }
  return { pace, times, until }
}

it('looks twice at once, for the rates, and then at rest', async () => {
  const { times, until } = await start()
  await until(61_000)
  expect(times).toEqual([0, 1000, 21_000, 41_000, 61_000])
})
it('looks every two seconds while somebody watches, and rests again when the lease runs out', async () => {
  const { pace, times, until } = await start()
  await until(5000)
  pace.lease(2000, 6000)
  expect(pace.everyMs()).toBe(2000)
  await until(60_000)
  expect(times).toEqual([0, 1000, 7000, 9000, 11_000, 31_000, 51_000])
  expect(pace.everyMs()).toBe(20_000)
})
it('is never asked to rest longer than it does anyway', async () => {
  const { pace } = await start()
  pace.lease(60_000, 600_000)
  expect(pace.everyMs()).toBe(20_000)
})
it('never looks twice at once, and not after the stop', async () => {
  const slow = Promise.withResolvers<void>()
  const { pace, times, until } = await start(2000, () => slow.promise)
  pace.lease(500, 60_000)
  await until(10_000)
  expect(times).toEqual([0])
  pace.stop()
  slow.resolve()
  await settle()
  await until(20_000)
  expect(times).toEqual([0])
})
