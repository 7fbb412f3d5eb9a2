import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { version } from './core/program.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-cache-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function keepIn(cacheHome: string) {
  const module = JSON.stringify(new URL('./compile-cache.ts', import.meta.url).href)
  const code = `import(${module}).then(({ keepCompiled }) => keepCompiled(${JSON.stringify(cacheHome)}))`
  const env = { HOME: folder, PATH: process.env['PATH'] }
  const { stderr, status } = spawnSync(process.execPath, ['-e', code], { cwd: folder, env, encoding: 'utf8' })
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
}

it.each([
  ['an absolute folder', () => join(folder, 'own'), 'own'],
  ['the one in the home, where a relative one is named', () => 'relative', '.cache'],
  ['the one in the home, where none is named', () => '', '.cache'],
])('keeps what was compiled in %s', (_, cacheHome, kept) => {
  keepIn(cacheHome())
  expect(readdirSync(folder)).toEqual([kept])
  expect(readdirSync(join(folder, kept, 'vedette', 'compiled'))).toEqual([`${version}-src`])
})

it('keeps what the newest three programs compiled', () => {
  const all = join(folder, 'own', 'vedette', 'compiled')
  for (const [at, name] of ['older', 'old', 'new', 'newer'].entries()) {
    mkdirSync(join(all, name, 'v24'), { recursive: true })
    utimesSync(join(all, name), at + 1, at + 1)
  }
  keepIn(join(folder, 'own'))
  expect(readdirSync(all).sort()).toEqual([`${version}-src`, 'new', 'newer'])
})

it('does without a folder that others may write into', () => {
  const own = join(folder, 'own', 'vedette', 'compiled', `${version}-src`)
  mkdirSync(own, { recursive: true })
  chmodSync(own, 0o777)
  keepIn(join(folder, 'own'))
  expect(readdirSync(own)).toEqual([])
})
