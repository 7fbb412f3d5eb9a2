#!/usr/bin/env node
/** The one binary. Loads next to nothing itself: `vedette server` first becomes a leaner process. */
import { keepCompiled } from './compile-cache.ts'
import { becomeLean } from './lean-process.ts'

/** Commands that run until they are stopped. */
const LONG = new Set(['server', 'worker'])

export async function main(): Promise<number> {
  const words = process.argv.slice(2)
  if (words.includes('server')) await becomeLean()
  if (!words.slice(0, 2).some((word) => LONG.has(word))) keepCompiled(process.env['XDG_CACHE_HOME'])
  if (words[0] === 'packets') {
    const { runQuickCommand } = await import('./quick-command.ts')
    const exit = await runQuickCommand(words, process.env)
    if (exit !== undefined) return exit
  }
  const commandLine = await import('./command-line.ts')
  return commandLine.main()
}

if (import.meta.main) {
  process.exitCode = await main()
}
