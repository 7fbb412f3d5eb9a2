import { expect, it } from 'vitest'
import { isHeard, nameKey } from './keys.ts'

const press = (key: string, code?: string, held: 'ctrl' | 'meta' | 'alt' | 'none' = 'none') => ({
  key,
  ...(code ? { code } : {}),
  ctrlKey: held === 'ctrl',
  metaKey: held === 'meta',
  altKey: held === 'alt',
})

it.each([
  [press('j', 'KeyJ'), 'j'],
  [press('о', 'KeyJ'), 'j'],
  [press('ㅓ', 'KeyJ'), 'j'],
  [press('Process', 'KeyJ'), 'j'],
  [press('J', 'KeyJ'), 'j'],
  [press('j', 'KeyC'), 'j'],
  [press('k', 'KeyK', 'ctrl'), 'Ctrl+k'],
  [press('л', 'KeyK', 'meta'), 'Ctrl+k'],
  [press('/', 'Slash'), '/'],
  [press('?', 'Slash'), '?'],
  [press('Escape', 'Escape'), 'Escape'],
  [press('ArrowDown', 'ArrowDown'), 'ArrowDown'],
])('%j is %s', (pressed, name) => {
  expect(nameKey(pressed)).toBe(name)
})

it.each([
  ['j', true, false],
  ['j', false, true],
  ['Escape', true, true],
  ['Ctrl+k', true, true],
  ['/', true, false],
])('%s while writing (%s): %s', (key, writing, heard) => {
  expect(isHeard(key, writing)).toBe(heard)
})
