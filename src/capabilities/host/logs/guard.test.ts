import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { isPrivateLog, openLog, parseNames, toUnreadable } from './guard.ts'

const folder = mkdtempSync(join(tmpdir(), 'vedette-guard-'))
const root = join(folder, 'log')
mkdirSync(join(root, 'nginx'), { recursive: true })
mkdirSync(join(folder, 'logbook'))
writeFileSync(join(folder, 'secret'), 'secret\n')
writeFileSync(join(folder, 'logbook/secret'), 'secret\n')
writeFileSync(join(root, 'syslog'), 'a\n')
symlinkSync(join(folder, 'secret'), join(root, 'out'))
symlinkSync('../secret', join(root, 'out-relative'))
symlinkSync(folder, join(root, 'out-folder'))
symlinkSync('syslog', join(root, 'inside'))
writeFileSync(join(root, 'x.log.1.gz'), 'x')
writeFileSync(join(root, 'wtmp'), 'x')
symlinkSync('x.log.1.gz', join(root, 'packed'))
symlinkSync('loop', join(root, 'loop'))
execFileSync('mkfifo', [join(root, 'pipe')])
symlinkSync(root, join(folder, 'linked-root'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('openLog', () => {
  it.each([
    ['a file', join(root, 'syslog')],
    ['a link that stays inside', join(root, 'inside')],
  ])('opens %s', async (_, path) => {
    const { handle } = await openLog(path, [root])
    expect(await handle.readFile('utf8')).toBe('a\n')
    await handle.close()
  })

  it('opens below a root that is itself a link', async () => {
    const linked = join(folder, 'linked-root')
    const { handle, realPath } = await openLog(join(linked, 'inside'), [linked])
    await handle.close()
    expect(realPath).toBe(join(linked, 'syslog'))
  })

  it.each([
    ['..', `${root}/../secret`, 'host.log-outside'],
    ['.. that comes back', `${root}/nginx/../syslog`, 'host.log-outside'],
    ['a relative path', 'syslog', 'host.log-outside'],
    ['another folder', '/etc/shadow', 'host.log-outside'],
    ['a neighbour whose name begins alike', join(folder, 'logbook/secret'), 'host.log-outside'],
    ['a NUL byte', `${root}/syslog\0.txt`, 'host.log-outside'],
    ['doubled slashes', `${root}//syslog`, 'host.log-outside'],
    ['nothing', '', 'host.log-outside'],
    ['a link out', join(root, 'out'), 'host.log-outside'],
    ['a relative link out', join(root, 'out-relative'), 'host.log-outside'],
    ['through a linked folder', join(root, 'out-folder/secret'), 'host.log-outside'],
    ['what is not there', join(root, 'missing'), 'host.log-missing'],
    ['a folder', join(root, 'nginx'), 'host.log-no-file'],
    ['a pipe', join(root, 'pipe'), 'host.log-no-file'],
    ['a name longer than names are', join(root, 'a'.repeat(900)), 'host.log-missing'],
    ['a packed copy', join(root, 'x.log.1.gz'), 'host.log-no-file'],
    ['a link to a packed copy', join(root, 'packed'), 'host.log-no-file'],
    ['records of logins', join(root, 'wtmp'), 'host.log-no-file'],
    ['a link to itself', join(root, 'loop'), 'host.log-no-file'],
  ])('refuses %s', async (_, path, code) => {
    await expect(openLog(path, [root])).rejects.toMatchObject({ code })
  })

  it('refuses everything when no root exists', async () => {
    await expect(openLog(join(root, 'syslog'), [])).rejects.toMatchObject({ code: 'host.log-outside' })
  })

  it('opens a hard link: the file lies inside', async () => {
    linkSync(join(root, 'syslog'), join(root, 'hard'))
    const { handle } = await openLog(join(root, 'hard'), [root])
    await handle.close()
  })
})

/** Root may read everything: somebody else has to try. */
describe.runIf(process.getuid?.() === 0)('openLog for somebody without the right', () => {
  const locked = join(root, 'locked')
  const shut = join(root, 'shut')
  writeFileSync(locked, 'secret\n')
  mkdirSync(shut)
  writeFileSync(join(shut, 'app.log'), 'x\n')
  chmodSync(folder, 0o755)
  chmodSync(locked, 0o640)
  chownSync(locked, 0, 4)
  chmodSync(shut, 0o700)
  const open = (path: string) => {
    const guard = JSON.stringify(new URL('./guard.ts', import.meta.url).href)
    const code = `const { openLog } = await import(${guard}); await openLog(${JSON.stringify(path)}, [${JSON.stringify(root)}]).catch((error) => console.log(JSON.stringify({ code: error.code, ...error.params })))`
    return JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '-e', code], {
        uid: 65_534,
        gid: 65_534,
        encoding: 'utf8',
      }),
    )
  }
  it.each([
    ['a file of a group', locked, 'root:adm 0640', 'sudo usermod -aG adm nobody'],
    ['a file in a closed folder', join(shut, 'app.log'), shut, `sudo setfacl -m u:nobody:x '${shut}'`],
  ])('says which right is missing for %s, and how to grant it', (_, path, owner, command) => {
    expect(open(path)).toEqual({ code: 'host.log-unreadable', path, user: 'nobody', owner, command })
  })
})

describe('toUnreadable', () => {
  const facts = { path: '/var/log/syslog', user: 'vedette', owner: 'root', group: 'adm', mode: 0o100640 }
  it.each([
    ['the group may read', facts, 'sudo usermod -aG adm vedette', 'root:adm 0640'],
    [
      'the group may not',
      { ...facts, mode: 0o100600 },
      "sudo setfacl -m u:vedette:r '/var/log/syslog'",
      'root:adm 0600',
    ],
    [
      'the group is root',
      { ...facts, group: 'root' },
      "sudo setfacl -m u:vedette:r '/var/log/syslog'",
      'root:root 0640',
    ],
  ])('%s', (_, given, command, owner) => expect(toUnreadable(given)).toEqual({ user: 'vedette', command, owner }))

  it('reads names of ids', () => {
    expect(parseNames('root:x:0:\nadm:x:4:syslog,min\nbroken\n').get(4)).toBe('adm')
  })
})

describe('isPrivateLog', () => {
  const globs = ['auth.log*', 'secure*', 'audit/**']
  it.each([
    ['/var/log/auth.log', true],
    ['/var/log/auth.log.1', true],
    ['/var/log/secure', true],
    ['/var/log/audit/audit.log', true],
    ['/var/log/audit/a/b', true],
    ['/var/log/sub/auth.log', true],
    ['/var/log/syslog', false],
    ['/var/log/nginx/access.log', false],
  ])('%s: %s', (path, expected) => expect(isPrivateLog(path, ['/var/log'], globs)).toBe(expected))
})
