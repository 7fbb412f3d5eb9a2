import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../core/clock.ts'
import { silentLog } from '../../../core/log/silent-log.ts'
import { createThreads } from '../../../core/threads.ts'
import { readDpkgOwners, toSpellings } from './dpkg.ts'
import { createPackageOwners } from './owners.ts'
import { parseRpmHeader, readRpmOwners } from './rpm.ts'

const root = mkdtempSync(join(tmpdir(), 'vedette-packages-'))
const threads = createThreads()
afterAll(async () => {
  await threads.close()
  rmSync(root, { recursive: true, force: true })
})

const debian = join(root, 'debian')
const info = join(debian, 'var/lib/dpkg/info')
mkdirSync(info, { recursive: true })
writeFileSync(join(info, 'bash.list'), '/.\n/bin\n/bin/bash\n/usr/share/doc/bash\n')
writeFileSync(join(info, 'libc6:amd64.list'), '/.\n/lib/x86_64-linux-gnu/ld-2.36.so\n')
writeFileSync(join(info, 'nginx.list'), '/.\n/usr/sbin/nginx\n')
writeFileSync(join(info, 'vim-tiny.list'), '/.\n/usr/bin/vi\n/usr/bin/é\n')
writeFileSync(join(debian, 'var/lib/dpkg/diversions'), '/usr/bin/vi\n/usr/bin/vi.real\nvim\n')
writeFileSync(join(debian, 'var/lib/dpkg/status'), '')

describe('dpkg', () => {
  it.each([
    ['/usr/bin/bash', 'bash'],
    ['/bin/bash', 'bash'],
    ['/usr/lib/x86_64-linux-gnu/ld-2.36.so', 'libc6'],
    ['/usr/sbin/nginx', 'nginx'],
    ['/usr/bin/vi.real', 'vim-tiny'],
    ['/usr/bin/é', 'vim-tiny'],
    ['/usr/bin/stranger', undefined],
    ['/usr/local/bin/bash', undefined],
  ])('%s is of %s', (path, owner) => expect(readDpkgOwners(debian, [path])?.get(path)).toBe(owner))
  it('is not there', () => expect(readDpkgOwners(join(root, 'nowhere'), ['/bin/x'])).toBeUndefined())
  it('spells merged paths both ways', () => {
    expect(toSpellings('/usr/bin/x')).toEqual(['/usr/bin/x', '/bin/x'])
    expect(toSpellings('/sbin/x')).toEqual(['/sbin/x', '/usr/sbin/x'])
    expect(toSpellings('/opt/x')).toEqual(['/opt/x'])
  })
})

/** As rpm's `headerExport` writes it: only the tags that are read here. */
function makeHeader(name: string, paths: readonly string[]): Buffer {
  const folders = [...new Set(paths.map((path) => `${dirname(path)}/`))]
  const strings = (texts: readonly string[]) => Buffer.from(texts.map((text) => `${text}\0`).join(''))
  const indexes = Buffer.alloc(paths.length * 4)
  for (const [at, path] of paths.entries()) indexes.writeUInt32BE(folders.indexOf(`${dirname(path)}/`), at * 4)
  const parts = [
    { tag: 1000, type: 6, count: 1, data: strings([name]) },
    { tag: 1116, type: 4, count: paths.length, data: indexes },
    { tag: 1117, type: 8, count: paths.length, data: strings(paths.map((path) => basename(path))) },
    { tag: 1118, type: 8, count: folders.length, data: strings(folders) },
  ]
  const head = Buffer.alloc(8 + parts.length * 16)
  head.writeUInt32BE(parts.length, 0)
  let offset = 0
  for (const [at, { tag, type, count, data }] of parts.entries()) {
    for (const [field, value] of [tag, type, offset, count].entries())
      head.writeUInt32BE(value, 8 + at * 16 + field * 4)
    offset += data.length
  }
  head.writeUInt32BE(offset, 4)
  return Buffer.concat([head, ...parts.map(({ data }) => data)])
}

const rocky = join(root, 'rocky')
mkdirSync(join(rocky, 'var/lib/rpm'), { recursive: true })
const database = new DatabaseSync(join(rocky, 'var/lib/rpm/rpmdb.sqlite'))
database.exec(
  'CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB); CREATE TABLE Basenames (key TEXT, hnum INTEGER, idx INTEGER)',
)
for (const [at, [name, paths]] of Object.entries({
  bash: ['/usr/bin/bash', '/usr/share/doc/bash'],
  'openssh-server': ['/usr/sbin/sshd', '/etc/ssh/sshd_config'],
}).entries()) {
  database.prepare('INSERT INTO Packages VALUES (?, ?)').run(at + 1, makeHeader(name, paths))
  for (const [idx, path] of paths.entries())
    database.prepare('INSERT INTO Basenames VALUES (?, ?, ?)').run(basename(path), at + 1, idx)
}
database.close()

describe('rpm', () => {
  it.each([
    ['/usr/sbin/sshd', 'openssh-server'],
    ['/usr/bin/bash', 'bash'],
    ['/bin/bash', 'bash'],
    ['/tmp/sshd', undefined],
    ['/usr/bin/stranger', undefined],
  ])('%s is of %s', (path, owner) => expect(readRpmOwners(rocky, [path])?.get(path)).toBe(owner))
  it('reads no header that is none', () => {
    expect(parseRpmHeader(Buffer.alloc(3))).toBeUndefined()
    expect(parseRpmHeader(Buffer.alloc(64, 0xff))).toBeUndefined()
    const cut = makeHeader('x', ['/a/b', '/c/d'])
    for (let length = 0; length < cut.length; length++)
      expect(() => parseRpmHeader(cut.subarray(0, length))).not.toThrow()
  })
})

describe('what is remembered', () => {
  it('is asked in a thread, and anew after an installation', async () => {
    const clock = createFakeClock()
    const owners = createPackageOwners({ root: debian, threads, clock, log: silentLog })
    expect(owners.packageOf('/usr/bin/bash')).toBeUndefined()
    expect(owners.packageOf('/usr/bin/late')).toBeUndefined()
    expect(owners.packageOf('/home/bob/x')).toBeUndefined()
    await owners.lookUp()
    expect([
      owners.packageOf('/usr/bin/bash'),
      owners.packageOf('/usr/bin/late'),
      owners.packageOf('/home/bob/x'),
    ]).toEqual(['bash', null, undefined])
    writeFileSync(join(info, 'late.list'), '/usr/bin/late\n')
    utimesSync(join(debian, 'var/lib/dpkg/status'), 1, 1)
    clock.advance(60_000)
    await owners.lookUp()
    expect(owners.packageOf('/usr/bin/late')).toBe('late')
  })
  it('is nothing where there are no packages', async () => {
    const owners = createPackageOwners({
      root: join(root, 'nowhere'),
      threads,
      clock: createFakeClock(),
      log: silentLog,
    })
    owners.packageOf('/usr/bin/bash')
    await owners.lookUp()
    expect(owners.packageOf('/usr/bin/bash')).toBeUndefined()
  })
})
