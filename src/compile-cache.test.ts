import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
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

it('keeps what the three programs used last compiled, and whatever else lies there', () => {
  const all = join(folder, 'own', 'vedette', 'compiled')
  const elsewhere = join(folder, 'elsewhere')
  mkdirSync(elsewhere)
  mkdirSync(all, { recursive: true })
  symlinkSync(elsewhere, join(all, '0.0.0-link'))
  symlinkSync(join(folder, 'nowhere'), join(all, '0.0.0-dangling'))
  for (const [at, name] of ['Documents', '0.1.0-older', '0.1.0-old', '0.1.0-new', '0.1.0-newer'].entries()) {
    mkdirSync(join(all, name, 'v24'), { recursive: true })
    utimesSync(join(all, name), at + 1, at + 1)
  }
  keepIn(join(folder, 'own'))
  const kept = ['0.0.0-dangling', '0.0.0-link', '0.1.0-new', '0.1.0-newer', 'Documents', `${version}-src`]
  expect(readdirSync(all).sort()).toEqual(kept.sort())
  expect(existsSync(elsewhere)).toBe(true)
})

it.each(['vedette', 'vedette/compiled', `vedette/compiled/${version}-src`])('follows no link at %s', (at) => {
  const elsewhere = join(folder, 'elsewhere')
  mkdirSync(elsewhere)
  mkdirSync(join(folder, 'own', at, '..'), { recursive: true })
  symlinkSync(elsewhere, join(folder, 'own', at))
  for (const name of ['0.1.0-a', '0.1.0-b', '0.1.0-c', '0.1.0-d']) mkdirSync(join(elsewhere, name))
  keepIn(join(folder, 'own'))
  expect(readdirSync(elsewhere)).toEqual(expect.arrayContaining(['0.1.0-a', '0.1.0-b', '0.1.0-c', '0.1.0-d']))
  expect(readdirSync(elsewhere, { recursive: true }).filter((path) => String(path).includes('v24'))).toEqual([])
})

it.each(['.', 'vedette', 'vedette/compiled', `vedette/compiled/${version}-src`])(
  'does without when others may write into %s',
  (at) => {
    const own = join(folder, 'own', 'vedette', 'compiled', `${version}-src`)
    mkdirSync(own, { recursive: true })
    chmodSync(join(folder, 'own', at), 0o777)
    keepIn(join(folder, 'own'))
    expect(readdirSync(own)).toEqual([])
  },
)
