/**
 * Runs before `npm start`, `npm test` and `npm run vedette`: installs what is missing and builds the web when it is stale.
 * Plain JavaScript, because it may run on an old Node: the Node 24 that runs everything else comes out of the install.
 * Speaks on standard error only, so the output of a command stays its own.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { canHaveNode, findNode, install, isInstalled, NODE_ADVICE, removeForeignNode } from './install.mjs'
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
  if (forCommand ? isWebBuilt(root) : isWebFresh(root)) return undefined
  const problem = await buildWeb(root, node)
  if (problem && forCommand) {
    process.stderr.write(`${problem}\n`)
    return undefined
  }
  return problem
}

const problem = await prepare()
if (problem) {
  process.stderr.write(`\n${problem}\n`)
  process.exitCode = 1
}
