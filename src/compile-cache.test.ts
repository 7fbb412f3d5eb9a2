import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vedette-cache-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it.each([
  ['an absolute folder', () => join(folder, 'own'), 'own'],
  ['the one in the home, where a relative one is named', () => 'relative', '.cache'],
  ['the one in the home, where none is named', () => '', '.cache'],
])('keeps what was compiled in %s', (_, cacheHome, kept) => {
  const module = JSON.stringify(new URL('./compile-cache.ts', import.meta.url).href)
  const code = `import(${module}).then(({ keepCompiled }) => keepCompiled(${JSON.stringify(cacheHome())}))`
  const { stderr, status } = spawnSync(process.execPath, ['-e', code], {
    cwd: folder,
    env: { HOME: folder, PATH: process.env['PATH'] },
    encoding: 'utf8',
  })
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  expect(readdirSync(folder)).toEqual([kept])
  expect(existsSync(join(folder, kept, 'vedette', 'compiled'))).toBe(true)
})
