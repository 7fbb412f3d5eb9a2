/** `scripts/start.mjs` on a small project of its own: it installs, builds, and then gets out of the way. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { canHaveNode, explainInstallFailure, findNode, isInstalled } from '../scripts/install.mjs'
import { fingerprint } from '../scripts/web.mjs'

let root: string
const at = (...path: string[]) => join(root, ...path)
const write = (path: string, content: string | object) => {
  mkdirSync(join(at(path), '..'), { recursive: true })
  writeFileSync(at(path), typeof content === 'string' ? content : JSON.stringify(content))
}
/** A lock whose one package is a folder beside it, so that an install needs no network. */
const lock = (version: string) => ({
  name: 'small',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': { name: 'small', dependencies: { vite: 'file:vite' } },
    'node_modules/vite': { resolved: 'vite', link: true },
    vite: { version },
  },
})

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vedette-start-'))
  for (const folder of ['bin', 'scripts']) cpSync(folder, at(folder), { recursive: true })
  write('package.json', {
    name: 'small',
    type: 'module',
    dependencies: { vite: 'file:vite' },
    optionalDependencies: {},
  })
  write('package-lock.json', lock('1.0.0'))
  write('vite/package.json', { name: 'vite', version: '1.0.0' })
  write(
    'vite/bin/vite.js',
    `const fs = require('node:fs')
     fs.appendFileSync('builds.log', 'x')
     if (fs.readFileSync('web/main.tsx', 'utf8') === 'broken') { console.error('main.tsx: no'); process.exit(1) }
     fs.mkdirSync('dist/web', { recursive: true }); fs.writeFileSync('dist/web/index.html', process.env.NODE_ENV)`,
  )
  write('vite.config.ts', '')
  write('web/main.tsx', 'one')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function start(args: readonly string[] = [], env: Record<string, string> = {}) {
  const startedMs = performance.now()
  const { npm_execpath: _path, npm_config_user_agent: _agent, ...clean } = process.env
  const done = spawnSync(process.execPath, [at('scripts', 'start.mjs'), ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...clean, npm_config_update_notifier: 'false', ...env },
  })
  return { ...done, tookMs: performance.now() - startedMs }
}
const builds = () => (existsSync(at('builds.log')) ? readFileSync(at('builds.log'), 'utf8').length : 0)

describe('a start', () => {
  it('installs and builds once, then has nothing to do', () => {
    const first = start()
    expect(first.stderr).toMatch(/Installing packages … done[\s\S]*Building the pages … done/)
    expect([first.status, first.stdout, builds()]).toEqual([0, '', 1])
    expect(isInstalled(root)).toBe(true)
    expect(readFileSync(at('dist/web/index.html'), 'utf8')).toBe('production')

    const second = start()
    expect([second.status, second.stdout, second.stderr, builds()]).toEqual([0, '', '', 1])
    expect(second.tookMs).toBeLessThan(1000)
  })

  it('installs again after the lock has changed, and builds again after a page has', () => {
    start()
    write('vite/package.json', { name: 'vite', version: '2.0.0' })
    write('package-lock.json', lock('2.0.0'))
    expect(start().stderr).toContain('Installing packages')
    write('web/main.tsx', 'two')
    expect(start().stderr).toMatch(/^Building the pages … done/m)
    expect(builds()).toBe(3)
  })

  it('stops with what the page builder said, but lets a command run on', () => {
    write('web/main.tsx', 'broken')
    const server = start()
    expect([server.status, server.stderr]).toEqual([1, expect.stringContaining('main.tsx: no')])
    expect(start(['--quiet']).status).toBe(0)
  })

  it('leaves stale pages to the server when a command is all that is wanted', () => {
    start()
    write('web/main.tsx', 'two')
    expect([start(['--quiet']).stderr, builds()]).toEqual(['', 1])
  })

  it('says what to do when the registry is out of reach', () => {
    const packages = { '': { dependencies: { far: '1.0.0' } }, 'node_modules/far': { version: '1.0.0' } }
    write('package.json', { name: 'small', dependencies: { far: '1.0.0' }, optionalDependencies: {} })
    write('package-lock.json', { name: 'small', lockfileVersion: 3, requires: true, packages })
    const done = start([], {
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_cache: at('cache'),
      npm_config_fetch_retries: '0',
    })
    expect([done.status, done.stderr]).toEqual([1, expect.stringContaining('The package registry cannot be reached')])
  })

  it('refuses another package manager by name', () => {
    const done = start([], { npm_config_user_agent: 'pnpm/9.1.0 npm/? node/v20.0.0' })
    expect([done.status, done.stderr]).toEqual([1, expect.stringContaining('pnpm/9.1.0. Run: npm start')])
  })

  it('knows when no Node that is new enough can come', () => {
    expect([canHaveNode(root, '20.20.2'), findNode(root, '20.20.2')]).toEqual([false, undefined])
    expect([canHaveNode(root, '24.0.0'), findNode(root, '24.0.0')]).toEqual([true, process.execPath])
  })
})

describe('isInstalled', () => {
  const present = (packages: object) => {
    write('package-lock.json', {
      packages: {
        '': {},
        'node_modules/a': { version: '1.0.0' },
        'node_modules/other-os': { version: '1.0.0', optional: true },
      },
    })
    write('node_modules/.package-lock.json', { packages })
  }
  it.each<[string, object, boolean]>([
    ['everything', { 'node_modules/a': { version: '1.0.0' } }, true],
    ['another version', { 'node_modules/a': { version: '1.0.1' } }, false],
    ['a missing package', {}, false],
  ])('%s', (_, packages, expected) => {
    present(packages)
    expect(isInstalled(root)).toBe(expected)
  })
  it('an interrupted install', () => expect(isInstalled(root)).toBe(false))
})

it.each([
  ['npm error code ENOSPC', 'The disk is full'],
  ['npm error code EAI_AGAIN', 'cannot be reached'],
  ['npm error code SELF_SIGNED_CERT_IN_CHAIN', 'NODE_EXTRA_CA_CERTS'],
  ['npm error code EACCES', 'cannot be written'],
  ['npm error code EINTEGRITY', 'npm cache clean'],
  ['npm error code EUSAGE', 'do not agree'],
  ['npm error something new', 'npm ci'],
])('explains %s', (output, expected) => expect(explainInstallFailure(output)).toContain(expected))

it.each([
  ['web/main.tsx', true],
  ['src/capabilities/host/web/page.tsx', true],
  ['src/capabilities/host/texts/ko.ts', true],
  ['src/core/schema.ts', true],
  ['package-lock.json', true],
  ['web/main.test.ts', false],
  ['src/core/http.ts', false],
])('a change of %s makes the pages stale: %s', (file, stale) => {
  const before = fingerprint(root)
  write(file, 'changed')
  expect(fingerprint(root) !== before).toBe(stale)
})
