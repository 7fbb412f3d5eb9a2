import { expect, it } from 'vitest'
import { rankCommands } from './commands.ts'

const commands = [
  { id: 'a', label: 'Overview', also: '/' },
  { id: 'b', label: 'Audit', also: '/accounts/audit' },
  { id: 'c', label: '감사 기록', also: '/accounts/audit' },
  { id: 'd', label: 'Colours: Light', also: 'theme' },
]
it.each([
  ['', ['a', 'b', 'c', 'd'], []],
  ['aud', ['b', 'c'], []],
  ['감사', ['c'], []],
  ['light', ['d'], []],
  ['theme', ['d'], []],
  ['ovw', [], ['a']],
  ['zzz', [], []],
])('%s finds %j and guesses %j', (query, sure, guessed) => {
  const ranked = rankCommands(commands, query)
  expect(ranked.sure.map(({ id }) => id)).toEqual(sure)
  expect(ranked.guessed.map(({ id }) => id)).toEqual(guessed)
})
