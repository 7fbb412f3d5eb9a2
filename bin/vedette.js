#!/usr/bin/env node
/**
 * The command, in a clone and in the published package. Plain JavaScript: it says what is wrong on an old Node, where the
 * program itself could not even be read, and Node loads its own stripper of types only where there are types.
 */
import { existsSync } from 'node:fs'
import { findBundle } from './bundle.js'

const LOST = 'ERR_MODULE_NOT_FOUND'

function findProgram() {
  const built = new URL('../src/cli.js', import.meta.url)
  return existsSync(built) ? built : new URL('../src/cli.ts', import.meta.url)
}

async function run(program) {
  const { main } = await import(program.href)
  return await main()
}

async function runBundle() {
  const bundle = findBundle()
  return bundle && (await run(bundle))
}

if (Number.parseInt(process.versions.node, 10) >= 24) {
  process.exitCode = await runBundle().catch((error) => {
    // A part of it is gone, or was put together anew meanwhile: the long way needs none of them.
    if (error.code === LOST) return undefined
    throw error
  })
  process.exitCode ??= await run(findProgram())
} else {
  process.stderr.write(
    `Vedette needs Node 24 or newer, and this is ${process.versions.node}. Install it from https://nodejs.org/en/download (or: nvm install 24) and run the same command again.\n`,
  )
  process.exitCode = 1
}
