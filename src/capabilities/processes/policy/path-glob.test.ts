import { expect, it, test } from 'vitest'
import { createPathGlob } from './path-glob.ts'

it.each([
  ['/opt/pay/**', '/opt/pay/bin/java', true],
  ['/opt/pay/**', '/opt/payments/java', false],
  ['/opt/pay/*', '/opt/pay/java', true],
  ['/opt/pay/*', '/opt/pay/bin/java', false],
  ['/opt/*/bin/java', '/opt/pay/bin/java', true],
  ['/opt/*/bin/java', '/opt/a/b/bin/java', false],
  ['**/java', '/usr/bin/java', true],
  ['**/java', '/usr/bin/javac', false],
  ['/usr/bin/python?', '/usr/bin/python3', true],
  ['/usr/bin/python?', '/usr/bin/python', false],
  ['/usr/bin/python?', '/usr/bin/python/', false],
  ['/a.c', '/abc', false],
  ['/srv/[x]', '/srv/[x]', true],
  ['/srv/[x]', '/srv/x', false],
  ['**', '', true],
  ['/дом/**', '/дом/программа', true],
  ['/emoji/?', '/emoji/💾', true],
  ['C:/Program Files/*/app.exe', 'C:\\Program Files\\Shop\\app.exe', true],
])('%s fits %s: %s', (pattern, path, wanted) => {
  expect(createPathGlob(pattern, 'exact').matches(path)).toBe(wanted)
})
it('minds case only where the system does', () => {
  expect(createPathGlob('/opt/Pay', 'exact').matches('/opt/pay')).toBe(false)
  expect(createPathGlob('C:\\PAY\\*', 'ignore-case').matches('c:\\pay\\a.exe')).toBe(true)
})
test('no pattern takes long', () => {
  const startMs = performance.now()
  expect(createPathGlob('**a'.repeat(100), 'exact').matches(`${'a'.repeat(2000)}b`)).toBe(false)
  expect(performance.now() - startMs).toBeLessThan(1000)
})
