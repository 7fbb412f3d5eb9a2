/** Gets the real servers tests need: installs them on Debian as root, and elsewhere says how. */
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { findMissing, type Part } from '../test/parts/parts.ts'

/** Debian asks this program before it starts a freshly installed daemon; 101 means no. */
const POLICY = '/usr/sbin/policy-rc.d'

export const installCommand = (parts: readonly Part[]) =>
  `apt-get install -y --no-install-recommends ${parts.map((part) => part.package).join(' ')}`

/** Installs what is missing when it can, and gives back what is missing still. */
export function getParts(say: (line: string) => void): readonly Part[] {
  const missing = findMissing()
  if (missing.length === 0) return missing
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    say(`Installing what tests need: ${missing.map((part) => part.package).join(', ')}`)
    keepStopped(() => runApt(missing, say))
  }
  const still = findMissing()
  if (still.length === 0) return still
  say('Not on this machine, so their tests are skipped:')
  for (const part of still) say(`  ${part.package.padEnd(20)} ${part.neededBy}`)
  say(`On Debian: sudo ${installCommand(still)}`)
  return still
}

/** Daemons installed meanwhile are not started; tests start their own, on free ports. */
export function keepStopped(work: () => void, policy = POLICY): void {
  if (existsSync(policy)) {
    work()
    return
  }
  const remove = () => rmSync(policy, { force: true })
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  process.once('exit', remove)
  try {
    work()
  } finally {
    remove()
    process.removeListener('exit', remove)
  }
}

function runApt(parts: readonly Part[], say: (line: string) => void): void {
  const apt = (...args: string[]) =>
    spawnSync('apt-get', args, { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  const names = parts.map((part) => part.package)
  const install = () => apt('install', '-y', '--no-install-recommends', ...names)
  let done = install()
  if (done.status !== 0) {
    apt('update')
    done = install()
  }
  if (done.status !== 0) say(done.stderr.trim().split('\n').slice(-5).join('\n'))
}
