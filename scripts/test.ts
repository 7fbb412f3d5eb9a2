/** `npm test`: gets the real parts, runs every test, and closes with one line of counts. Arguments go to vitest. */
import { spawnSync } from 'node:child_process'
import { chmodSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ON_REQUEST } from '../test/parts/parts.ts'
import { getParts } from './parts.ts'
import { countTests, judge, type VitestReport } from './test-report.ts'

const say = (line: string) => process.stdout.write(`${line}\n`)

getParts(say)
for (const { variable, files } of ON_REQUEST) {
  const waiting = globSync(`{src,test}/${files}`)
  if (waiting.length > 0 && !process.env[variable]) say(`${variable} is not set: not registered: ${waiting.join(', ')}`)
}

// Whatever tests leave behind lies in here and goes with it. Other users are asked in: servers of tests run as their own.
const folder = mkdtempSync(join(tmpdir(), 'vedette-run-'))
chmodSync(folder, 0o755)
const report = join(folder, 'report.json')
const vitest = spawnSync(
  process.execPath,
  [
    join('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', env: { ...process.env, TMPDIR: folder } },
)
const readReport = (): VitestReport | undefined => {
  try {
    return JSON.parse(readFileSync(report, 'utf8')) as VitestReport
  } catch {
    return undefined
  }
}
const counts = countTests(readReport(), vitest.status)
rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
const verdict = judge(counts, Boolean(process.env['CI']))
for (const line of verdict.lines) say(line)
process.exitCode = verdict.exitCode
