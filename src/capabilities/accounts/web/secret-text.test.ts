import { expect, it } from 'vitest'
import { suggestPassword } from './secret-text.ts'

it('suggests groups that can be read out', () => {
  expect(suggestPassword()).toMatch(/^[a-hj-km-np-z2-9]{4}(-[a-hj-km-np-z2-9]{4}){3}$/)
})
it('suggests another one each time', () => {
  expect(new Set(Array.from({ length: 100 }, () => suggestPassword())).size).toBe(100)
})
it('leaves out bytes that would favour some letters', () => {
  let asked = 0
  const words = suggestPassword((bytes) => bytes.fill(asked++ === 0 ? 255 : 0))
  expect(words).toBe('aaaa-aaaa-aaaa-aaaa')
})
