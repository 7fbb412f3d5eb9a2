import { describe, expect, it } from 'vitest'
import { createRenderer } from '../../src/core/texts/render.ts'
import { ApiProblem } from '../api/client.ts'
import { en } from '../locales/en.ts'
import { ko } from '../locales/ko.ts'
import { ru } from '../locales/ru.ts'
import { createWords } from './create-words.ts'

const renderer = createRenderer()
renderer.add('en', { ...en, 'host.error.log-missing': '{{path}} is not there.' })
renderer.add('ko', ko)
renderer.add('ru', ru)
const words = createWords(renderer, 'en', 'Asia/Seoul')
const problem = (code: string, more = {}) =>
  new ApiProblem({ type: '', title: 'Title.', status: 404, code, detail: 'In the console’s words.', ...more })

it('keeps a number and its unit together, and shows a dash for nothing', () => {
  expect(words.value(1.25, 'percent')).toBe('1.3\u00a0%')
  expect(words.value(undefined, 'percent')).toBe('–')
  expect(words.at(null)).toBe('–')
})

it('tells the time of the zone that was chosen', () => {
  expect(words.at(Date.UTC(2026, 10, 21, 6, 30), 'time')).toBe('15:30')
})

it.each([
  ['en', 3, '3 need you'],
  ['en', 1, '1 needs you'],
  ['ko', 3, '확인할 일 3건'],
  ['ru', 5, 'Ждут вас: 5'],
] as const)('counts in %s', (language, count, said) => {
  expect(createWords(renderer, language, 'UTC').t('shell.needs', { count })).toBe(said)
})

it.each([
  [1000, 'now'],
  [59_900, '59 s ago'],
  [90_000, '1 min ago'],
  [11_999_000, '3 h 19 min ago'],
  [90_061_000, '1 d 1 h ago'],
])('%i ms ago is "%s"', (ms, said) => {
  expect(words.ago(0, ms)).toBe(said)
})

describe('problem', () => {
  it('fills our own sentence for a code we know', () => {
    expect(words.problem(problem('host.log-missing', { params: { path: '/var/log/x' } }))).toBe(
      '/var/log/x is not there.',
    )
  })
  it('takes the console’s words for a code we do not', () => {
    expect(words.problem(problem('later.unheard-of'))).toBe('In the console’s words.')
  })
  it('names the fields that are wrong', () => {
    const errors = [{ field: 'name', message: 'is too long' }]
    expect(words.problem(problem('core.request-invalid', { errors }))).toBe('In the console’s words. name: is too long')
  })
  it('says so when the line is cut', () => {
    expect(words.problem(problem('shell.line-cut', { status: 0 }))).toMatch(/does not answer/)
  })
  it('says what broke in the browser', () => {
    expect(words.problem(new TypeError('x is not a function'))).toMatch(/x is not a function/)
  })
})
