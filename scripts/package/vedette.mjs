#!/usr/bin/env node
// The installed command. Says what is wrong on an old Node, where the program itself could not even be read.
const major = Number.parseInt(process.versions.node, 10)
if (major >= 24) {
  const { main } = await import('../src/cli.js')
  process.exitCode = await main()
} else {
  process.stderr.write(
    `Vedette needs Node 24 or newer, and this is ${process.versions.node}. Install it from https://nodejs.org/en/download (or: nvm install 24) and run the same command again.\n`,
  )
  process.exitCode = 1
}
