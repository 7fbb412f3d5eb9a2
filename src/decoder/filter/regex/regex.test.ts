/** Held to the engine's own regular expressions; and expressions that ruin those end at once. */
import { expect, it } from 'vitest'
import { Automaton } from './automaton.ts'
import { parseExpression } from './syntax.ts'

function automaton(text: string): Automaton {
  const expression = parseExpression(text)
  const made = expression && Automaton.of(expression)
  if (!made) throw new Error(`${text} is refused`)
  return made
}

const EXPRESSIONS = [
  'abc',
  'a.c',
  'a|bc|',
  '^GET /',
  'html$',
  '(ab|cd)+x',
  'a{2}',
  'a{2,}b',
  'a{1,3}b',
  'colou?r',
  '[a-c]+[^a-c]',
  '[]a]b',
  '[^]a]b',
  '\\d+\\.\\d+',
  '\\w+@\\w+\\.(com|org)',
  '\\s\\S',
  '\\bword\\b',
  'a\\Bb',
  '(?:a|b)*abb',
  '[\\d.-]{3,5}',
  'x*?y',
  '^$',
  '^.*$',
  '\\x41\\x42',
  '[\\x00-\\x1f]',
  'привет',
  '\\.',
  '\\/\\?',
  'a{,2}',
]
const TEXTS = [
  '',
  'abc',
  'ABC',
  'xxabbabbyy',
  'GET / HTTP/1.1',
  'get /index.html',
  'index.html',
  'ababcdx',
  'aa',
  'aab',
  'aaaab',
  'color colour',
  'abd',
  ']b',
  'zb',
  '10.20',
  'me@example.org',
  'a b',
  'a word here',
  'swordfish',
  'aXb',
  'ab',
  '1.2-3',
  'line\nbreak',
  '\x01',
  'ПРИВЕТ',
  'a{,2}',
  '/?',
]

it.each(EXPRESSIONS)('matches %s as others do', (expression) => {
  // JavaScript reads `[]a]` and `{,2}` otherwise than Perl.
  const theirs = new RegExp(expression.replace('[]a]', '[\\]a]').replace('[^]a]', '[^\\]a]'), 'i')
  const ours = automaton(expression)
  for (const text of TEXTS) {
    expect([text, ours.testText(text)]).toEqual([text, theirs.test(text)])
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff)
    if ([...text].every((character) => character.charCodeAt(0) < 256)) {
      expect([text, ours.testBytes(bytes, 0, bytes.length)]).toEqual([text, theirs.test(text)])
    }
  }
})

it('minds case when told', () => {
  expect(automaton('(?-i)abc').testText('ABC')).toBe(false)
  expect(automaton('(?-i:a)bc').testText('aBC')).toBe(true)
  expect(automaton('(?-i:a)bc').testText('ABC')).toBe(false)
  expect(automaton('a(?s:.)c').testText('a\nc')).toBe(true)
  expect(automaton('(?<name>a)[[:digit:]]').testText('a7')).toBe(true)
})

it.each([
  '(',
  ')',
  '[a',
  'a**',
  '*a',
  '(?=a)',
  '(?<!a)b',
  '(a)\\1',
  'a{3,2}',
  'a{2000}',
  '\\',
  '[z-a]',
  '\\p{L}',
  '[[:nosuch:]]',
  '('.repeat(5000),
  `${'('.repeat(5000)}a${')'.repeat(5000)}`,
])('refuses %.20s', (text) => expect(parseExpression(text)).toBeUndefined())

it('refuses what grows too large, at once', () => {
  const begin = performance.now()
  for (const text of ['(a{1000}){1000}', '((((){1000}){1000}){1000}){1000}', '((a|b){100}){100}']) {
    const expression = parseExpression(text)
    expect(expression && Automaton.of(expression)).toBeUndefined()
  }
  expect(performance.now() - begin).toBeLessThan(1000)
})

it('takes time linear in the text, whatever the expression', () => {
  const text = 'a'.repeat(65_535)
  const begin = performance.now()
  for (const bomb of ['(a+)+$b', '(a|aa)+c', '(a*)*b', '(.*a){12}x', `${'a?'.repeat(200)}${'a'.repeat(200)}b`]) {
    expect(automaton(bomb).testText(text)).toBe(false)
  }
  // Every set of places is another one: nothing can be remembered for long.
  const noise = Uint8Array.from({ length: 65_535 }, (_, n) => (((n * 2654435761) >>> 13) & 1 ? 0x61 : 0x62))
  expect(automaton('a.{500}x').testBytes(noise, 0, noise.length)).toBe(false)
  expect(performance.now() - begin).toBeLessThan(10_000)
})
