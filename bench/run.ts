/** `npm run bench [-- <name> …] [--minutes N] [--rounds N] [--gigabytes N]`: runs the benchmarks one after the other, prints one table and keeps the figures. */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { type Bench, type BenchResult, isKept } from './row.ts'
import { putFigures, toLines } from './table.ts'

const NOT_BENCHES = new Set(['run', 'row', 'table', 'process-tree'])
const RESULTS = join('bench', 'results')
const PAGE = join('bench', 'README.md')

const { values, positionals } = parseArgs({
  options: { minutes: { type: 'string' }, rounds: { type: 'string' }, gigabytes: { type: 'string' } },
  allowPositionals: true,
})
const say = (line: string) => process.stdout.write(`${line}\n`)
const known = globSync('bench/*.ts')
  .map((file) => basename(file, '.ts'))
  .filter((name) => !NOT_BENCHES.has(name))
  .sort()
const wanted = positionals.length > 0 ? positionals : known
const unknown = wanted.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  say(`There is no benchmark ${unknown.join(', ')}. There are: ${known.join(', ')}`)
  process.exit(2)
}

const [cpu] = cpus()
const machine = `${cpus().length} × ${cpu?.model.trim() || 'unknown processor'}, ${Math.round(totalmem() / 1e9)} GB, Linux ${release()}, Node ${process.versions.node}`

const results: BenchResult[] = []
mkdirSync(RESULTS, { recursive: true })
for (const name of wanted) {
  say(`${name} …`)
  const { run } = (await import(pathToFileURL(join('bench', `${name}.ts`)).href)) as Bench
  const rows = await run({
    say,
    ...(values.minutes === undefined ? {} : { minutes: Number(values.minutes) }),
    ...(values.rounds === undefined ? {} : { rounds: Number(values.rounds) }),
    ...(values.gigabytes === undefined ? {} : { gigabytes: Number(values.gigabytes) }),
  })
  const result: BenchResult = { name, atUtc: new Date().toISOString(), machine, rows }
  results.push(result)
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`)
}

say(`\n${machine}`)
for (const result of results) for (const line of toLines(result)) say(line)
const kept = globSync(`${RESULTS}/*.json`)
  .sort()
  .map((file) => JSON.parse(readFileSync(file, 'utf8')) as BenchResult)
writeFileSync(PAGE, putFigures(readFileSync(PAGE, 'utf8'), kept))
process.exitCode = results.every(({ rows }) => rows.every(isKept)) ? 0 : 1
