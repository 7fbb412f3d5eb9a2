import { describe, expect, it } from 'vitest'
import { compileFilter } from '../../../decoder/filter/filter.ts'
import {
  addressTerm,
  conversationTerm,
  framesTerm,
  narrow,
  pairTerm,
  parseEnd,
  quote,
  timeTerm,
} from './filter-terms.ts'

describe('a click narrows', () => {
  it.each([
    ['', 'tcp', 'tcp'],
    ['tcp', 'tcp', 'tcp'],
    ['tcp', 'dns', 'tcp && dns'],
    ['tcp && dns', 'dns', 'tcp && dns'],
    ['tcp || udp', 'dns', '(tcp || udp) && dns'],
    ['tcp or udp', 'dns', '(tcp or udp) && dns'],
    ['(tcp || udp)', 'dns', '(tcp || udp) && dns'],
    ['(tcp) || (udp)', 'dns', '((tcp) || (udp)) && dns'],
    ['tcp', 'udp || dns', 'tcp && (udp || dns)'],
  ])('%j by %j', (filter, term, wanted) => {
    expect(narrow(filter, term)).toBe(wanted)
  })
})

describe('what a click says', () => {
  const a = { address: '10.0.0.1', port: 4711 }
  const b = { address: '10.0.0.2', port: 53 }
  const terms = [
    addressTerm('10.0.0.1'),
    addressTerm('fe80::1'),
    conversationTerm('udp', a, b),
    pairTerm('::1', '::1'),
    framesTerm([3, 1, 2, 9]),
    framesTerm([7]),
    timeTerm(1_500_000_000, 2_000_000_001),
    `dns.qry.name == ${quote('we"ird\\name')}`,
  ]
  it.each(terms)('%s is a filter', (term) => {
    expect(compileFilter(term)).toHaveProperty('filter')
  })
  it('names runs of packets as ranges', () => {
    expect(framesTerm([3, 1, 2, 9])).toBe('frame.number in {1..3, 9}')
  })
  it('says a port that both ends have once', () => {
    expect(conversationTerm('udp', { ...a, port: 53 }, b)).toBe(
      'ip.addr == 10.0.0.1 && ip.addr == 10.0.0.2 && udp.port == 53',
    )
  })
})

describe('an end', () => {
  it.each([
    ['10.0.0.1:80', { address: '10.0.0.1', port: 80 }],
    ['[fe80::1]:53', { address: 'fe80::1', port: 53 }],
    ['nothing', undefined],
  ])('%s', (text, end) => {
    expect(parseEnd(text)).toEqual(end)
  })
})
