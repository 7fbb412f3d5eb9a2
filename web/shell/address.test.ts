import { describe, expect, it } from 'vitest'
import {
  changeAddress,
  flag,
  integer,
  list,
  oneOf,
  optionalOneOf,
  parseAddress,
  parseQuery,
  text,
  writeQuery,
} from './address.ts'

const spec = {
  state: oneOf(['open', 'quiet', 'all'], 'open'),
  severity: optionalOneOf(['info', 'danger']),
  q: text(),
  offset: integer(0),
  tail: flag(),
  columns: list(['name', 'size']),
}

describe('parseAddress', () => {
  it('gives every default for an empty address', () => {
    expect(parseAddress(spec, {})).toEqual({
      state: 'open',
      severity: undefined,
      q: '',
      offset: 0,
      tail: false,
      columns: ['name', 'size'],
    })
  })
  it.each([
    ['?state=quiet', { state: 'quiet' }],
    ['?state=evil&offset=-1', { state: 'open', offset: 0 }],
    ['?offset=1e99', { offset: 0 }],
    ['?offset=20&tail=1', { offset: 20, tail: true }],
    ['?severity=danger&q=a%20b', { severity: 'danger', q: 'a b' }],
    ['?columns=', { columns: [] }],
    ['?columns=a%252Cb,c', { columns: ['a,b', 'c'] }],
  ])('%s', (query, expected) => {
    expect(parseAddress(spec, parseQuery(query))).toMatchObject(expected)
  })
})

describe('changeAddress', () => {
  it('leaves defaults out and strangers in', () => {
    expect(changeAddress(spec, { state: 'quiet', host: 'local' }, { state: 'open', q: 'x' })).toEqual({
      host: 'local',
      q: 'x',
    })
  })
  it.each([
    [{ columns: ['a,b', '50%'] }],
    [{ columns: [] }],
    [{ q: '한글 & русский=?' }],
    [{ tail: true, offset: 40 }],
    [{ severity: 'info' as const }],
  ])('comes back as it was: %j', (change) => {
    const query = writeQuery(changeAddress(spec, {}, change))
    expect(parseAddress(spec, parseQuery(query))).toMatchObject(change)
  })
})

it('writes addresses a person can read', () => {
  expect(writeQuery({ source: '/var/log/syslog', topic: 'host.log:local', none: undefined })).toBe(
    '?source=/var/log/syslog&topic=host.log:local',
  )
  expect(writeQuery({})).toBe('')
})
