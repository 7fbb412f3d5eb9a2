/**
 * `npm run truth [-- <capture> …] [--captures DIR] [--truth DIR] [--json] [--table]`: what we find in captures beside what tshark finds, fact by
 * fact. Ends with 1 when fewer than 99 % agree, or when a difference is not explained in `test/truth/known-differences.json`.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compareCase, findCases } from '../test/truth/captures.ts'
import { type Comparison, judge, LEAST_SHARE, type Share, type Verdict } from '../test/truth/compare.ts'
import { readKnownDifferences, toTable } from '../test/truth/known-differences.ts'

const SIDE_BY_SIDE = join('..', 'shared', 'captures')
const TABLE = join('test', 'truth', 'README.md')

const { values, positionals } = parseArgs({
  options: {
    captures: { type: 'string', default: process.env['VEDETTE_CAPTURES'] || SIDE_BY_SIDE },
    truth: { type: 'string' },
    json: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
const say = (line: string) => process.stdout.write(`${line}\n`)
const percent = (share: number) => `${(share * 100).toFixed(2)} %`

function toText({ equal, total, noughts, share }: Share): string {
  const found = `${percent((equal - noughts) / (total - noughts))} of those where anything was found`
  return `${equal} of ${total} equal, ${percent(share)} (${found})`
}

function tell(comparisons: readonly Comparison[], verdict: Verdict): void {
  const unexplained = new Set(verdict.unexplained.map(({ capture, fact }) => `${capture} ${fact}`))
  for (const { capture, main, health } of comparisons) {
    const score = `${main.equal}/${main.total}`.padStart(9)
    say(`${capture.padEnd(32)} ${score}   TCP and damage ${`${health.equal}/${health.total}`.padStart(5)}`)
    for (const { fact, ours, theirs } of [...main.differences, ...health.differences]) {
      const mark = unexplained.has(`${capture} ${fact}`) ? '!' : ' '
      say(`  ${mark} ${fact}: ours ${ours}, tshark ${theirs}`)
    }
  }
  for (const { capture, fact } of verdict.stale) say(`no longer so, but explained: ${capture} ${fact}`)
  say(`facts: ${toText(verdict.main)}`)
  say(`TCP and damage: ${toText(verdict.health)}`)
  say(`differences not explained: ${verdict.unexplained.length}`)
}

function main(): number {
  if (values.table) writeFileSync(TABLE, toTable(readKnownDifferences()))
  if (!existsSync(values.captures)) {
    process.stderr.write(
      `There is no folder ${values.captures}. Say where the captures lie: --captures DIR, or VEDETTE_CAPTURES.\n`,
    )
    return 2
  }
  const cases = findCases(values.captures, values.truth)
  const wanted = cases.filter(({ capture }) => positionals.length === 0 || positionals.includes(capture))
  if (wanted.length === 0) {
    process.stderr.write(`No capture of ${values.captures} has a truth beside it, or none goes by that name.\n`)
    return 2
  }
  const comparisons = wanted.map(compareCase)
  const verdict = judge(comparisons, readKnownDifferences())
  if (values.json) say(JSON.stringify({ ...verdict, comparisons }, null, 2))
  else tell(comparisons, verdict)
  return verdict.main.share >= LEAST_SHARE && verdict.unexplained.length + verdict.stale.length === 0 ? 0 : 1
}

process.exitCode = main()
