/** What others make of a capture: a Go program on gopacket (built here, from Debian's packages), and tshark. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from './command.ts'

const BUILT = join(import.meta.dirname, '..', '.captures', 'gopacket')
const GO_PACKAGES = 'golang-go golang-github-google-gopacket-dev golang-golang-x-net-dev golang-golang-x-sys-dev'

export function buildGopacket(): string {
  mkdirSync(join(BUILT, '..'), { recursive: true })
  const { status, error, stderr } = spawnSync('go', ['build', '-o', BUILT, '.'], {
    cwd: join(import.meta.dirname, 'gopacket'),
    encoding: 'utf8',
    // Debian keeps Go's sources in one tree and knows no modules.
    env: {
      ...process.env,
      GO111MODULE: 'off',
      GOPATH: '/usr/share/gocode',
      GOFLAGS: '',
      GOCACHE: join(tmpdir(), 'vedette-go'),
    },
  })
  if (error || status !== 0)
    throw new Error(`gopacket's program cannot be built: ${error?.message ?? stderr}\napt-get install ${GO_PACKAGES}`)
  return BUILT
}

export const runGopacket = (program: string, file: string): Command => ({ program, args: [file] })

export function runTshark(file: string): Command {
  if (!existsSync('/usr/bin/tshark')) throw new Error('tshark is not there: apt-get install tshark')
  const args = ['-n', '-q', '-r', file, '-z', 'conv,tcp', '-z', 'conv,udp', '-z', 'io,phs']
  return { program: 'tshark', args, env: { LC_ALL: 'C' } }
}
