/** `npm run check`: everything that looks at the code without running it, one line each, and what was found. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const bin = (...path: string[]) => [process.execPath, join('node_modules', ...path)]
const CHECKS: readonly (readonly [name: string, command: readonly string[]])[] = [
  ['biome', [...bin('@biomejs', 'biome', 'bin', 'biome'), 'ci', '--colors=off']],
  ['types', [...bin('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json']],
  ['types of the pages', [...bin('typescript', 'bin', 'tsc'), '-p', 'tsconfig.web.json']],
  ['unused code', [...bin('knip', 'bin', 'knip.js'), '--no-progress']],
  [
    'architecture, structure, texts, docs',
    [
      ...bin('vitest', 'vitest.mjs'),
      'run',
      '--reporter=dot',
      ...['architecture', 'structure', 'texts', 'docs'].map((name) => join('test', `${name}.test.ts`)),
    ],
  ],
]

let failed = 0
for (const [name, [program = '', ...args]] of CHECKS) {
  const startedMs = performance.now()
  const done = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } })
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  process.stdout.write(`${done.status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`)
  if (done.status === 0) continue
  failed++
  process.stdout.write(`${done.stdout}${done.stderr}${done.error?.message ?? ''}\n`)
}
process.exitCode = failed === 0 ? 0 : 1
