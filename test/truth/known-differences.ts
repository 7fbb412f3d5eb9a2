/** Differences that have been looked at: who is right, and why they stay. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KnownDifference } from './compare.ts'

export const KNOWN_FILE = join(import.meta.dirname, 'known-differences.json')
export const readKnownDifferences = () => JSON.parse(readFileSync(KNOWN_FILE, 'utf8')) as readonly KnownDifference[]

const VERDICTS = { ours: 'ours', theirs: 'theirs, not yet ours', either: 'either way' } as const
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** The page people read; `npm run truth -- --table` writes it. */
export function toTable(known: readonly KnownDifference[]): string {
  const rows = known.map(
    ({ capture, fact, ours, theirs, verdict, reason }) =>
      `| ${[capture, `\`${fact}\``, ours, theirs, VERDICTS[verdict], reason].map(cell).join(' | ')} |`,
  )
  return [
    '# Where we differ from tshark',
    '',
    'Written by `npm run truth -- --table` from `known-differences.json`, which `npm run truth` holds to what is so: a difference that is not here fails it.',
    '',
    '| capture | fact | ours | tshark 4.0 | right | why |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}
