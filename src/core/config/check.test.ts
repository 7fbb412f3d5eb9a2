import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { checkValue } from './check.ts'

describe('a list in the environment', () => {
  const names = Type.Array(Type.String())
  it.each([
    ['a, b', ['a', 'b']],
    ['["/a, b", "/c"]', ['/a, b', '/c']],
    ['["/x"]', ['/x']],
    ['[]', []],
    ['[half', ['[half']],
  ])('%s is %j', (text, value) => {
    expect(checkValue(names, text, 'text')).toEqual({ ok: true, value })
  })
  it('of other things than it holds is refused', () => {
    expect(checkValue(names, '[1]', 'text').ok).toBe(false)
  })
  it('of folders takes absolute paths alone', () => {
    const folders = Type.Array(Type.String({ form: 'folder' }))
    expect(checkValue(folders, '/srv/captures, /var/spool', 'text').ok).toBe(true)
    expect(checkValue(folders, '["/srv/captures"]', 'text')).toEqual({ ok: true, value: ['/srv/captures'] })
    for (const text of ['captures', './captures', '/a,b', '["x"]'])
      expect(checkValue(folders, text, 'text')).toEqual({ ok: false, expected: '["/folder", …]' })
  })
})
