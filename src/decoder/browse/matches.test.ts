import { expect, it } from 'vitest'
import { Matches } from './matches.ts'

function keepers(total: number, keeps: (number: number) => boolean) {
  const matches = new Matches()
  const numbers: number[] = []
  for (let number = 1; number <= total; number++) {
    matches.add(keeps(number))
    if (keeps(number)) numbers.push(number)
  }
  return { matches, numbers }
}

it.each<[what: string, total: number, keeps: (number: number) => boolean]>([
  ['all', 20_000, () => true],
  ['none', 20_000, () => false],
  ['every seventh', 50_000, (number) => number % 7 === 0],
  ['a few far apart', 100_000, (number) => number === 1 || number === 4096 || number === 4097 || number === 99_999],
  ['the last bit of words', 9000, (number) => number % 32 === 0],
  ['by chance', 60_000, (number) => ((number * 2654435761) >>> 7) % 3 === 0],
])('finds any page of %s', (_what, total, keeps) => {
  const { matches, numbers } = keepers(total, keeps)
  expect(matches.count).toBe(numbers.length)
  for (const from of [0, 1, 2, 31, 100, 4095, 4096, 4097, 20_000, numbers.length - 1, numbers.length]) {
    if (from >= 0) expect(matches.page(from, 50)).toEqual(numbers.slice(from, from + 50))
  }
  for (const number of [1, 2, 32, 33, 4096, 4097, 8193, total, total + 1]) {
    expect([number, matches.countBefore(number)]).toEqual([number, numbers.filter((one) => one < number).length])
    expect([number, matches.has(number)]).toEqual([number, numbers.includes(number)])
  }
})

it('takes a bit a packet', () => {
  const { matches } = keepers(1_000_000, () => true)
  expect(matches.bytes).toBeLessThan(300_000)
})
