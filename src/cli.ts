#!/usr/bin/env node
/** The one binary. Loads next to nothing itself: `vedette server` first becomes a leaner process. */
import { becomeLean } from './lean-process.ts'

export async function main(): Promise<number> {
  if (process.argv.includes('server', 2)) await becomeLean()
  const commandLine = await import('./command-line.ts')
  return commandLine.main()
}

if (import.meta.main) {
  process.exitCode = await main()
}
