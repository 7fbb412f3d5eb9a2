import { expect, it } from 'vitest'
import { choose, complete } from './completion.ts'

const NAMES = ['tcp', 'tcp.port', 'tcp.flags.syn', 'tcp.flags.ack', 'ip.src', 'dns.qry.name']

it.each([
  ['tc', ['tcp', 'tcp.port', 'tcp.flags.ack', 'tcp.flags.syn']],
  ['ip.src == 10.0.0.1 && tcp.p', ['tcp.port']],
  ['qry', ['dns.qry.name']],
  ['t', undefined],
  ['tcp.port', undefined],
  ['dns.qry.name == "tc', undefined],
  ['dns.qry.name == "a" && tc', ['tcp', 'tcp.port', 'tcp.flags.ack', 'tcp.flags.syn']],
  ['zz', undefined],
])('%j', (text, names) => {
  expect(complete(text, text.length, NAMES)?.names).toEqual(names)
})

it('takes the place of the whole word the cursor stands in', () => {
  const text = '!tc.po == 80'
  const found = complete(text, 3, NAMES)
  expect(found && choose(text, found, 'tcp.port')).toEqual({ text: '!tcp.port == 80', cursor: 9 })
})
