/** Broken captures of `VEDETTE_CAPTURES` through the decoder: it never throws, hangs or grows. */
import { globSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkCuts, checkDamages, SEED } from './fuzz/checks.ts'

const files = globSync(`${process.env['VEDETTE_CAPTURES']}/*.pcap*`).sort()

describe('every capture', () => {
  it('is there', () => expect(files.length).toBeGreaterThan(0))
  it('may be cut at every byte of its first 4 KB', () => checkCuts(files), 240_000)
  it(`may be broken 10,000 times (seed ${SEED})`, () => checkDamages(files), 240_000)
})
