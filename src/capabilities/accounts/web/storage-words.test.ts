import { describe, expect, it } from 'vitest'
import { listEvictions, listUses, readRoom, toUseKey } from './storage-words.ts'
import { en } from './texts/en.ts'

const use = (what: string, sizeBytes = 1, evictionOrder?: number) => ({
  what,
  capability: 'core',
  sizeBytes,
  ...(evictionOrder === undefined ? {} : { evictionOrder }),
})

describe('a use', () => {
  it.each([
    'series raw',
    'series 1 min',
    'series 10 min',
    'series 1 h',
    'audit',
    'audit.head',
    'audit turn',
    'finding events',
    'indexes and journals',
    'secrets.key',
    'console.lock-journal',
    'users',
    'logs',
  ])('“%s” has words', (what) => {
    expect(en).toHaveProperty([toUseKey({ what })])
  })
})

it('lists what gives way, first what goes first', () => {
  const uses = [use('series 1 h', 9, 4), use('audit', 99), use('series raw', 5, 1), use('series 1 min', 7, 2)]
  expect(listEvictions(uses).map(({ what }) => what)).toEqual(['series raw', 'series 1 min', 'series 1 h'])
})
it('leaves out empty files, and keeps empty tables', () => {
  expect(listUses([use('console.lock', 0), { ...use('tokens', 0), rows: 0 }]).map(({ what }) => what)).toEqual([
    'tokens',
  ])
})

describe('room', () => {
  it.each([
    ['the budget', { budgetBytes: 100, usedBytes: 25, freeBytes: 900 }, 100, 25, false],
    ['a disk smaller than the budget', { budgetBytes: 100, usedBytes: 25, freeBytes: 25 }, 50, 50, true],
    ['nothing at all', { budgetBytes: 100, usedBytes: 0, freeBytes: 0 }, 0, 100, true],
  ])('is decided by %s', (_, storage, limitBytes, percent, diskDecides) => {
    expect(readRoom(storage)).toEqual({ limitBytes, percent, diskDecides })
  })
})
