/** Broken captures of our own through the decoder: it never throws, hangs or grows. `VEDETTE_FUZZ_SEED` runs one again. */
import { globSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkCuts, checkDamages, SEED } from './fuzz/checks.ts'

const files = globSync('src/decoder/testdata/*.pcap*').sort()

describe('the project’s own captures', () => {
  it('are there', () => expect(files.length).toBeGreaterThan(0))
  it('may be cut at every byte of their first 4 KB', () => checkCuts(files), 120_000)
  it(`may be broken 10,000 times (seed ${SEED})`, () => checkDamages(files), 120_000)
})
