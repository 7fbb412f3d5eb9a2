/**
 * Filters over the captures of `VEDETTE_CAPTURES` keep what tshark 4.0.17 keeps, each frame looked at alone (as in
 * `filter.test.ts`), except where a frame holds a header only in part.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import captures from './testdata/captures.json' with { type: 'json' }
import { keptBy, toRanges } from './testing.ts'

const folder = process.env['VEDETTE_CAPTURES'] ?? ''

/** Filters that differ on purpose, and why. */
const DIFFERENT: Readonly<Record<string, { readonly why: string; readonly about: RegExp }>> = {
  'tcp-truncated-header.pcap': {
    why: 'tshark reads options of a TCP header that is cut inside them; here a header is read whole or told as cut',
    about: /^tcp\.option/,
  },
  'gtp-fragmented-http.pcap': {
    why: 'a tunnel in the first piece of a fragmented datagram claims more than the piece holds: it is told as malformed, not read',
    about: /./,
  },
}

it.each(Object.entries<Record<string, string>>(captures))('%s', (name, filters) => {
  const file = join(folder, name)
  if (!existsSync(file)) return
  const texts = Object.keys(filters)
  const kept = keptBy(readFileSync(file), texts)
  const different = texts.filter((text, n) => toRanges(kept[n] ?? []) !== filters[text])
  const { about } = DIFFERENT[name] ?? {}
  expect(different.filter((text) => !about?.test(text))).toEqual([])
})
