import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { VedetteError } from '../errors.ts'
import { coreEnvironment, coreSections } from './sections.ts'
import { findNearest, loadSettings } from './settings.ts'

interface Case {
  yaml?: string
  dotenv?: string
  environment?: Record<string, string>
  flags?: Record<string, string>
}
function load({ yaml, dotenv, environment = {}, flags = {} }: Case) {
  const workingDir = mkdtempSync(join(tmpdir(), 'vedette-settings-'))
  if (yaml !== undefined) writeFileSync(join(workingDir, 'vedette.yaml'), yaml)
  if (dotenv !== undefined) writeFileSync(join(workingDir, '.env'), dotenv)
  const settings = loadSettings({ workingDir, environment, flags, sections: coreSections, aliases: coreEnvironment })
  return { settings, workingDir, port: settings.section<{ port: number }>('server').port }
}
function failure(input: Case): VedetteError {
  try {
    load(input)
  } catch (error) {
    return error as VedetteError
  }
  throw new Error('these settings should have been refused')
}

describe('effective settings', () => {
  const yaml = 'server:\n  port: 1001\n'
  const dotenv = 'VEDETTE_SERVER_PORT=1002\n'
  const environment = { VEDETTE_SERVER_PORT: '1003' }
  const flags = { 'server.port': '1004' }
  it.each<[string, Case, number, string]>([
    ['default', {}, 8000, 'default'],
    ['yaml', { yaml }, 1001, 'vedette.yaml:2'],
    ['.env over yaml', { yaml, dotenv }, 1002, '.env:1 VEDETTE_SERVER_PORT'],
    ['environment over .env', { yaml, dotenv, environment }, 1003, 'environment VEDETTE_SERVER_PORT'],
    ['flag over all', { yaml, dotenv, environment, flags }, 1004, 'flag --port'],
  ])('%s', (_, input, port, source) => {
    const loaded = load(input)
    expect(loaded.port).toBe(port)
    expect(loaded.settings.list().find((row) => row.name === 'server.port')?.source).toBe(source)
  })

  it('takes the names people already use, in their usual spelling', () => {
    const { settings } = load({
      dotenv:
        'CORS_ALLOW_ORIGINS="https://a.example, https://b.example"\nENABLE_DOCS=false\nTZ=Asia/Seoul\n# COMMENT=1\n',
      environment: {
        DATABASE_URL: 'sqlite:///./x.db',
        LOG_LEVEL: 'debug',
        HOME: '/root',
        VEDETTE_STORE_BUDGET_BYTES: '2 GB',
      },
    })
    expect(settings.section('server')).toMatchObject({
      corsAllowOrigins: ['https://a.example', 'https://b.example'],
      enableDocs: false,
    })
    expect(settings.section('store')).toMatchObject({ url: 'sqlite:///./x.db', budgetBytes: 2_000_000_000 })
    expect(settings.section('log')).toMatchObject({ level: 'debug' })
    expect(settings.section('console')).toMatchObject({ zone: 'Asia/Seoul' })
  })

  it('finds the data folder from its own names, relative to the working directory', () => {
    const { settings, workingDir } = load({})
    expect(settings.dataDir).toBe(join(workingDir, 'data'))
    expect(load({ environment: { VEDETTE_DATA: '/srv/a' }, flags: { data: '/srv/b' } }).settings.dataDir).toBe('/srv/b')
  })

  it('masks secrets and says so when they are set', () => {
    const { settings } = load({ environment: { DATABASE_URL: 'postgres://u:pa55word@h/db' } })
    const shown = settings.list().find((row) => row.name === 'store.url')
    expect(shown).toMatchObject({ value: 'postgres://u:••••••@h/db', source: 'environment DATABASE_URL' })
    expect(JSON.stringify(settings.list())).not.toContain('pa55word')
  })

  it.each<[string, Case, string, Record<string, unknown>]>([
    [
      'unknown key',
      { yaml: 'server:\n  host: 127.0.0.1\n  prot: 1\n' },
      'core.setting-unknown',
      { where: 'vedette.yaml:3', name: 'server.prot', hint: '→ server.port?' },
    ],
    ['unknown section', { yaml: 'sever: 1\n' }, 'core.setting-unknown', { where: 'vedette.yaml:1', name: 'sever' }],
    [
      'wrong type',
      { yaml: 'log:\n  level: 3\n' },
      'core.setting-invalid',
      { where: 'vedette.yaml:2', expected: 'debug | info | warn | error', value: '3' },
    ],
    [
      'bad value',
      { environment: { VEDETTE_SERVER_PORT: '99999' } },
      'core.setting-invalid',
      { where: 'environment VEDETTE_SERVER_PORT', expected: '0 … 65535' },
    ],
    ['unknown name in .env', { dotenv: 'A=1\nLOG_LEVLE=debug\n' }, 'core.setting-unknown', { where: '.env:1 A' }],
    [
      'typing mistake in .env',
      { dotenv: '\nLOG_LEVLE=debug\n' },
      'core.setting-unknown',
      { where: '.env:2 LOG_LEVLE', hint: '→ LOG_LEVEL?' },
    ],
    [
      'zone that is none',
      { environment: { TZ: 'Mars/X' } },
      'core.setting-invalid',
      { where: 'environment TZ', expected: 'Asia/Seoul' },
    ],
    [
      'address that is none',
      { dotenv: 'PUBLIC_URL=notaurl\n' },
      'core.setting-invalid',
      { where: '.env:1 PUBLIC_URL' },
    ],
    [
      'database of another kind',
      { environment: { DATABASE_URL: 'mysql://x' } },
      'core.setting-invalid',
      { where: 'environment DATABASE_URL' },
    ],
    [
      'origin that is none',
      { environment: { CORS_ALLOW_ORIGINS: 'https://a.example, garbage' } },
      'core.setting-invalid',
      { expected: '[* | https://…, …]' },
    ],
    [
      'unknown name of ours',
      { environment: { VEDETTE_SEVER_PORT: '1' } },
      'core.setting-unknown',
      { hint: '→ VEDETTE_SERVER_PORT?' },
    ],
    ...['__proto__: 1', '__proto__:\n  port: 1', 'constructor:\n  name: x', '? [server]\n: 1'].map(
      (yaml): [string, Case, string, Record<string, unknown>] => [yaml, { yaml }, 'core.setting-unknown', {}],
    ),
    ...['__proto__', 'constructor', 'toString'].map((name): [string, Case, string, Record<string, unknown>] => [
      `a field named ${name}`,
      { yaml: `server:\n  ${name}: 1\n` },
      'core.setting-unknown',
      { where: 'vedette.yaml:2', name: `server.${name}` },
    ]),
    ...[
      'server:\n  host: &a x\n  publicUrl: *a',
      'log: 1\nserver: &a\n  allowedHosts: [*a]',
      'log: 1\nserver: *nowhere',
    ].map((yaml): [string, Case, string, Record<string, unknown>] => [
      'an alias',
      { yaml },
      'core.settings-unreadable',
      { file: expect.stringMatching(/^vedette\.yaml:[23]$/) },
    ]),
    ['not YAML', { yaml: 'server:\n  port: [1\n' }, 'core.settings-unreadable', {}],
    ['a list instead of sections', { yaml: '- a\n' }, 'core.settings-unreadable', { reason: 'sections expected' }],
  ])('refuses an %s and says where', (_, input, code, params) => {
    const error = failure(input)
    expect(error.code).toBe(code)
    expect(error.params).toMatchObject(params)
  })

  it('never shows a secret in a complaint', () => {
    const error = failure({ yaml: 'store:\n  url: [pa55word]\n' })
    expect(JSON.stringify(error.params)).not.toContain('pa55word')
  })

  it.each([
    ['Asia/Seoul', 'Asia/Seoul'],
    [':Asia/Seoul', 'Asia/Seoul'],
    [':/etc/localtime', ''],
    ['/usr/share/zoneinfo/Europe/Moscow', 'Europe/Moscow'],
    ['KST-9', ''],
    ['<+09>-9', ''],
    ['UTC0', ''],
  ])('reads TZ=%s as a zone or as the machine’s own', (value, zone) => {
    expect(load({ environment: { TZ: value } }).settings.section('console')).toMatchObject({ zone })
  })

  it('takes an empty section as saying nothing', () => expect(load({ yaml: 'server:\nlog:\n' }).port).toBe(8000))

  it('leaves variables of other programs in an .env alone', () => {
    expect(load({ dotenv: 'NODE_ENV=production\nAWS_PROFILE=x\nPOSTGRES_PASSWORD=x\n' }).port).toBe(8000)
  })
})

it.each([
  ['server.prot', 'server.port'],
  ['port', 'server.port'],
  ['entirely.other', undefined],
])('nearest to %s is %s', (name, expected) => expect(findNearest(name, ['server.port', 'server.host'])).toBe(expected))
