/** What both suites of broken captures ask. */
import { expect } from 'vitest'
import { fuzz } from './fuzz.ts'

export const SEED = Number(process.env['VEDETTE_FUZZ_SEED'] ?? Date.now() % 1e9)
const CUTS = 4096
const DAMAGES = 10_000
const SLOWEST_MS = 2000
const GROWN_BYTES = 16e6

async function check(kind: 'cuts' | 'damages', files: readonly string[], rounds: number): Promise<void> {
  const outcome = await fuzz({ files, kind, seed: SEED, rounds })
  expect(outcome.failures).toEqual([])
  expect(outcome.inputs).toBeGreaterThan(0)
  expect(outcome.slowestMs).toBeLessThan(SLOWEST_MS)
  expect(outcome.grownBytes).toBeLessThan(GROWN_BYTES)
}
export const checkCuts = (files: readonly string[]) => check('cuts', files, CUTS)
export const checkDamages = (files: readonly string[]) => check('damages', files, DAMAGES)
