import { expect, it } from 'vitest'
import { type Cell, toCsv, toTabbed } from './csv.ts'

it.each<[Cell, string]>([
  ['plain', 'plain'],
  [12.5, '12.5'],
  [-3, '-3'],
  [null, ''],
  [undefined, ''],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['=cmd()', "'=cmd()"],
  ['@sum', "'@sum"],
  ['한글', '한글'],
])('writes %j as %s', (cell, expected) => {
  expect(toCsv(['head'], [[cell]])).toBe(`\uFEFFhead\r\n${expected}\r\n`)
})

it('keeps one row a line on the clipboard', () => {
  expect(toTabbed(['a', 'b'], [['x\ty', 'two\nlines']])).toBe('a\tb\nx y\ttwo lines')
})
