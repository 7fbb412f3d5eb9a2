import { expect, it } from 'vitest'
import { analyse, ascii, Talk } from '../testdata/capture.ts'
import { Beginnings, ENOUGH_TO_TELL } from './beginnings.ts'

it('joins what was kept once, and keeps nothing that is enough', () => {
  const beginnings = new Beginnings()
  expect(beginnings.keep(1, ascii('xabx'), 1, 3)).toBe(true)
  expect(beginnings.join(2, ascii('c'), 0, 1)).toBeUndefined()
  expect(beginnings.join(1, ascii('xc'), 1, 2)).toEqual(ascii('abc'))
  expect(beginnings.join(1, ascii('c'), 0, 1)).toBeUndefined()
  expect(beginnings.keep(1, new Uint8Array(ENOUGH_TO_TELL), 0, ENOUGH_TO_TELL)).toBe(false)
})

it('the oldest makes room', () => {
  const beginnings = new Beginnings()
  for (let key = 0; key < 20_000; key++) expect(beginnings.keep(key, ascii('a'), 0, 1)).toBe(true)
  expect(beginnings.join(0, ascii('b'), 0, 1)).toBeUndefined()
  expect(beginnings.join(19_999, ascii('b'), 0, 1)).toEqual(ascii('ab'))
})

it('bytes that were lost part a beginning from what follows', () => {
  const talk = new Talk('10.0.0.1', '10.0.0.2', [4000, 80])
    .open()
    .say(0, 'GE')
    .send(1, {})
    .say(0, 'lost')
    .say(0, 'T / HTTP/1.1\r\n\r\n')
  const frames = talk.send(1, {}).frames.filter(({ bytes }) => !String.fromCharCode(...bytes).includes('lost'))
  expect(analyse(frames).http).toMatchObject({ requests: 0 })
})
