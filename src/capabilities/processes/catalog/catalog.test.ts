import { Check } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { CATEGORIES, catalogEntrySchema } from '../policy/schema.ts'
import { PLATFORMS } from '../schema.ts'
import { catalog } from './catalog.ts'

const keyOf = ({ name, platform }: { name: string; platform: string }) => `${platform} ${name}`
const twice = (values: readonly string[]) => values.filter((value, index) => values.indexOf(value) !== index)

it('knows at least 400 programs, on every platform', () => {
  expect(catalog.length).toBeGreaterThanOrEqual(400)
  const counts = PLATFORMS.map((platform) => catalog.filter((entry) => entry.platform === platform).length)
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(80)
})
it('holds documents as they are kept', () => {
  expect(catalog.filter((entry) => !Check(catalogEntrySchema, entry)).map(keyOf)).toEqual([])
})
it('says every name once a platform, however it is written', () => {
  expect(twice(catalog.map(keyOf))).toEqual([])
  const windows = catalog.filter(({ platform }) => platform !== 'linux').map(({ name }) => name.toLowerCase())
  expect(twice(windows.map((name) => name.replace(/\.exe$/, '')))).toEqual([])
})
it('says no name on a platform that is said for all', () => {
  const shared = new Set(catalog.filter(({ platform }) => platform === 'common').map(({ name }) => name))
  const both = catalog.filter(({ name, platform }) => platform !== 'common' && shared.has(name.replace(/\.exe$/i, '')))
  expect(both.map(keyOf)).toEqual([])
})
it('uses every category', () => {
  const used = new Set(catalog.map(({ category }) => category))
  expect(CATEGORIES.filter((category) => category !== 'other' && !used.has(category))).toEqual([])
})
it('never lets a part of the system be stopped', () => {
  const system = catalog.filter(({ policy }) => policy.is_system)
  expect(system.length).toBeGreaterThan(100)
  expect(system.filter(({ policy }) => policy.terminatable).map(keyOf)).toEqual([])
})

describe('descriptions', () => {
  it.each([
    ['en', /^[\x20-\x7e]+$/],
    ['ko', /\p{Script=Hangul}/u],
    ['ru', /\p{Script=Cyrillic}/u],
  ] as const)('are one sentence in %s, in its own letters', (language, letters) => {
    const odd = catalog.filter(({ description: { [language]: text } }) => {
      const bare = text.replace(/\.NET|Node\.js/g, '')
      return !letters.test(text) || !/[^.]\.$/.test(bare) || /[.!?] /.test(bare) || text.length > 120
    })
    expect(odd.map(keyOf)).toEqual([])
  })
  it('speak one Korean', () => {
    expect(catalog.filter(({ description }) => !/니다(\([^)]*\))?\.$/.test(description.ko)).map(keyOf)).toEqual([])
  })
  it('leave no script in another language', () => {
    const mixed = catalog.filter(
      ({ description: { ko, ru } }) => /\p{Script=Cyrillic}/u.test(ko) || /\p{Script=Hangul}/u.test(ru),
    )
    expect(mixed.map(keyOf)).toEqual([])
  })
  it.each(['en', 'ko', 'ru'] as const)('differ from each other in %s', (language) => {
    expect(twice(catalog.map(({ description }) => description[language]))).toEqual([])
  })
})

it.each([
  'linux systemd',
  'linux kthreadd',
  'linux sshd',
  'linux cron',
  'linux crond',
  'linux rsyslogd',
  'linux dbus-daemon',
  'linux NetworkManager',
  'linux firewalld',
  'linux mariadbd',
  'linux apache2',
  'linux httpd',
  'linux php-fpm',
  'linux dockerd',
  'linux containerd-shim-runc-v2',
  'linux kubelet',
  'linux squid',
  'linux haproxy',
  'linux named',
  'linux master',
  'linux node_exporter',
  'linux gnome-shell',
  'linux apt',
  'linux dnf',
  'linux borg',
  'windows System',
  'windows svchost.exe',
  'windows lsass.exe',
  'windows csrss.exe',
  'windows wininit.exe',
  'windows services.exe',
  'windows explorer.exe',
  'windows dwm.exe',
  'windows MsMpEng.exe',
  'windows spoolsv.exe',
  'windows WINWORD.EXE',
  'common postgres',
  'common mysqld',
  'common redis-server',
  'common nginx',
  'common java',
  'common node',
  'common python',
  'common bash',
  'common chrome',
  'common code',
])('knows %s', (key) => expect(catalog.map(keyOf)).toContain(key))
