import { describe, expect, test } from 'vitest'
import { checkNewPassword, createPasswords } from './password.ts'

const CHEAP = { memoryKib: 64, passes: 1, parallelism: 1 }

describe('hashes', () => {
  test('are PHC strings of argon2id at OWASP’s cost, and salted', async () => {
    const passwords = createPasswords()
    const [one, two] = [await passwords.hash('correct horse'), await passwords.hash('correct horse')]
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    expect(one).not.toBe(two)
    expect(await passwords.matches('correct horse', one)).toBe(true)
    expect(await passwords.matches('correct horsf', one)).toBe(false)
  })
  test('fit the same password however it was typed', async () => {
    const passwords = createPasswords(CHEAP)
    expect(await passwords.matches('ｅ\u0301tude', await passwords.hash('\u00e9tude'))).toBe(true)
  })
  test.each([undefined, '', 'plain', '$argon2id$v=19$m=x$y$z', '$2b$10$abc'])('never match %j', async (phc) => {
    expect(await createPasswords(CHEAP).matches('', phc)).toBe(false)
  })
  test('made with another cost still match, and are outdated', async () => {
    const hash = await createPasswords(CHEAP).hash('correct horse')
    const dearer = createPasswords({ ...CHEAP, passes: 2 })
    expect(await dearer.matches('correct horse', hash)).toBe(true)
    expect(dearer.isOutdated(hash)).toBe(true)
    expect(createPasswords(CHEAP).isOutdated(hash)).toBe(false)
  })
  test('a flood is refused instead of waited for', async () => {
    const passwords = createPasswords(CHEAP)
    const answers = await Promise.allSettled(Array.from({ length: 500 }, () => passwords.matches('x', undefined)))
    const refused = answers.filter((answer) => answer.status === 'rejected')
    expect(refused.length).toBe(500 - 2 - 64)
    expect(refused[0]?.status === 'rejected' && refused[0].reason).toMatchObject({ code: 'auth.sign-in-busy' })
    expect(await passwords.matches('x', undefined)).toBe(false)
  })
})

describe('a new password', () => {
  test.each([
    ['short', 'auth.password-too-short'],
    ['123456789', 'auth.password-too-short'],
    ['😀😀😀😀😀😀😀😀😀', 'auth.password-too-short'],
    ['1234567890', 'auth.password-too-common'],
    ['QwertyUiop', 'auth.password-too-common'],
    ['aaaaaaaaaaaa', 'auth.password-too-common'],
    ['abcdefghijkl', 'auth.password-too-common'],
    ['zyxwvutsrqp', 'auth.password-too-common'],
    ['anna.kim.1', 'auth.password-like-name'],
    ['Anna.Kim2026', 'auth.password-like-name'],
    ['anna.kimanna.kim', 'auth.password-like-name'],
  ])('%s is %s', (password, code) => {
    expect(() => checkNewPassword(password, 'anna.kim', '/password')).toThrow(expect.objectContaining({ code }))
  })
  test.each(['correct horse battery', 'ten chars!', '비밀번호는열글자이상', 'anna.kim likes long walks'])(
    '%s will do',
    (password) => {
      expect(() => checkNewPassword(password, 'anna.kim', '/password')).not.toThrow()
    },
  )
})
