/**
 * Runs before `npm start`, `npm test` and `npm run vedette`: installs what is missing, and builds the pages and puts the
 * program together when they are stale.
 * Plain JavaScript, because it may run on an old Node: the Node 24 that runs everything else comes out of the install.
 * Speaks on standard error only, so the output of a command stays its own.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findBundle } from '../bin/bundle.js'
import { canHaveNode, findNode, install, isInstalled, NODE_ADVICE, removeForeignNode, run } from './install.mjs'
import { buildWeb, isWebBuilt, isWebFresh } from './web.mjs'

const root = join(fileURLToPath(import.meta.url), '..', '..')
/** A command of the CLI needs no pages: it builds them only when there are none at all. */
const forCommand = process.argv.includes('--quiet')

async function prepare() {
  if (!canHaveNode(root)) return NODE_ADVICE
  if (!isInstalled(root)) {
    const problem = await install(root)
    if (problem) return problem
  }
  removeForeignNode(root)
  const node = findNode(root)
  if (!node) return NODE_ADVICE
  await prepareBundle(node)
  if (forCommand ? isWebBuilt(root) : isWebFresh(root)) return undefined
  const problem = await buildWeb(root, node)
  if (problem && forCommand) {
    process.stderr.write(`${problem}\n`)
    return undefined
  }
  return problem
}

/** Without it everything works all the same, from its modules; it begins later. */
async function prepareBundle(node) {
  if (findBundle() || !existsSync(join(root, 'src', 'cli.ts'))) return
  const { code, output } = await run(node, [join(root, 'scripts', 'bundle.mjs')], { cwd: root })
  if (code !== 0) {
    const why = /^.*Error:? .*$/m.exec(output)?.[0].trim() ?? `exit code ${code}`
    process.stderr.write(`The program could not be put together and begins slower: ${why.slice(0, 200)}\n`)
  }
}

const problem = await prepare()
if (problem) {
  process.stderr.write(`\n${problem}\n`)
  process.exitCode = 1
}
