/** What a person may type wrongly, in every language. */
import { describe, expect, it } from 'vitest'
import { parseWords } from './command-words.ts'
import { toErrorText, VedetteError } from './errors.ts'
import { LANGUAGES } from './schema.ts'
import { coreTexts } from './texts/core.ts'
import { createRenderer } from './texts/render.ts'

const options = {
  level: { type: 'string', default: 'full' },
  json: { type: 'boolean', default: false },
  write: { type: 'string', short: 'w' },
} as const
const parse = (...args: string[]) => parseWords(args, 'packets analyze', { options, words: ['FILE', '[OTHER]'] })
function refusal(task: () => unknown): VedetteError {
  try {
    task()
  } catch (error) {
    if (error instanceof VedetteError) return error
    throw error
  }
  throw new Error('it was taken')
}

describe('words of a command', () => {
  it('are its options and what is left', () => {
    expect(parse('a', '--json', '-w', 'x', 'b')).toEqual({
      values: { level: 'full', json: true, write: 'x' },
      words: ['a', 'b'],
    })
    expect(parseWords(['a', 'b', 'c'], 'x', { options, words: ['[FILE…]'] }).words).toEqual(['a', 'b', 'c'])
    expect(parseWords(['--no-json'], 'x', { options, allowNegative: true }).values.json).toBe(false)
  })
  it.each([
    [['a', '--nope'], 'core.option-unknown', '--nope'],
    [['a', '-q'], 'core.option-unknown', '-q'],
    [['a', "--it's"], 'core.option-unknown', "--it's"],
    [['a', '--no-json'], 'core.option-unknown', '--no-json'],
    [['a', '--level'], 'core.option-value-missing', '--level'],
    [['a', '-w'], 'core.option-value-missing', '--write'],
    [['a', '--level', '--json'], 'core.option-value-missing', '--level'],
    [['a', '--json=3'], 'core.option-takes-none', '--json'],
    [[], 'core.command-words', undefined],
    [['a', 'b', 'c'], 'core.command-words', undefined],
  ] as const)('refuse %j', (args, code, option) => {
    const error = refusal(() => parse(...args))
    expect([error.code, error.params['option']]).toEqual([code, option])
  })
  it('take none where none is named, and say what else there is', () => {
    const usage = 'host [--level LEVEL] [--json] [--write WRITE]'
    expect(refusal(() => parseWords(['now'], 'host', { options })).params).toMatchObject({ usage })
  })
  it.each(LANGUAGES)('are refused in %s without a word of another language', (language) => {
    const renderer = createRenderer()
    renderer.add(language, coreTexts[language])
    const said = [['--nope'], ['--level'], ['--json=1'], []].map((args) =>
      renderer.render(toErrorText(refusal(() => parse(...args))), { language }),
    )
    expect(new Set(said).size).toBe(said.length)
    for (const sentence of said) {
      expect(sentence).toContain('vedette packets analyze --help')
      if (language !== 'en') expect(sentence).not.toMatch(/option|argument|value|used/i)
    }
  })
})
