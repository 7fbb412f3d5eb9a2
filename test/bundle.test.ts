/** `bin/vedette.js`: which program it runs. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toEscapes } from '../scripts/bundle.mjs'

let root: string
const write = (path: string, text: string) => {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}
const program = (name: string) => `export const main = () => { process.stdout.write('${name}'); return 0 }`
const say = (...words: readonly string[]) =>
  spawnSync(process.execPath, [join(root, 'bin', 'vedette.js'), ...words], { encoding: 'utf8' }).stdout
/** As `scripts/bundle.mjs` leaves it. */
const putTogether = () => {
  const { mtimeMs, size } = statSync(join(root, 'src', 'cli.ts'))
  write('dist/bundle/newest.json', JSON.stringify({ folder: 'one', rows: [['src/cli.ts', mtimeMs, size]] }))
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vedette-bundle-'))
  cpSync('bin', join(root, 'bin'), { recursive: true })
  write('package.json', '{"type":"module"}')
  write('src/cli.ts', program('long'))
  write('dist/bundle/one/cli.js', program('bundle'))
  putTogether()
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('the command', () => {
  it('is what was put together, whatever it is asked for', () => {
    expect([say('packets', 'analyze'), say('server'), say()]).toEqual(['bundle', 'bundle', 'bundle'])
  })
  it('never runs what was put together from other modules', () => {
    utimesSync(join(root, 'src', 'cli.ts'), 1, 1)
    expect(say('packets', 'analyze')).toBe('long')
    putTogether()
    expect(say('packets', 'analyze')).toBe('bundle')
    const { atime, mtime } = statSync(join(root, 'src', 'cli.ts'))
    write('src/cli.ts', `${program('long')} // changed within one tick of the clock`)
    utimesSync(join(root, 'src', 'cli.ts'), atime, mtime)
    expect(say('packets', 'analyze')).toBe('long')
  })
  it('goes the long way past what is half written, or not there', () => {
    write('dist/bundle/newest.json', '{"folder":"one","rows":[["src/cli.ts", 1')
    expect(say('packets', 'analyze')).toBe('long')
    rmSync(join(root, 'dist'), { recursive: true })
    expect(say('packets', 'analyze')).toBe('long')
  })
  it('goes the long way where a part of it is missing', () => {
    write('dist/bundle/one/cli.js', `import './gone.js'; ${program('bundle')}`)
    expect(say('packets', 'analyze')).toBe('long')
  })
  it('takes what was built before what is to be stripped', () => {
    rmSync(join(root, 'dist'), { recursive: true })
    write('src/cli.js', program('built'))
    expect(say('host')).toBe('built')
  })
})

describe('letters beyond ASCII', () => {
  const read = (code: string) => Function(`return ${code}`)()
  it('are written as escapes that mean the same', () => {
    const code = "['a sentence — with its dash, and a 😀', /^[^·–]+$/u.test('a–b'), `1…`]"
    expect(toEscapes(code)).toMatch(/^[\0-\x7f]+$/)
    expect(read(toEscapes(code))).toEqual(['a sentence — with its dash, and a 😀', false, '1…'])
  })
  it('stay where escapes would make more of them', () => {
    expect(toEscapes("'디스크가 가득 찹니다'")).toBe("'디스크가 가득 찹니다'")
  })
})
