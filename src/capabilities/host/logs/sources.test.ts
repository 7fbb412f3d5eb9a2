import { describe, expect, it } from 'vitest'
import { isPrivateSource, parseLogId } from './sources.ts'

const options = { roots: ['/var/log'], privateLogs: ['auth.log*'], privateUnits: ['sshd.service'] }

describe('isPrivateSource', () => {
  it.each([
    ['journal/nginx', false],
    ['journal/nginx.service', false],
    ['journal/apt-daily.timer', false],
    ['journal/docker.socket', false],
    ['journal/getty@tty1.service', false],
    ['/var/log/syslog', false],
    ['journal', true],
    ['journal/sshd', true],
    ['journal/sshd@1-10.0.0.1:22-10.0.0.2:4.service', true],
    ['journal/system.slice', true],
    ['journal/user-1000.slice', true],
    ['journal/session-3.scope', true],
    ['journal/user@1000.service', true],
    ['journal/var.mount', true],
    ['/var/log/auth.log.1', true],
    ['/var/log/journal/abc/system.journal', true],
  ])('%s: %s', (id, expected) => expect(isPrivateSource(parseLogId(id), options)).toBe(expected))

  it.each(['journal/-x', 'journal/--file=x', 'journal/*', 'journal/a b', 'journal/x@.service'])('refuses %s', (id) => {
    expect(() => parseLogId(id)).toThrow(expect.objectContaining({ code: 'host.log-outside' }))
  })
})
