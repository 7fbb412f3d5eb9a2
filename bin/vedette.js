#!/usr/bin/env node
/**
 * The command, in a clone and in the published package. Plain JavaScript: it says what is wrong on an old Node, where the
 * program itself could not even be read, and Node loads its own stripper of types only where there are types.
 */
import { existsSync } from 'node:fs'
import { findBundle, holdBundle } from './bundle.js'

/** Those that run until they are stopped. */
const LONG = new Set(['server', 'worker'])

function findModules() {
  const built = new URL('../src/cli.js', import.meta.url)
  return existsSync(built) ? built : new URL('../src/cli.ts', import.meta.url)
}

/** A part of the bundle may be gone by now: the modules themselves need none of them. */
async function load() {
  const bundle = findBundle()
  if (bundle && process.argv.slice(2, 4).some((word) => LONG.has(word))) holdBundle(bundle)
  const program = bundle && (await import(bundle.href).catch(() => undefined))
  return program ?? (await import(findModules().href))
}

if (Number.parseInt(process.versions.node, 10) >= 24) {
  const { main } = await load()
  process.exitCode = await main()
} else {
  process.stderr.write(
    `Vedette needs Node 24 or newer, and this is ${process.versions.node}. Install it from https://nodejs.org/en/download (or: nvm install 24) and run the same command again.\n`,
  )
  process.exitCode = 1
}
