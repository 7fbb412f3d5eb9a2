import { describe, expect, it } from 'vitest'
import { parseUploaded } from './senders.ts'
import { isWorthTrying, leftMs, readySentence, refuseFile, type Sending, Speed } from './sending.ts'

describe('a file is refused before it is sent', () => {
  const limits = { maxFileBytes: 1000, freeBytes: 500 }
  it.each([
    [0, 'packets.file-empty'],
    [1001, 'packets.file-too-large'],
    [501, 'packets.no-room'],
    [500, undefined],
  ])('of %i bytes: %s', (size, code) => {
    expect(refuseFile({ name: 'a.pcap', size }, limits)?.code).toBe(code)
  })
  it('not for its size where there is no limit', () => {
    expect(refuseFile({ name: 'a.pcap', size: 1e12 }, { maxFileBytes: 0, freeBytes: 2e12 })).toBeUndefined()
  })
})

it.each([
  [0, true],
  [502, true],
  [423, true],
  [413, false],
  [415, false],
  [507, false],
  [403, false],
])('status %i is worth another try: %s', (status, wanted) => {
  expect(isWorthTrying(status)).toBe(wanted)
})

it.each([
  [{ code: 'packets.not-a-capture', title: 'letter.txt is no capture.' }, 'letter.txt is no capture.'],
  [{ code: 'packets.not-a-capture', title: 'Unsupported Media Type', params: { name: 'letter.txt' } }, undefined],
  [{ code: 'shell.line-foreign', title: '502' }, undefined],
])('%j is said already: %s', (problem, said) => {
  expect(readySentence({ type: 'about:blank', status: 415, ...problem })).toBe(said)
})

it('goes by the last seconds, not by the first', () => {
  const speed = new Speed()
  expect(speed.note(0, 0)).toBe(0)
  for (let second = 1; second <= 10; second++) speed.note(second * 1000, second * 1000)
  expect(speed.note(20_000, 11_000)).toBeGreaterThan(2500)
})

it('says how long it takes once it moves', () => {
  const sending = { sizeBytes: 3000, sentBytes: 1000, bytesPerSecond: 500 } as Sending
  expect(leftMs(sending)).toBe(4000)
  expect(leftMs({ ...sending, bytesPerSecond: 0 })).toBeUndefined()
})

it.each([
  ['{"capture":{"id":"a"},"duplicate":true}', { capture: 'a', duplicate: true }],
  ['{"capture":{"id":"a"}}', { capture: 'a', duplicate: false }],
  ['', undefined],
  ['null', undefined],
])('the answer %j', (body, wanted) => {
  expect(parseUploaded(body)).toEqual(wanted)
})
