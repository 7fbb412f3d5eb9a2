#!/usr/bin/env node
/**
 * The command, in a clone and in the published package. Plain JavaScript: it says what is wrong on an old Node, where the
 * program itself could not even be read, and Node loads its own stripper of types only where there are types.
 */
import { existsSync } from 'node:fs'
import { isQuickFresh, quickProgram } from './quick.js'

function findProgram() {
  if (process.argv[2] === 'packets' && isQuickFresh()) return quickProgram
  const built = new URL('../src/cli.js', import.meta.url)
  return existsSync(built) ? built : new URL('../src/cli.ts', import.meta.url)
}

if (Number.parseInt(process.versions.node, 10) >= 24) {
  const { main } = await import(findProgram().href)
  process.exitCode = await main()
} else {
  process.stderr.write(
    `Vedette needs Node 24 or newer, and this is ${process.versions.node}. Install it from https://nodejs.org/en/download (or: nvm install 24) and run the same command again.\n`,
  )
  process.exitCode = 1
}
