import { describe, expect, it } from 'vitest'
import { coreSections } from '../../../core/config/sections.ts'
import {
  describeKey,
  isChanged,
  matchesSetting,
  readUnit,
  toShownValue,
  toSourceText,
  toYaml,
} from './setting-words.ts'
import { en } from './texts/en.ts'

const setting = (name: string, value = '', source = 'default') => ({ name, value, source })

describe('every setting of core', () => {
  const names = Object.entries(coreSections).flatMap(([id, section]) =>
    Object.keys(section.properties).map((field) => `${id}.${field}`),
  )
  it.each(names)('%s is described', (name) => {
    expect(describeKey(name, (key) => key in en)).toBe(`accounts.page.setting.${name}`)
  })
  it('and no other', () => {
    const described = Object.keys(en).filter((key) => key.startsWith('accounts.page.setting.'))
    expect(described.map((key) => key.slice('accounts.page.setting.'.length)).sort()).toEqual(names.toSorted())
  })
})
it('a capability’s own words come first', () => {
  expect(describeKey('host.services', (key) => key === 'host.setting.services')).toBe('host.setting.services')
  expect(describeKey('moon.phase', () => false)).toBeUndefined()
})

it.each([
  ['default', 'default', undefined],
  ['environment LOG_LEVEL', 'environment', 'LOG_LEVEL'],
  ['flag --port', 'flag', '--port'],
  ['vedette.yaml:3', 'file', 'vedette.yaml:3'],
  ['.env:1', 'file', '.env:1'],
])('a value from %s', (source, kind, name) => {
  expect(toSourceText(source)).toEqual({
    key: `accounts.page.source.${kind}`,
    ...(name === undefined ? {} : { params: { name } }),
  })
  expect(isChanged(setting('a.b', '', source))).toBe(source !== 'default')
})

it.each([
  ['["nginx","sshd"]', 'nginx, sshd'],
  ['[]', ''],
  ['[broken', '[broken'],
  ['plain', 'plain'],
])('%s is shown as %s', (value, shown) => {
  expect(toShownValue(value)).toBe(shown)
})

it.each([
  ['store.budgetBytes', '10000000000', { value: 10_000_000_000, unit: 'bytes' }],
  ['host.everyMs', '10000', { value: 10_000, unit: 'milliseconds' }],
  ['host.logSearchMs', '500', undefined],
  ['store.rawDays', '7000', undefined],
  ['console.name', 'Ms', undefined],
])('%s of %s in words', (name, value, unit) => {
  expect(readUnit(setting(name, value))).toEqual(unit)
})

it.each([
  ['server.port', '8000', 'server:\n  port: 8000'],
  ['server.enableDocs', 'true', 'server:\n  enableDocs: true'],
  ['host.services', '["nginx"]', 'host:\n  services: ["nginx"]'],
  ['console.name', 'db one', 'console:\n  name: "db one"'],
  ['console.name', '', 'console:\n  name: ""'],
  ['store.url', '••••••', 'store:\n  url: "…"'],
])('%s = %s in YAML', (name, value, yaml) => {
  expect(toYaml(setting(name, value))).toBe(yaml)
})

it.each([
  ['port', true],
  ['listen PORT', true],
  ['8000 flag', true],
  ['moon', false],
  ['', true],
])('“%s” finds it: %s', (wanted, found) => {
  expect(matchesSetting(setting('server.port', '8000', 'flag --port'), 'Port to listen on', wanted)).toBe(found)
})
